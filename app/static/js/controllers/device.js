// [data-device]: adds to the technical data what only scripts are told, and keeps its summary true.
// Only on a form that has not been here before (no screen yet): nothing that somebody wrote is changed.
// data-computer, -phone, -tablet   the words; data-off what the summary says when it is left out
import { each } from "./each.js";

export function enhance(root) {
  each(root, "[data-device]", async (box) => {
    const fields = box.closest("form").elements;
    const summarise = () => {
      const facts = [fields.browser.value, fields.system.value, fields.device.value].filter(Boolean).join(" · ");
      box.querySelector("[data-summary]").textContent = fields.technical.checked ? facts : box.dataset.off;
    };
    box.addEventListener("input", summarise);
    if (!fields.screen.value) {
      fields.screen.value = `${screen.width} × ${screen.height}`;
      await refine(fields, box.dataset).catch(() => {}); // the server's reading stands
    }
    summarise();
  });
}

async function refine(fields, words) {
  const told = await navigator.userAgentData?.getHighEntropyValues(["platformVersion", "model"]);
  if (!told) return;
  const version = Number(told.platformVersion.split(".")[0]);
  if (told.platform === "Windows") fields.system.value = version >= 13 ? "Windows 11" : "Windows 10";
  else if (version && told.platform !== "Linux") fields.system.value = `${told.platform} ${version}`;
  if (told.model) fields.device.value = `${told.mobile ? words.phone : words.tablet} (${told.model})`;
}
