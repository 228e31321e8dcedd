// details.menu: Escape and a press outside close it; after Escape focus is back on its summary.
import { each } from "./each.js";

export function enhance(root) {
  each(root, "html", watch);
}

function watch() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
}

function closeOthers(target) {
  for (const menu of open()) if (!menu.contains(target)) menu.open = false;
}

function open() {
  return document.querySelectorAll("details.menu[open]");
}
