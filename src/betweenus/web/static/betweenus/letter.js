// Puts a piece of material at the end of its section without leaving the page; the button sends
// the form where scripts do not run, and the piece is there when the page is back.
for (const button of document.querySelectorAll("button[data-piece]")) {
  button.addEventListener("click", (event) => {
    const area = document.getElementById(button.dataset.into);
    if (!area) return;
    event.preventDefault();
    area.value = [area.value.trimEnd(), button.dataset.piece].filter(Boolean).join("\n\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });
}
