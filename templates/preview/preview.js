// Reloads the page when a file of the working tree was saved, and keeps the place.
const PLACE = "preview:place";
const OPEN = "preview:check";
const line = document.querySelector("[data-preview]");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const visible = () =>
  document.hidden ? new Promise((done) => document.addEventListener("visibilitychange", done, { once: true })) : null;

function isTyping() {
  const field = document.activeElement;
  return field && "defaultValue" in field && field.value !== field.defaultValue;
}

async function reload() {
  while (isTyping()) await pause(500); // what is being typed is worth more than the news
  sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, scrollY]));
  location.reload();
}

async function follow(version) {
  for (;;) {
    await visible(); // an open question in every tab would use up the browser's connections
    const asked = new AbortController();
    const hide = () => document.hidden && asked.abort();
    document.addEventListener("visibilitychange", hide);
    try {
      const answer = await fetch(`${line.dataset.changes}?after=${encodeURIComponent(version)}`, { signal: asked.signal });
      if (!answer.ok) await pause(2000);
      else if ((await answer.json()).version !== version) return reload();
    } catch {
      await pause(1000); // the preview has ended or starts again
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
  }
}

function comeBack() {
  const [path, top] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
  sessionStorage.removeItem(PLACE);
  if (path === location.pathname) scrollTo({ top, behavior: "instant" });
}

function keepCheck(check) {
  const kept = sessionStorage.getItem(OPEN);
  if (kept) check.open = kept === "open";
  check.addEventListener("toggle", () => sessionStorage.setItem(OPEN, check.open ? "open" : "closed"));
}

if (line) {
  comeBack();
  const check = document.querySelector("[data-check]");
  if (check) keepCheck(check);
  follow(line.dataset.preview);
}
