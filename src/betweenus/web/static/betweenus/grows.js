// Text boxes marked data-grows are as tall as their text, so that nothing written hides.
const MOST = 40; // rows

function grow(area) {
  area.classList.add("bu-grows");
  const least = Number(area.getAttribute("rows"));
  const resize = () => {
    area.rows = least;
    while (area.scrollHeight > area.clientHeight && area.rows < MOST) area.rows += 1;
  };
  area.addEventListener("input", resize);
  area.addEventListener("filled", resize);
  resize();
}

const areas = document.querySelectorAll("textarea[data-grows]");
for (const area of areas) grow(area);

// Inside a folded part nothing has a height; look again when it is opened.
for (const details of document.querySelectorAll("details")) {
  details.addEventListener("toggle", () => {
    for (const area of details.querySelectorAll("textarea.bu-grows")) {
      area.dispatchEvent(new Event("filled"));
    }
  });
}
