import { configure } from '@testing-library/react';

/** Waiting is not measured: a machine that tests other things at the same time is slow. */
configure({ asyncUtilTimeout: 60_000 });

/** What browsers have and happy-dom has not: errors that nobody waits for are told, and fail the test. */
globalThis.reportError = (error: unknown) => {
  throw error;
};
