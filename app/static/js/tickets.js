// Wires what only the team's pages have; they name this script beside app.js.
import { enhance as cite } from "./controllers/cite.js";
import { enhance as clock } from "./controllers/clock.js";
import { enhance as uploads } from "./controllers/uploads.js";

const enhancers = [cite, clock, uploads];

enhanceAll(document);
document.addEventListener("arrived", (event) => enhanceAll(event.target)); // a part of a page that came later

function enhanceAll(root) {
  for (const enhance of enhancers) {
    try {
      enhance(root);
    } catch (error) {
      console.error(error); // one broken module must not take the others with it
    }
  }
}
