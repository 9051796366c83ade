// Writing a note without the mouse: a letter's key opens the folded part it stands in, Ctrl and
// Enter signs.
function open(event) {
  if (!event.altKey || !event.code.startsWith("Key")) return;
  const area = document.querySelector(`textarea[accesskey="${event.code.at(-1).toLowerCase()}"]`);
  const folded = area?.closest("details:not([open])");
  if (!folded) return; // the browser itself goes there
  folded.open = true;
  area.focus();
  event.preventDefault();
}

document.addEventListener("keydown", open);

for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
