// Deciding on passages without the mouse: while a passage has the focus, its own letters work it.
//
// <article data-passage> holds what each key does: a button or summary with data-key. Nothing
// listens outside of it (WCAG 2.1.4), and not in a box that is typed in. Enter counts only on the
// passage itself, so that it still presses what inside has the focus.

const TYPED = "input, textarea, select";

function wanted(event, passage) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const inside = event.target !== passage;
  if (event.key === "Enter" && inside) return null;
  if (inside && event.target.matches(TYPED)) return null;
  return passage.querySelector(`[data-key="${CSS.escape(event.key)}"]`)
    ?? (event.key === "Enter" ? passage.querySelector('[data-key="e"]') : null);
}

function open(summary) {
  const details = summary.parentElement;
  details.open = true;
  details.querySelector(TYPED)?.focus();
}

for (const passage of document.querySelectorAll("[data-passage]")) {
  passage.addEventListener("keydown", (event) => {
    const control = wanted(event, passage);
    if (!control) return;
    event.preventDefault();
    if (control.matches("summary")) open(control);
    else if (!document.body.dataset.sent) control.click();
  });
  // Escape leaves the boxes and is on the passage again.
  passage.addEventListener("keyup", (event) => {
    if (event.key === "Escape" && event.target.matches(TYPED)) passage.focus();
  });
  // A key held or pressed twice must not decide on what comes next.
  passage.querySelector("form")?.addEventListener("submit", () => {
    document.body.dataset.sent = "yes";
  });
}

// A page taken back out of the browser's memory can be worked again.
window.addEventListener("pageshow", () => delete document.body.dataset.sent);

// The address says which passage comes next; not every browser gives it the focus by itself.
const next = location.hash.startsWith("#p-") && document.getElementById(location.hash.slice(1));
if (next && !document.querySelector(".nhsuk-error-summary")) next.focus();
