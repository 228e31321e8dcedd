// form[data-combobox]: articles while typing (ARIA APG: list autocomplete, manual selection).
//
// The form works without this: one input[name=q], a submit button, a hidden button [data-clear].
// data-src      where completions are asked for (?q=), as JSON
// data-contact  where people are reached (?q= is added)
// data-log, data-token   optional: where text that rested unsent is reported, and the form token for it
// template[data-icons]   optional: two icons, for an article and for "all results"
// Words, translated by the server; {query} and {count} are filled in here:
// data-msg-all, -none, -advice, -contact, -did-you-mean, -count, -count-one, -empty, -failed,
// -choose, -open, -close, -enter; the list takes its name from the input's label
import { hush, say } from "./announcer.js";
import { each } from "./each.js";
import { link, listBox, optionOf } from "./suggestions.js";

const LEAST = 2; // characters: QR and IVA are words here
const LONGEST = 200;
const PAUSE = 160; // milliseconds after the last key
const SLOW = 300; // until a bar says that the answer takes its time
const SETTLED = 900; // until the number of articles is said
const RESTED = 1500; // text that stood this long was meant
const REMEMBERED = 50; // queries
const PATIENCE = 2; // failures in a row before it is said

let count = 0;

export function enhance(root) {
  each(root, "form[data-combobox]", (form) => new Combobox(form, `suggestions-${(count += 1)}`));
  each(root, "html", () => document.addEventListener("keydown", summon));
}

function summon(event) {
  const asked = event.key === "/" || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
  if (!asked || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const inputs = [...document.querySelectorAll("[data-combobox] input[name=q]")];
  const input = inputs.find((each) => each.getClientRects().length);
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
}

class Combobox {
  constructor(form, id) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.clear = form.querySelector("[data-clear]");
    this.words = form.dataset;
    this.known = new Map();
    this.options = [];
    this.at = -1;
    this.failures = 0;
    this.painted = null;
    this.box = listBox(id, this.words, this.input.labels[0]?.textContent.trim() ?? "");
    form.append(this.box.pop);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.listen();
    this.showClear();
  }

  listen() {
    const { form, input } = this;
    input.addEventListener("input", (event) => event.isComposing || this.typed());
    input.addEventListener("compositionend", () => this.typed());
    input.addEventListener("keydown", (event) => event.isComposing || this.pressed(event));
    input.addEventListener("focus", () => this.painted && this.ask());
    form.addEventListener("focusout", () => setTimeout(() => form.contains(document.activeElement) || this.close()));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.target === input || this.box.pop.hidden) return;
      input.focus();
      this.close();
    });
    form.addEventListener("submit", () => this.leave());
    this.clear?.addEventListener("click", () => this.empty());
    addEventListener("pagehide", () => this.report());
  }

  get query() {
    return this.input.value.trim().replace(/\s+/g, " ").slice(0, LONGEST);
  }

  typed() {
    this.choose(-1);
    this.showClear();
    this.left = false;
    this.since = Date.now();
    clearTimeout(this.pause);
    if (this.query.length < LEAST) this.close();
    else this.pause = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const query = this.query;
    if (query.length < LEAST) return this.close();
    if (query === this.painted && !this.box.pop.hidden) return;
    this.request?.abort();
    const request = (this.request = new AbortController());
    const slow = setTimeout(() => this.form.append(this.box.bar), SLOW);
    try {
      const answer = this.known.get(query) ?? (await this.fetch(query, request.signal));
      this.failures = 0;
      const wanted = query === this.query && this.form.contains(document.activeElement);
      if (wanted && !this.left && !request.signal.aborted) this.paint(query, answer);
    } catch (error) {
      if (error.name !== "AbortError") this.fail();
    } finally {
      clearTimeout(slow);
      if (request === this.request) this.box.bar.remove();
    }
  }

  async fetch(query, signal) {
    const address = new URL(this.words.src, location.href);
    address.searchParams.set("q", query);
    const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    if (this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value);
    this.known.set(query, answer);
    return answer;
  }

  paint(query, answer) {
    const { list, message } = this.box;
    const found = answer.items.length;
    const entries = found ? [...answer.items, { all: true, title: fill(this.words.msgAll, query), url: answer.all_url }] : [];
    this.options = entries.map((entry, place) => {
      const option = optionOf(entry, `${list.id}-${place}`, this.box);
      option.addEventListener("mousedown", (event) => event.preventDefault()); // focus stays in the text
      option.addEventListener("click", () => this.open(place));
      return option;
    });
    this.urls = entries.map((entry) => entry.url);
    list.replaceChildren(...this.options);
    if (!found) message.replaceChildren(...this.nothing(query, answer.corrected));
    this.show(query, Boolean(found));
    if (!found) say(fill(this.words.msgEmpty, query), SETTLED);
    else say(found === 1 ? this.words.msgCountOne : this.words.msgCount.replace("{count}", found), SETTLED);
  }

  nothing(query, corrected) {
    const { words, form } = this;
    const title = document.createElement("strong");
    title.textContent = fill(words.msgNone, query);
    const parts = [title, `${words.msgAdvice} `, link(words.msgContact, words.contact, query), "."];
    if (corrected) {
      const meant = document.createElement("p");
      meant.append(link(fill(words.msgDidYouMean, corrected), form.action, corrected));
      parts.splice(1, 0, meant);
    }
    return parts;
  }

  show(query, some) {
    const { pop, list, message, keys } = this.box;
    this.painted = query;
    this.choose(-1);
    list.hidden = keys.hidden = !some;
    message.hidden = some;
    pop.hidden = false;
    list.style.maxBlockSize = `min(31rem, ${Math.round((visualViewport?.height ?? innerHeight) * 0.6)}px)`;
    this.input.setAttribute("aria-expanded", String(some));
  }

  close() {
    this.request?.abort();
    clearTimeout(this.pause);
    hush();
    this.choose(-1);
    this.box.pop.hidden = true;
    this.box.bar.remove();
    this.input.setAttribute("aria-expanded", "false");
  }

  fail() {
    this.failures += 1;
    this.close();
    if (this.failures !== PATIENCE) return;
    this.options = [];
    this.box.message.replaceChildren(this.words.msgFailed);
    this.show(null, false);
    say(this.words.msgFailed);
  }

  pressed(event) {
    const open = !this.box.pop.hidden && this.options.length > 0;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!open) return void this.ask();
      const places = this.options.length + 1; // the text itself is one of them
      this.choose(((this.at + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && this.at >= 0) {
      event.preventDefault();
      this.open(this.at);
    } else if (event.key === "Escape") {
      event.preventDefault(); // search fields would clear themselves at once
      if (this.box.pop.hidden) this.empty();
      else this.close();
    }
  }

  choose(place) {
    this.at = place;
    this.options.forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    if (place < 0) {
      this.box.list.scrollTop = 0;
      return this.input.removeAttribute("aria-activedescendant");
    }
    this.input.setAttribute("aria-activedescendant", this.options[place].id);
    this.options[place].scrollIntoView({ block: "nearest" });
  }

  open(place) {
    this.leave();
    location.assign(this.urls[place]);
  }

  empty() {
    this.input.value = "";
    this.painted = null;
    this.showClear();
    this.close();
    this.input.focus();
  }

  leave() {
    this.left = true; // what was asked is counted by the page it leads to
    this.close();
  }

  report() {
    const { log, token } = this.words;
    const rested = this.since && Date.now() - this.since >= RESTED;
    if (!log || this.left || !rested || this.query.length < 3) return;
    this.left = true;
    navigator.sendBeacon(log, new URLSearchParams({ q: this.query, csrf_token: token ?? "" }));
  }

  showClear() {
    if (this.clear) this.clear.hidden = !this.input.value;
  }
}

function fill(words, query) {
  return words.replace("{query}", () => query); // a function, so that $& in a query stays itself
}
