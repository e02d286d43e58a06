// The machine's clock and its sleep, as a story sets them: loaded before anything else looks at either.
{
  const SLOT = "story:clock";
  const RealDate = Date;
  const realTimeout = setTimeout;
  /** Milliseconds that the clock is wrong by, in every tab. */
  const wrong = () => {
    try {
      return Number(localStorage.getItem(SLOT) ?? 0);
    } catch {
      return 0; // A browser that keeps nothing has the right time.
    }
  };

  class WrongDate extends RealDate {
    constructor(...given) {
      if (given.length > 0) super(...given);
      else super(WrongDate.now());
    }

    static now() {
      return RealDate.now() + wrong();
    }
  }
  globalThis.Date = WrongDate;

  let isAsleep = false;
  const late = [];
  globalThis.setTimeout = (callback, ms, ...given) => {
    const due = () => callback(...given);
    return realTimeout(() => (isAsleep ? void late.push(due) : due()), ms);
  };

  globalThis.machine = {
    /** From now on the clock is wrong by so many seconds. */
    setWrong: (seconds) => localStorage.setItem(SLOT, String(seconds * 1000)),
    /** Timers that become due wait for the end of the sleep. */
    sleep: () => void (isAsleep = true),
    /** It is so many seconds later; what became due meanwhile is late by them. */
    wake: (seconds) => {
      localStorage.setItem(SLOT, String(wrong() + seconds * 1000));
      isAsleep = false;
      for (const due of late.splice(0)) due();
    },
  };
}
