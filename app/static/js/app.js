// Wires the page: loads the modules whose elements are on it. None depends on another having worked.
const CONTROLLERS = {
  combobox: "form[data-combobox]",
  contents: ".toc",
  copy: "[data-copy], [data-copylink]",
  disclosure: ".faq",
  fragment: "form[data-fragment]",
  menu: "details.menu",
  print: "[data-print], details",
  theme: "form[data-theme-form]",
};

for (const [name, selector] of Object.entries(CONTROLLERS)) {
  if (!document.querySelector(selector)) continue;
  import(`./controllers/${name}.js`)
    .then((controller) => controller.enhance(document))
    .catch((error) => console.error(name, error));
}
