// What the search box shows under itself. Everything that comes from articles is put in as text.

export function listBox(id, words, name) {
  const pop = element("div", { class: "pop", hidden: "" });
  const list = element("ul", { class: "pop__list", role: "listbox", id, "aria-label": name });
  const message = element("div", { class: "pop__msg", hidden: "" });
  const keys = element("div", { class: "pop__keys", "aria-hidden": "true" });
  keys.append(hint(["↑", "↓"], words.msgChoose), hint([words.msgEnter], words.msgOpen), hint(["Esc"], words.msgClose));
  pop.append(list, message, keys);
  return { pop, list, message, keys, bar: element("span", { class: "bar", "aria-hidden": "true" }) };
}

export function optionOf(entry, id, box) {
  const option = element("li", { class: entry.all ? "opt opt--all" : "opt", role: "option", "aria-selected": "false", id });
  const title = element("span", { class: "opt__t" });
  title.append(...marked(entry.title, entry.marks ?? []));
  option.append(icon(box, entry.all), title);
  if (entry.helpful) option.append(element("span", { class: "opt__m" }, entry.helpful));
  if (entry.category) option.append(element("span", { class: "opt__s" }, [entry.category, entry.summary].filter(Boolean).join(" · ")));
  if (entry.language && entry.language !== document.documentElement.lang) option.lang = entry.language;
  return option;
}

export function link(text, address, query) {
  const url = new URL(address, location.href);
  url.searchParams.set("q", query);
  return element("a", { href: url.href }, text);
}

// Ranges count characters as people do; a script's own indices count halves of some of them.
function marked(text, ranges) {
  const letters = [...text];
  const parts = [];
  let done = 0;
  for (const [from, to] of ranges) {
    parts.push(letters.slice(done, from).join(""), element("mark", {}, letters.slice(from, to).join("")));
    done = to;
  }
  return [...parts, letters.slice(done).join("")];
}

function icon(box, all) {
  const form = box.pop.parentElement;
  const drawn = form.querySelector("template[data-icons]")?.content.children ?? [];
  const chosen = drawn[all ? 1 : 0] ?? form.querySelector(".icon");
  return chosen ? chosen.cloneNode(true) : element("span", { "aria-hidden": "true" });
}

function hint(keys, words) {
  const part = element("span");
  for (const key of keys) part.append(element("kbd", {}, key), " ");
  part.append(words);
  return part;
}

function element(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(text);
  return made;
}
