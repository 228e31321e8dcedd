// form[data-fragment="#target"]: sends the form without leaving the page and fills the target with the
// answer, which is a part of a page. In it, [data-focus] gets the focus and the words of data-announce
// are said. Whatever goes wrong, or answers with a whole page, the form is sent the plain way.
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
  if (page.doctype) throw new Error("a whole page, not a part of one");
  return page.body.childNodes;
}

function show(form, parts) {
  const target = document.querySelector(form.dataset.fragment);
  target.replaceChildren(...parts);
  target.querySelector("[data-focus]")?.focus();
  const words = target.querySelector("[data-announce]")?.dataset.announce;
  if (words) say(words);
}
