import { Type } from 'typebox';
import { Check } from 'typebox/value';

const anObject = Type.Object({});
const aSecondRead = Type.Object({ disagreeing: Type.Optional(Type.Unknown()) });
const versionOne = Type.Object({
  format: Type.Literal('disk2iso-provenance'),
  formatVersion: Type.Literal(1),
  options: Type.Optional(Type.Unknown()),
  secondRead: Type.Optional(Type.Unknown()),
});

/**
 * The content of a provenance file in the form of today; anything else comes back as it is, still to be checked. Version 1
 * knew one file, no CDs and no third reading: whatever disagreed had no majority then.
 */
export function upgradeProvenance(value: unknown): unknown {
  if (!Check(versionOne, value)) return value;
  const { options, secondRead } = value;
  return {
    ...value,
    formatVersion: 2,
    companions: [],
    cd: null,
    secondRead: Check(aSecondRead, secondRead)
      ? { ...secondRead, corrected: [], unsettled: secondRead.disagreeing }
      : secondRead,
    options: Check(anObject, options) ? { ...options, readOffsetSamples: 0, subChannels: false } : options,
  };
}
