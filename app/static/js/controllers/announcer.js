// What screen readers are told. Two polite regions ([data-live]) are used in turn, so that
// the same words said twice are read twice; only the last thing waiting is said.
let turn = 0;
let waiting;

export function say(text, wait = 0) {
  hush();
  waiting = setTimeout(() => {
    const regions = document.querySelectorAll("[data-live]");
    if (!regions.length) return;
    regions[turn % regions.length].textContent = "";
    turn += 1;
    regions[turn % regions.length].textContent = text;
  }, wait);
}

export function hush() {
  clearTimeout(waiting);
}
