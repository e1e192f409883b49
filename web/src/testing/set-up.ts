/** What browsers have and happy-dom has not: errors that nobody waits for are told, and fail the test. */
globalThis.reportError = (error: unknown) => {
  throw error;
};
