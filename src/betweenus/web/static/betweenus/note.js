// Writing a note without the mouse: parts grow with their text, Ctrl+Enter signs.

function grow(area) {
  area.classList.add("bu-grows");
  const least = Number(area.getAttribute("rows"));
  const resize = () => {
    area.rows = least;
    while (area.scrollHeight > area.clientHeight && area.rows < 40) area.rows += 1;
  };
  area.addEventListener("input", resize);
  resize();
}

for (const area of document.querySelectorAll("textarea[data-grows]")) grow(area);

for (const form of document.querySelectorAll("form[data-autosave]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}
