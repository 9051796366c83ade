// Writing a note without the mouse: Alt and a part's letter go to it, in every browser alike and
// into folded parts too; Ctrl and Enter sign.

const mac = /mac/i.test(navigator.platform);

// The letter of a shortcut, or "". AltGr writes letters of its own on many keyboards.
function letter(event) {
  const wanted = mac
    ? event.ctrlKey && event.altKey
    : event.altKey && !event.ctrlKey && !event.getModifierState("AltGraph");
  if (!wanted) return "";
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return event.code.startsWith("Key") ? event.code.at(-1).toLowerCase() : "";
}

function go(event) {
  const key = letter(event);
  const area = key && document.querySelector(`textarea[accesskey="${key}"]`);
  if (!area) return;
  const folded = area.closest("details:not([open])");
  if (folded) folded.open = true;
  area.focus();
  event.preventDefault();
}

document.addEventListener("keydown", go);

for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
