// [data-guide]: puts the headings of a good report, parted by |, into the text field after it.
import { each } from "./each.js";

export function enhance(root) {
  each(root, "[data-guide]", (button) => {
    const text = button.parentElement.querySelector("textarea");
    button.hidden = false;
    button.addEventListener("click", () => {
      const guide = button.dataset.guide.split("|").join("\n");
      text.value = [text.value.trimEnd(), guide].filter(Boolean).join("\n\n");
      text.dispatchEvent(new Event("input", { bubbles: true }));
      text.focus();
    });
  });
}
