// [data-suggesting]: articles that may solve what is being written into #ticket-form (ux 7).
//
// Beside the form on wide screens, between title and type on narrow ones, in an aside. What the server
// answers is part of a page and replaces [data-suggested]; articles are details[data-article]. They help and never
// stand in the way: focus stays where it is, nothing changes under pointer or focus, errors say nothing.
// data-src           where the text is sent (form_key, title, happened, type, area)
// data-openings, -dismissals, -undo, -failed   where it is told what came of an article (ARTICLE in an address is its id)
// data-form-key, -token   of the form
// data-msg-…         words: narrow, wide (where the articles are), one, some, none (how many are left, {count}),
//                    removed, undo, undo-offered, close, noted, back
import { say } from "./announcer.js";
import { each } from "./each.js";
import { toast } from "./toast.js";

const PAUSE = 400; // milliseconds after the last key
const APART = 1200; // between two questions to the server
const SLOW = 300; // until bars say that the answer takes its time
const SETTLED = 1400; // until the number of articles is said
const QUIET = 10000; // between two announcements
const LEAST = 3; // letters
const READ = 300; // characters of the description
const MOST = 3; // rows
const WIDE = matchMedia("(min-width: 60rem)");

export function enhance(root) {
  const form = document.getElementById("ticket-form");
  if (form) each(root, "[data-suggesting]", (panel) => new Suggesting(panel, form));
}

class Suggesting {
  constructor(panel, form) {
    Object.assign(this, { panel, form, words: panel.dataset, column: panel.closest("aside") });
    this.place = panel.querySelector("[data-suggested]");
    this.title = form.elements.title;
    this.rejected = new Set();
    this.opened = new Set();
    this.asked = "";
    this.sentAt = this.saidAt = -Infinity;
    this.over = this.asking = this.chosen = false;
    this.settle();
    this.listen();
    if (this.title.value) this.soon(0);
  }

  listen() {
    const { form, panel } = this;
    WIDE.addEventListener("change", () => this.settle());
    form.addEventListener("input", (event) => event.target === this.title && !event.isComposing && this.soon());
    form.addEventListener("compositionend", () => this.soon());
    form.addEventListener("change", (event) => /^(title|happened|type|area)$/.test(event.target.name) && this.soon());
    panel.addEventListener("pointerenter", (event) => (this.over = event.pointerType === "mouse"));
    panel.addEventListener("pointerleave", () => this.leave());
    panel.addEventListener("focusout", () => setTimeout(() => this.show()));
    panel.addEventListener("click", (event) => this.clicked(event));
  }

  // In the order of reading the panel comes after the form, or after the title where it stands there.
  settle() {
    (WIDE.matches ? this.form : this.title.closest(".form-col")).after(this.column);
  }

  get text() {
    const { title, happened, type, area } = this.form.elements;
    const parts = [title, happened, type, area].map((field) => field?.value ?? "");
    parts[1] = parts[1].slice(0, READ);
    return parts.map((part) => part.toLowerCase().replace(/\s+/g, " ").trim());
  }

  soon(pause = PAUSE) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(), Math.max(pause, this.sentAt + APART - performance.now()));
  }

  async ask() {
    const text = this.text.join("\n");
    const letters = this.text.slice(0, 2).join("").replace(/[^\p{L}\d]/gu, "").length;
    if (text === this.asked || (letters < LEAST && !this.asked)) return;
    this.asked = text;
    this.sentAt = performance.now();
    this.request?.abort();
    const request = (this.request = new AbortController());
    const slow = setTimeout(() => this.wait(), SLOW);
    try {
      const { title, happened, type, area } = this.form.elements;
      const fields = { title: title.value, happened: happened?.value.slice(0, READ), type: type?.value, area: area?.value };
      const answer = await this.send(this.words.src, fields, { signal: request.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (request !== this.request) return; // somebody typed on, and this is late
      this.answer = page.body;
      this.show();
    } catch {
      // the form goes on without suggestions
    } finally {
      clearTimeout(slow);
      if (request === this.request) this.place.querySelector("[data-waiting]")?.remove();
    }
  }

  send(address, fields, options = {}) {
    const sent = Object.entries({ form_key: this.words.formKey, ...fields }).filter(([, value]) => value);
    const headers = { "X-CSRFToken": this.words.token, "X-Fragment": "1" };
    return fetch(address, { method: "POST", body: new URLSearchParams(sent), headers, ...options });
  }

  // What came of an article; the page may be left while it is on its way.
  tell(address, fields) {
    this.send(address, fields, { keepalive: true }).catch(() => {});
  }

  wait() {
    if (this.articles.length || this.held) return;
    this.place.append(this.panel.querySelector("[data-skeleton]").content.cloneNode(true));
  }

  get articles() {
    return [...this.place.querySelectorAll("[data-article]")];
  }

  // Whether something would move under somebody's pointer, focus or eyes.
  get held() {
    return this.over || this.asking || this.panel.contains(document.activeElement);
  }

  leave() {
    this.over = false;
    this.show();
  }

  show() {
    const answer = this.answer;
    if (!answer || this.held) return;
    this.answer = null;
    const before = this.articles;
    const list = answer.querySelector("[data-list]");
    for (const article of answer.querySelectorAll("[data-article]")) {
      if (this.rejected.has(article.dataset.article)) article.remove();
    }
    const open = before.filter((article) => article.open);
    if (open.includes(this.read) && !list && !answer.querySelector("[data-urgent]")) return;
    if (list) this.keepOpen(open, list);
    this.place.replaceChildren(...answer.childNodes);
    this.announce(before, list?.dataset.announce);
  }

  // An open article stays; the one that somebody opened even where the text now leads elsewhere.
  keepOpen(open, list) {
    const articles = [...list.querySelectorAll("[data-article]")];
    for (const article of articles) {
      const same = open.find((each) => each.dataset.article === article.dataset.article);
      if (same) article.replaceWith(same);
    }
    if (open.includes(this.read) && !list.contains(this.read)) {
      if (list.children.length >= MOST) list.lastElementChild.remove();
      list.prepend(this.read);
    }
    if (WIDE.matches && !this.chosen && articles.length && !list.querySelector("[open]")) articles[0].open = true;
  }

  announce(before, words) {
    const ids = (articles) => articles.map((article) => article.dataset.article).sort().join();
    if (!words || ids(before) === ids(this.articles)) return;
    const now = performance.now();
    const wait = Math.max(SETTLED, this.saidAt + QUIET - now);
    this.saidAt = now + wait;
    say(`${words} ${WIDE.matches ? this.words.msgWide : this.words.msgNarrow}`, wait);
  }

  clicked(event) {
    const article = event.target.closest("[data-article]");
    const pressed = event.target.closest("summary, a, button");
    if (!article || !pressed) return;
    if (pressed.name === "solved") this.solved(article, pressed);
    else if (pressed.name === "article") this.dismiss(article);
    else if (pressed.name === "step") this.failed(article, pressed);
    else this.open(article, pressed);
  }

  open(article, pressed) {
    const id = article.dataset.article;
    if (pressed.matches("summary")) {
      this.chosen = true;
      if (article.open) return; // it is being closed
      this.read = article;
    }
    if (this.opened.has(id)) return;
    this.opened.add(id);
    this.tell(this.words.openings, { article: id });
  }

  failed(article, button) {
    if (button.getAttribute("aria-disabled")) return;
    const { article: id } = article.dataset;
    button.setAttribute("aria-disabled", "true");
    this.tell(this.words.failed.replace("ARTICLE", encodeURIComponent(id)), { step: button.value });
    const note = document.createElement("p");
    note.className = "sug__n";
    note.textContent = this.words.msgNoted;
    const group = button.parentElement;
    if (!group.querySelector(".sug__n")) group.append(note);
    say(this.words.msgNoted);
  }

  dismiss(article) {
    const id = article.dataset.article;
    const after = article.nextElementSibling;
    const next = [after, article.previousElementSibling].find((each) => each?.matches("[data-article]"));
    const list = article.parentElement;
    this.rejected.add(id);
    this.chosen = true;
    article.remove();
    this.count();
    (next?.querySelector("summary") ?? this.title).focus();
    this.tell(this.words.dismissals, { article: id });
    const { msgRemoved, msgUndo: undo, msgClose: close, msgUndoOffered } = this.words;
    say(`${msgRemoved} ${msgUndoOffered}`);
    toast(this.panel, msgRemoved, { undo, close }, () => this.restore(article, list, after));
  }

  restore(article, list, after) {
    const id = article.dataset.article;
    this.rejected.delete(id);
    const there = list.isConnected ? list : this.place.querySelector("[data-list]");
    if (there) there.insertBefore(article, after?.parentElement === there ? after : null);
    else this.place.append(article);
    this.count();
    article.querySelector("summary").focus();
    this.tell(this.words.undo, { article: id });
  }

  count() {
    const { msgOne, msgSome, msgNone } = this.words;
    const left = this.articles.length;
    const words = left === 1 ? msgOne : left ? msgSome.replace("{count}", left) : msgNone;
    this.place.querySelector(".sug__h p").textContent = words;
  }

  solved(article, button) {
    const step = this.panel.querySelector("[data-solution]").content.cloneNode(true);
    const kept = [...this.place.childNodes];
    this.asking = true;
    step.querySelector("b").textContent = article.querySelector(".sug__t").textContent;
    step.querySelector("[name=article]").value = article.dataset.article;
    step.querySelector("[data-back]").addEventListener("click", () => {
      this.place.replaceChildren(...kept);
      this.asking = false;
      button.focus();
      say(this.words.msgBack);
    });
    this.place.replaceChildren(step);
    this.place.querySelector("h2").focus();
  }
}
