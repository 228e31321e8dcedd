// .toc a: the link of the section being read carries aria-current=true.
import { each } from "./each.js";

export function enhance(root) {
  each(root, "html", follow);
}

function follow() {
  const links = [...document.querySelectorAll(".toc a[href^='#']")];
  const headings = [...new Set(links.map(target))].filter(Boolean);
  if (!headings.length) return;
  const update = () => {
    const line = innerHeight * 0.3;
    const above = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const current = above.at(-1) ?? headings[0];
    for (const link of links) {
      if (target(link) === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(update, { rootMargin: "0px 0px -70% 0px" });
  for (const heading of headings) watcher.observe(heading);
  update();
}

function target(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)));
}
