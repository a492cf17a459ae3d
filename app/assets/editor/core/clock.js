// Time, so that tests need not wait.

/** The clock of the page. */
export const realClock = {
  now: () => Date.now(),
  after: (ms, run) => setTimeout(run, ms),
  cancel: (timer) => clearTimeout(timer),
};
