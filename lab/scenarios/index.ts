import type { Scenario } from '../lab.ts';
import { insertToEject } from './1-insert-to-eject.ts';
import { queue } from './2-queue.ts';
import { badSectors } from './3-bad-sectors.ts';
import { takenAway } from './4-taken-away.ts';
import { whichDisc } from './5-which-disc.ts';
import { killed } from './6-killed.ts';
import { oddMachines } from './7-odd-machines.ts';
import { oddDiscs } from './8-odd-discs.ts';
import { ownUser } from './9-own-user.ts';
import { writtenUdf } from './10-written-udf.ts';
import { driveContract } from './11-drive-contract.ts';

const all: readonly Scenario[] = [
  ...insertToEject,
  ...queue,
  ...badSectors,
  ...takenAway,
  ...whichDisc,
  ...killed,
  ...ownUser,
  ...writtenUdf,
  ...driveContract,
  ...oddDiscs,
  ...oddMachines,
];

/** All scenarios, in the order in which they run: those that share a guest stand together. */
export const scenarios: readonly Scenario[] = [
  ...all.filter(({ guest }) => guest === undefined),
  ...all.filter(({ guest }) => guest !== undefined),
];
