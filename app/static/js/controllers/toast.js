// A notice with one button that takes back what was done; stays until it is used or closed.
// It is put at the end of ``place``, so that it comes next in the order of the keyboard; it never takes the focus.
export function toast(place, text, words, act) {
  place.querySelector(".toast")?.remove();
  const box = document.createElement("div");
  box.className = "toast";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", text);
  const said = document.createElement("span");
  said.textContent = text;
  const before = document.activeElement;
  const undo = button(words.undo, () => {
    box.remove();
    act();
  });
  const shut = button("✕", () => {
    box.remove();
    before.focus();
  });
  shut.setAttribute("aria-label", words.close);
  box.append(said, undo, shut);
  place.append(box);
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
