import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Forks, not threads: engine/exec relies on the parent-death signal, which follows the spawning thread.
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './scripts/count-reporter.ts'],
    setupFiles: ['./test/support/child-environment.ts'],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,js}', 'web/src/**/*.{ts,tsx}'],
      exclude: ['**/*.test.{ts,tsx}', '**/*.d.ts', 'web/src/testing/**'],
      reporter: ['text-summary', 'json-summary', 'json'],
      // Of vitest's own processes; scripts/merge-coverage.mjs adds the programs that tests start, and wants 90.
      thresholds: { 'src/engine/**': { lines: 80 } },
    },
    expect: { poll: { timeout: 120_000, interval: 100 } },
    // Limits end what hangs; nothing is measured by them, so they are wide: a machine of CI may be three times slower.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'lab/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'web',
          include: ['web/src/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles: ['web/src/testing/set-up.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // A browser on a busy machine: a test that passes only the second time is named at the end of the run.
          retry: 1,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          testTimeout: 600_000,
          hookTimeout: 240_000,
          maxConcurrency: 3,
        },
      },
    ],
  },
});
