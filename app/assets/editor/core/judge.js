// The server's own figures of the version that it has: asked for when drawing pauses, one at a time, the newest last.

const PAUSE_MS = 600;

/** Ask for judgements; `told` gets the last one after each answer, `error` says why none came. */
export function createJudge({ api, clock, judgement, told }) {
  let timer = null;
  let wanted = null;
  let asking = false;
  const self = {
    judgement,
    error: null,
    ask(version, { now = false } = {}) {
      if (self.judgement?.version === version && !now) return;
      wanted = version;
      clock.cancel(timer);
      timer = clock.after(now ? 0 : PAUSE_MS, work);
    },
    stop: () => clock.cancel(timer),
  };

  async function work() {
    if (asking) return;
    asking = true;
    const version = wanted;
    try {
      self.judgement = await api.judgement(version);
      self.error = null;
    } catch (error) {
      // Figures stay marked as preview; the next save asks again.
      self.error = error;
    } finally {
      asking = false;
    }
    told(self.judgement);
    if (wanted !== version) work();
  }
  return self;
}
