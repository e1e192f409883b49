import { availableParallelism } from 'node:os';
import type { Settings } from '#model/index.ts';

/** What suits most machines. `outputPath` and `tempPath` are absolute. */
export function defaultSettings(outputPath: string, tempPath: string): Settings {
  return {
    general: {
      outputPath,
      tempPath,
      // Reading is a drive's work; hashing and encoding take about half a core each.
      maxConcurrentJobs: Math.max(2, 2 * availableParallelism()),
    },
    drives: { autoDetection: true, pollIntervalMs: 2000 },
    jobDefaults: {
      mode: 'standard',
      verify: false,
      retries: 3,
      blockSize: null,
      onReadError: 'rescue',
      eject: 'success',
      sortByKind: true,
      checksums: ['sha256', 'md5'],
      compress: false,
      musicBrainz: false,
    },
    retention: { jobDays: null, logDays: null, auditDays: null, driveDays: null, trashDays: 7 },
    library: {
      lookMinutes: 30,
      verifyBySchedule: false,
      verifyEveryDays: 180,
      verifyDailyGB: 100,
      verifyFromHour: 1,
      verifyToHour: 6,
    },
    imageRetention: { enabled: false, olderThanDays: null, kinds: [], keepFreeGB: null, withDamaged: false },
    logging: { level: 'info', sentryDsn: null },
    workers: { mapIntervalSeconds: 5, heartbeatLimitSeconds: 8, niceness: 0 },
    cache: { discFacts: true, statusSeconds: 30 },
    backup: { enabled: true, everyHours: 24, hour: 3, keep: 14, folder: null },
    downloads: { maxConcurrent: 8, rateKBps: null },
  };
}
