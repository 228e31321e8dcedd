// [data-clock]: writes anew once a minute how much time is left until its datetime. The words come from the
// nearest [data-clocks]; nothing is announced, for the deadline itself stands beside it.
import { each } from "./each.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function enhance(root) {
  each(root, "[data-clocks]", (page) => setInterval(() => write(page), MINUTE));
}

function write(page) {
  for (const clock of page.querySelectorAll("[data-clock]")) {
    const left = Date.parse(clock.dateTime) - Date.now();
    const phrase = left < 0 ? page.dataset.clockOverdue : page.dataset.clockLeft;
    clock.textContent = phrase.replace("{}", span(Math.abs(left), page.dataset).replaceAll(" ", "\u00a0"));
    if (left < 0) clock.closest(".sla").className = "sla sla--late";
  }
}

function span(time, words) {
  if (time >= 2 * DAY) return words.clockDays.replace("{d}", Math.floor(time / DAY));
  const hours = Math.floor(time / HOUR);
  const minutes = Math.floor((time % HOUR) / MINUTE);
  return (hours ? words.clockHours : words.clockMinutes).replace("{h}", hours).replace("{m}", minutes);
}
