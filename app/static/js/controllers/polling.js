// [data-ticket]: asks for news and says that there are some; they are shown when the person wants to see them.
//
// data-ticket     where news are asked for (seen_message, seen_change), with the mark of the page as ETag
// data-readings   where it is told that they were shown; data-token, the form token for it
// data-mark, -message, -change   what the page has; [data-newsbar] a hidden bar with p and button
import { say } from "./announcer.js";
import { each } from "./each.js";
import { place, read } from "./news.js";
import { keepAsking } from "./pace.js";

const SOON = 20_000; // milliseconds

export function enhance(root) {
  each(root, "[data-ticket]", (ticket) => new Polling(ticket));
}

class Polling {
  constructor(ticket) {
    this.ticket = ticket;
    this.bar = ticket.querySelector("[data-newsbar]");
    this.bar.querySelector("button").addEventListener("click", () => this.show());
    keepAsking(() => this.ask(), (text) => this.tell(read(text)), SOON);
  }

  ask() {
    const { ticket: address, mark, told, message, change } = this.ticket.dataset;
    const query = new URLSearchParams({ seen_message: message, seen_change: change });
    return fetch(`${address}?${query}`, { headers: { "If-None-Match": `W/"${told ?? mark}"` } });
  }

  tell(news) {
    if (news.dataset.mark === this.ticket.dataset.mark) return; // an answer of this page brought it
    this.news = news;
    this.ticket.dataset.told = news.dataset.mark;
    const words = news.querySelector("[data-words]").textContent;
    this.bar.querySelector("p").textContent = words;
    this.bar.hidden = false;
    say(words);
  }

  show() {
    const [first] = place(this.ticket, this.news);
    const { readings, token, message } = this.ticket.dataset;
    fetch(readings, { method: "POST", keepalive: true, body: new URLSearchParams({ csrf_token: token, seen_message: message }) }).catch(() => {});
    if (!first) return;
    first.tabIndex = -1;
    first.focus();
  }
}
