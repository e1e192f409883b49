import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

const longestLine = 300;

/**
 * Says how many tests passed and failed in one line that a program can read, below a line for each that failed (who
 * sees the end of a log only needs to know which): into the file that DISK2ISO_TEST_COUNTS names
 * (scripts/run-checks.mjs prints it last), else on stdout. A file that could not be loaded and an error outside of any
 * test count as one failure each: neither may look like success. A test that passed only when it was tried again (see
 * `retry` in vitest.config.ts) is named too.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const lines = unhandledErrors.map((error) => said('failed', 'outside of any test', [error]));
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'passed') counts.passed += 1;
        else if (state === 'skipped') counts.skipped += 1;
        else {
          failedTests += 1;
          lines.push(said('failed', nameOf(test), errors ?? []));
        }
        if (test.diagnostic()?.flaky) lines.push(said('passed when tried again', nameOf(test), errors ?? []));
      }
      counts.failed += failedTests;
      if (failedTests === 0 && module.state() === 'failed') {
        counts.failed += 1;
        lines.push(said('failed', module.relativeModuleId, module.errors()));
      }
    }
    lines.push(
      `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
    );
    const text = `${lines.join('\n')}\n`;
    const file = process.env.DISK2ISO_TEST_COUNTS;
    if (file === undefined) process.stdout.write(text);
    else writeFileSync(file, text);
  }
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function said(what: string, name: string, errors: readonly { message: string }[]): string {
  const why = stripVTControlCharacters(errors[0]?.message ?? '').replaceAll(/\s+/g, ' ');
  return `${what}: ${name}${why === '' ? '' : `: ${why}`}`.slice(0, longestLine);
}
