// [data-cite]: looks for articles without leaving the form and shows them in its target; [data-citation]
// puts one into the text where the writer stopped. Whatever goes wrong, the form is sent the plain way.
import { say } from "./announcer.js";
import { each } from "./each.js";

export function enhance(root) {
  each(root, "[data-composer]", (form) => form.addEventListener("click", (event) => act(form, event)));
}

async function act(form, event) {
  const button = event.target.closest("[data-cite], [data-citation]");
  if (!button || button.dataset.plain) return;
  event.preventDefault();
  if (button.dataset.citation) return insert(form, button);
  const target = document.querySelector(button.dataset.cite);
  try {
    const asked = new FormData(form);
    asked.delete("files");
    const answer = await fetch(button.formAction, { method: "POST", body: asked, headers: { "X-Fragment": "1" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || found.doctype) throw new Error(answer.status);
    target.replaceChildren(...found.body.childNodes);
    say(target.querySelector("[data-announce]")?.dataset.announce ?? "");
  } catch {
    button.dataset.plain = "1";
    form.requestSubmit(button);
  }
}

function insert(form, button) {
  const text = form.querySelector(button.closest("[data-into]").dataset.into);
  const before = text.value.slice(0, text.selectionEnd).trimEnd();
  const after = text.value.slice(text.selectionEnd).trimStart();
  const start = before ? `${before}\n\n${button.dataset.citation}\n` : `${button.dataset.citation}\n`;
  text.value = start + (after && `\n${after}`);
  text.setSelectionRange(start.length, start.length);
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
