import { ripDefaults } from '#engine/index.ts';
import type { DriveProfile, ReadJobOptions } from '#model/index.ts';

/** What suits most discs. */
export const defaultJobOptions: ReadJobOptions = {
  reading: ripDefaults.options,
  kind: ripDefaults.kind,
  domain: ripDefaults.domain,
  baseName: ripDefaults.baseName,
  sortByKind: true,
  checksums: [...ripDefaults.checksums],
  tags: null,
  musicBrainz: null,
  eject: 'success',
  compress: false,
};

/** A drive that was never seen before does nothing by itself. */
export const defaultProfile: DriveProfile = {
  isEnabled: true,
  name: null,
  readOffsetSamples: 0,
  readSpeedKBps: null,
  automatic: {
    isEnabled: false,
    mode: 'standard',
    outputPath: null,
    priority: 0,
    options: defaultJobOptions,
  },
};
