// .code [data-copy] copies the code of its block; [data-copylink] the address of the page.
// The words come from the nearest data-done (the button's own, or the article's).
import { say } from "./announcer.js";
import { each } from "./each.js";

const SHOWN = 2000; // milliseconds

export function enhance(root) {
  if (!navigator.clipboard) return; // needs a secure page; the buttons stay hidden
  each(root, ".code [data-copy]", (button) =>
    offer(button, () => button.closest(".code").querySelector("pre").textContent),
  );
  each(root, "[data-copylink]", (button) => offer(button, address));
}

function address() {
  return document.querySelector("link[rel=canonical]")?.href ?? location.href;
}

function offer(button, text) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      return; // the browser refused and said so itself
    }
    const copied = button.closest("[data-done]")?.dataset.done;
    if (!copied) return;
    say(copied);
    show(button.lastChild, copied);
  });
}

function show(label, copied) {
  if (label?.nodeType !== Node.TEXT_NODE || label.textContent === copied) return;
  const before = label.textContent;
  label.textContent = copied;
  setTimeout(() => (label.textContent = before), SHOWN);
}
