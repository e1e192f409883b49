// What all programs that tests start are given. vitest's own processes began before it.
import { join } from 'node:path';

const { DISK2ISO_CHILD_COVERAGE } = process.env;
if (DISK2ISO_CHILD_COVERAGE === undefined) {
  // Hundreds of processes load the same files: without it each spends a second of processor time on compiling them. vitest
  // turns it off while it measures coverage, for the sake of children that are measured as well.
  delete process.env.NODE_DISABLE_COMPILE_CACHE;
  process.env.NODE_COMPILE_CACHE = join(import.meta.dirname, '../../node_modules/.cache/disk2iso-tests');
} else {
  // Read by scripts/merge-coverage.mjs.
  process.env.NODE_V8_COVERAGE = DISK2ISO_CHILD_COVERAGE;
}
