// form[data-theme-form]: switches at once and keeps the choice by sending the form in the background.
// Its button has name=theme, value=the next theme, and data-light, data-dark, data-system: what it is
// called under each. Children with data-theme-icon="light|dark|system" are shown in turn, if there are any.
import { say } from "./announcer.js";
import { each } from "./each.js";

const NEXT = { light: "dark", dark: "system", system: "light" };

export function enhance(root) {
  each(root, "form[data-theme-form]", (form) => form.addEventListener("submit", change));
  each(root, "html", () => {
    // a page that comes back from the browser's memory was painted before the last choice
    addEventListener("pageshow", (event) => event.persisted && paint(chosen()));
  });
}

async function change(event) {
  const form = event.currentTarget;
  const button = event.submitter;
  if (!button || form.dataset.plain) return;
  event.preventDefault();
  const theme = button.value;
  const body = new FormData(form);
  body.append(button.name, theme);
  paint(theme);
  say(button.dataset[theme]?.split(". ")[0] ?? "");
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
  } catch {
    button.value = theme;
    form.dataset.plain = "1";
    form.requestSubmit(button);
  }
}

function paint(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-form] [name=theme]")) {
    button.value = NEXT[theme];
    if (button.dataset[theme]) button.setAttribute("aria-label", button.dataset[theme]);
    for (const icon of button.querySelectorAll("[data-theme-icon]")) {
      icon.toggleAttribute("hidden", icon.dataset.themeIcon !== theme);
    }
  }
}

function chosen() {
  return /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1] ?? "system";
}
