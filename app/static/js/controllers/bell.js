// [data-bell]: the link to one's notices opens the latest ones in place, and its count stays true.
//
// data-bell   where the count and the latest ones are asked for, with the mark of what is shown as ETag
// data-all    the words of the link to all of them
// [data-bell-count] in it is the count; the answer brings another one and the list, [data-bell-list]
import { say } from "./announcer.js";
import { each } from "./each.js";
import { keepAsking } from "./pace.js";

const SOON = 60_000; // milliseconds

export function enhance(root) {
  each(root, "[data-bell]", (link) => new Bell(link));
}

class Bell {
  constructor(link) {
    this.address = link.dataset.bell;
    this.menu = opened(link);
    this.panel = this.menu.lastElementChild;
    this.menu.addEventListener("toggle", () => this.menu.open && this.look());
    keepAsking(() => this.ask(this.mark), (text) => this.tell(text), SOON);
  }

  ask(mark) {
    return fetch(this.address, { headers: mark ? { "If-None-Match": `W/"${mark}"` } : {} });
  }

  async look() {
    if (this.full) return;
    try {
      const response = await this.ask();
      if (response.ok && !response.redirected) this.show(parsed(await response.text()), true);
    } catch {
      // the link to all of them stays
    }
  }

  tell(text) {
    const news = parsed(text);
    const more = Number(news.dataset.unread) > Number(this.count().dataset.bellCount);
    this.show(news, !this.menu.open);
    if (more) say(this.count().textContent);
  }

  // What somebody has open before them stays as it is.
  show(news, fill) {
    this.mark = news.dataset.mark;
    this.count().replaceWith(news.querySelector("[data-bell-count]"));
    this.full = fill;
    if (fill) this.panel.replaceChildren(...news.querySelector("[data-bell-list]").childNodes);
  }

  count() {
    return this.menu.querySelector("[data-bell-count]");
  }
}

function opened(link) {
  const menu = document.createElement("details");
  menu.className = "menu menu--bell";
  const summary = document.createElement("summary");
  summary.className = link.className;
  summary.append(...link.childNodes);
  const panel = document.createElement("div");
  panel.className = "menu__panel";
  const all = document.createElement("a");
  all.href = link.href;
  all.textContent = link.dataset.all;
  panel.append(all);
  menu.append(summary, panel);
  link.replaceWith(menu);
  return menu;
}

function parsed(text) {
  const news = new DOMParser().parseFromString(text, "text/html").querySelector("[data-unread]");
  if (!news) throw new Error("no notices");
  return news;
}
