// Starts the design system's own scripts (tabs, details, error summaries, menu).
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

initAll();
