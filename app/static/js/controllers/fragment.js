// form[data-fragment="#target"]: sends the form without leaving the page and puts the part of the
// answer with that id in the place of the old one. In the new part, [data-focus] gets the focus and
// the text of data-announce is said. Whatever goes wrong, the form is sent the plain way.
import { say } from "./announcer.js";
import { each } from "./each.js";

const REFUSED = 422; // the form again, with what is wrong in it

export function enhance(root) {
  // on the document, so that forms that come in a fragment work too
  each(root, "html", () => document.addEventListener("submit", send));
}

async function send(event) {
  const form = event.target.closest("form[data-fragment]");
  if (!form || form.dataset.plain) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  try {
    show(form, await answer(form, event.submitter));
  } catch {
    form.removeAttribute("aria-busy");
    form.dataset.plain = "1";
    form.requestSubmit(event.submitter);
  }
}

async function answer(form, button) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  const response = await fetch(button?.hasAttribute("formaction") ? button.formAction : form.action, {
    method: "POST",
    body,
    headers: { "X-Fragment": "1" },
  });
  if (!response.ok && response.status !== REFUSED) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const part = page.querySelector(form.dataset.fragment);
  if (!part) throw new Error("the answer has no such part");
  return document.adoptNode(part);
}

function show(form, part) {
  document.querySelector(form.dataset.fragment).replaceWith(part);
  part.querySelector("[data-focus]")?.focus();
  const words = part.dataset.announce ?? part.querySelector("[data-announce]")?.dataset.announce;
  if (words) say(words);
}
