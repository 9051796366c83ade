// Starts the design system's own scripts (tabs, error summaries, menu).
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

// The scripts look for these on the body, and modules run before the page says it is ready.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
initAll();
