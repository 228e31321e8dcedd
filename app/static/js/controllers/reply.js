// form[data-reply]: sends what was written without leaving the page. It is shown as on its way, then as said;
// when it did not arrive it is still in the form, and sending it again says it once.
// data-sent, -offline, -expired   words; [data-failed] where a failure is said; template[data-on-its-way] a line
import { say } from "./announcer.js";
import { each } from "./each.js";
import { place, read } from "./news.js";

const REFUSED = 422; // the form again, with what is wrong in it

export function enhance(root) {
  each(root, "html", () => document.addEventListener("submit", send));
}

async function send(event) {
  const form = event.target.closest("form[data-reply]");
  const button = event.submitter;
  if (!form || event.defaultPrevented || button?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  const ticket = document.querySelector("[data-ticket]");
  const line = form.elements.message.value.trim() ? onItsWay(form) : null;
  busy(form, button, true);
  try {
    const response = await fetch(form.action, { method: "POST", body: written(form, ticket), headers: { "X-Fragment": "1" } });
    if (response.redirected) return void location.assign(response.url);
    if (!response.ok && response.status !== REFUSED) throw new Error(response.status);
    const news = read(await response.text());
    line?.remove();
    place(ticket, news, "answer");
    arrive(response.ok ? form.dataset.sent : "");
  } catch (error) {
    line?.remove();
    busy(form, button, false);
    fail(form, ["400", "401", "404"].includes(error.message) ? form.dataset.expired : form.dataset.offline);
  }
}

function written(form, ticket) {
  const body = new FormData(form);
  body.set("seen_message", ticket.dataset.message);
  body.set("seen_change", ticket.dataset.change);
  return body;
}

function onItsWay(form) {
  const line = form.querySelector("template[data-on-its-way]").content.firstElementChild.cloneNode(true);
  line.querySelector("p").textContent = form.elements.message.value;
  document.getElementById("conversation").append(line);
  return line;
}

function busy(form, button, is) {
  for (const element of [form, button]) {
    if (is) element?.setAttribute("aria-busy", "true");
    else element?.removeAttribute("aria-busy");
  }
  if (is) form.querySelector("[data-failed]").hidden = true;
}

function arrive(words) {
  const form = document.querySelector("form[data-reply]");
  const wrong = form?.querySelector("[aria-invalid]");
  (wrong ?? form?.elements.message)?.focus({ preventScroll: !wrong });
  say(wrong ? form.querySelector(".err").textContent : words);
}

function fail(form, words) {
  const place = form.querySelector("[data-failed]");
  place.textContent = words;
  place.hidden = false;
}
