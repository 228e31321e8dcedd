// Runs an action on each matching element, and never twice on the same one.
const done = new WeakMap();

export function each(root, selector, act) {
  if (!done.has(act)) done.set(act, new WeakSet());
  const seen = done.get(act);
  for (const element of root.querySelectorAll(selector)) {
    if (seen.has(element)) continue;
    seen.add(element);
    act(element);
  }
}
