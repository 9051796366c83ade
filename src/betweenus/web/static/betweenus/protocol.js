// Jumping to a line of the protocol: a link that names a line marks it in the text.
const text = document.getElementById("protocol-text");

function mark(line) {
  const rows = text.value.split("\n");
  const start = rows.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus();
  text.setSelectionRange(start, start + (rows[line - 1] ?? "").length);
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max((line - 4) * height, 0);
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    mark(Number(link.dataset.line));
    text.scrollIntoView({ block: "nearest" });
  });
}
