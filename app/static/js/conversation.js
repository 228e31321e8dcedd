// Wires what only the page of one's own ticket has; it names this script beside app.js.
import { enhance as polling } from "./controllers/polling.js";
import { enhance as reply } from "./controllers/reply.js";
import { enhance as uploads } from "./controllers/uploads.js";

function enhanceAll(root) {
  for (const enhance of [polling, reply, uploads]) {
    try {
      enhance(root);
    } catch (error) {
      console.error(error); // one broken module must not take the others with it
    }
  }
}

enhanceAll(document);
document.addEventListener("arrived", (event) => enhanceAll(event.target)); // a part of the page that came later
