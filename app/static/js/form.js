// Wires the form of a new ticket; its page names this script beside app.js. The uploads come before the draft,
// so that the form waits for files before it is on its way.
import { enhance as device } from "./controllers/device.js";
import { enhance as draft } from "./controllers/draft.js";
import { enhance as guide } from "./controllers/guide.js";
import { enhance as priority } from "./controllers/priority.js";
import { enhance as suggesting } from "./controllers/suggesting.js";
import { enhance as uploads } from "./controllers/uploads.js";

for (const enhance of [device, guide, priority, suggesting, uploads, draft]) {
  try {
    enhance(document);
  } catch (error) {
    console.error(error); // one broken module must not take the others with it
  }
}
