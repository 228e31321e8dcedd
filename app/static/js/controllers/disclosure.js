// .faq details: the one whose answer the address names is open, also where the browser does not see to it.
import { each } from "./each.js";

export function enhance(root) {
  each(root, ".faq", reveal);
  each(root, "html", () => addEventListener("hashchange", () => document.querySelectorAll(".faq").forEach(reveal)));
}

function reveal(list) {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = named?.closest("details");
  if (!details || details.open || !list.contains(details)) return;
  details.open = true;
  named.scrollIntoView();
}
