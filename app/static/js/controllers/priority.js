// [data-priority]: says at once which priority the answers propose. The table is the server's own (ux 8.1):
// data-priority  {answers: [priority, note]}; answers are a 1 for each .ask answered as its data-harm, else a 0
// data-names, data-promises, data-reasons   words of each priority
// data-msg-proposed, -suggested, -own, -stopped, -why
import { each } from "./each.js";

export function enhance(root) {
  each(root, "[data-priority]", (box) => {
    const form = box.closest("form");
    const update = mirror(box, form);
    form.addEventListener("change", update);
    update();
  });
}

function mirror(box, form) {
  const { msgProposed, msgSuggested, msgOwn, msgStopped, msgWhy } = box.dataset;
  const [table, names, promises, reasons] = ["priority", "names", "promises", "reasons"].map((name) => JSON.parse(box.dataset[name]));
  const find = (selector) => box.querySelector(selector);
  const [shown, why, note, reason, select] = ["[data-proposal]", "[data-why]", "[data-note]", "[data-reason]", "select"].map(find);
  shown.hidden = false;
  return () => {
    const urgent = form.elements.type?.value === "emergency";
    const answers = [...box.querySelectorAll(".ask")].map((ask) => Number(ask.querySelector(":checked")?.value === ask.dataset.harm));
    const [found, words] = table[answers.join("")];
    const proposed = urgent ? "critical" : found;
    const changed = !urgent && select.value && select.value !== proposed;
    const priority = changed ? select.value : proposed;
    shown.querySelector(".muted").textContent = changed ? msgOwn : msgSuggested;
    shown.querySelector("strong").textContent = names[priority];
    shown.querySelector("strong + span").textContent = promises[priority];
    say(why, reasons[priority]);
    say(note, urgent || changed ? "" : words);
    select.options[0].textContent = `${msgProposed} (${names[proposed]})`;
    select.disabled = urgent;
    reason.hidden = !changed;
    reason.querySelector("label").textContent = priority === "critical" ? msgStopped : msgWhy;
  };
}

function say(place, words) {
  place.hidden = !words;
  place.textContent = words;
}
