import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Says how many tests passed and failed in one line that a program can read: into the file that DISK2ISO_TEST_COUNTS
 * names (scripts/run-checks.mjs prints it last), else on stdout. A file that could not be loaded and an error outside
 * of any test count as one failure each: neither may look like success.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'skipped') counts.skipped += 1;
        else failedTests += 1;
      }
      counts.failed += failedTests;
      if (failedTests === 0 && module.state() === 'failed') counts.failed += 1;
    }
    const line = `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}\n`;
    const file = process.env.DISK2ISO_TEST_COUNTS;
    if (file === undefined) process.stdout.write(line);
    else writeFileSync(file, line);
  }
}
