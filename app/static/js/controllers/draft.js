// form[data-draft]: keeps what stands in the form 2 s after the last change, and says when in [data-saved].
//
// data-draft   where the fields are sent; answers {message}, in words
// [data-saved] data-msg-failed   what is said while there is no connection; it is tried again
// [name=scripts]   told that suggestions were seen while writing
// Its buttons are busy once the form is on its way, so that it is sent once.
import { each } from "./each.js";

const PAUSE = 2000; // milliseconds after the last change
const AGAIN = 15000; // until a failed one is tried again

export function enhance(root) {
  each(root, "form[data-draft]", (form) => new Draft(form));
}

class Draft {
  constructor(form) {
    this.form = form;
    this.said = document.querySelector("[data-saved]");
    form.elements.scripts.value = "yes";
    this.kept = this.fields;
    for (const event of ["input", "change"]) form.addEventListener(event, () => this.soon(PAUSE));
    form.addEventListener("submit", (event) => event.target === form && this.leave(event));
    addEventListener("online", () => this.soon(0));
    addEventListener("pagehide", () => this.fields !== this.kept && navigator.sendBeacon(form.dataset.draft, new URLSearchParams(this.fields)));
    addEventListener("pageshow", () => form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy")));
  }

  get fields() {
    const typed = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return new URLSearchParams(typed).toString();
  }

  soon(pause) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.keep(), pause);
  }

  async keep() {
    const fields = this.fields;
    if (fields === this.kept) return;
    try {
      const answer = await fetch(this.form.dataset.draft, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
      if (answer.ok) this.kept = fields;
      this.say((await answer.json()).message, answer.ok);
    } catch {
      this.say(this.said.dataset.msgFailed, false);
      this.soon(AGAIN);
    }
  }

  say(words, isKept) {
    this.said.querySelector("span").textContent = words;
    this.said.querySelector(".icon").toggleAttribute("hidden", !isKept);
    this.said.hidden = false;
  }

  leave(event) {
    if (event.defaultPrevented) return;
    if (this.left) event.preventDefault();
    this.left = true;
    setTimeout(() => (this.left = false), PAUSE);
    this.kept = this.fields;
    event.submitter?.setAttribute("aria-busy", "true");
  }
}
