// Parts of a ticket's page that come later, each put into the place of the one before.

export function read(text) {
  const news = new DOMParser().parseFromString(text, "text/html").querySelector("[data-news]");
  if (!news) throw new Error("no part of a page");
  return news;
}

// Lines go to the end of the conversation; a part in which somebody writes stays, unless it is `sent`.
export function place(ticket, news, sent = "") {
  for (const fresh of news.querySelectorAll("[data-part]")) {
    const part = document.querySelector(`main [data-part="${fresh.dataset.part}"]`);
    if (!part || (fresh.dataset.part !== sent && isInUse(part))) continue;
    part.replaceChildren(...fresh.childNodes);
    part.dispatchEvent(new CustomEvent("arrived", { bubbles: true }));
  }
  const added = [...news.querySelectorAll("[data-lines] > li")].filter((line) => !document.getElementById(line.id));
  document.getElementById("conversation").append(...added);
  const { mark, message, change } = news.dataset;
  Object.assign(ticket.dataset, { mark, message, change });
  delete ticket.dataset.told;
  ticket.querySelector("[data-newsbar]").hidden = true;
  return added;
}

function isInUse(part) {
  const fields = [...part.querySelectorAll("textarea, input:not([type=hidden])")];
  return part.contains(document.activeElement) || fields.some((field) => field.value !== field.defaultValue) || part.querySelector(".file") !== null;
}
