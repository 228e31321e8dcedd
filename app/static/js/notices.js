// Wires the bell of people who signed in; their pages name this script beside app.js.
import { enhance as bell } from "./controllers/bell.js";

bell(document);
