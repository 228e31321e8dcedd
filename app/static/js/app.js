// Wires the page: every module finds its own elements and works on none if there are none.
import { enhance as combobox } from "./controllers/combobox.js";
import { enhance as contents } from "./controllers/contents.js";
import { enhance as copy } from "./controllers/copy.js";
import { enhance as disclosure } from "./controllers/disclosure.js";
import { enhance as fragment } from "./controllers/fragment.js";
import { enhance as menu } from "./controllers/menu.js";
import { enhance as print } from "./controllers/print.js";
import { enhance as theme } from "./controllers/theme.js";

for (const enhance of [fragment, menu, theme, combobox, contents, copy, disclosure, print]) {
  try {
    enhance(document);
  } catch (error) {
    console.error(error); // one broken module must not take the others with it
  }
}
