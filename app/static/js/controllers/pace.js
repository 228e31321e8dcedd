// Asks again and again: soon while somebody is there, seldom when nobody looks or nothing answers.
const LATE = 120_000; // milliseconds
const IDLE = 300_000;

// `ask` answers a Response; the text of one that brings something goes to `tell`.
export function keepAsking(ask, tell, soon) {
  let stirred = Date.now();
  let failures = 0;
  let asking = false;
  let timer;

  function wait() {
    clearTimeout(timer);
    const away = document.hidden || Date.now() - stirred > IDLE;
    timer = setTimeout(run, away ? LATE : Math.min(LATE, soon * 2 ** failures));
  }

  async function run() {
    if (asking) return;
    asking = true;
    try {
      const response = await ask();
      if (response.redirected || response.status === 404) return; // signed out: no use asking again
      if (response.ok) tell(await response.text());
      failures = response.status < 500 ? 0 : failures + 1;
    } catch {
      failures += 1;
    } finally {
      asking = false;
    }
    wait();
  }

  const stir = () => (stirred = Date.now());
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(kind, stir, { passive: true });
  document.addEventListener("visibilitychange", () => document.hidden || run());
  wait();
}
