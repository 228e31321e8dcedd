// [data-print] prints; whatever way printing starts, disclosures are open on paper and as before afterwards.
import { each } from "./each.js";

const opened = [];

export function enhance(root) {
  each(root, "[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  each(root, "html", () => {
    addEventListener("beforeprint", openAll);
    addEventListener("afterprint", restore);
  });
}

function openAll() {
  for (const details of document.querySelectorAll("details:not(.menu, [open])")) {
    opened.push([details, details.getAttribute("name")]);
    details.removeAttribute("name"); // of a group with one name only one can be open
    details.open = true;
  }
}

function restore() {
  for (const [details, name] of opened.splice(0)) {
    details.open = false;
    if (name) details.setAttribute("name", name);
  }
}
