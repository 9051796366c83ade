// Coding an episode without the mouse: one key chooses a code and goes on to the next part.
//
// The keys work only while the focus is in a part's own list (WCAG 2.1.4), and each list stays a
// plain group of radio buttons: Tab and the arrow keys do what they always do.

const form = document.querySelector("form[data-coding]");
const slots = [...form.querySelectorAll("[data-slot]")];
let changed = false;

function enter(slot) {
  const radios = [...slot.querySelectorAll("input[type=radio]")];
  (radios.find((radio) => radio.checked) ?? radios[0]).focus({ preventScroll: true });
  slot.scrollIntoView({ block: "nearest" });
}

function goOn(slot, by = 1) {
  const next = slots[slots.indexOf(slot) + by];
  if (next) return enter(next);
  if (by > 0) form.querySelector("[data-save]").focus();
}

function choose(radio) {
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

const suggested = (slot) => slot.querySelector("[data-suggested]");
// One that is unsure is chosen by its own key only, never in passing.
const first = (slot) => slot.querySelector("[data-suggested][data-sure]:not(.is-dismissed) input");
const chosen = (slot) => slot.querySelector("input:checked");

function press(slot, key) {
  form.elements.by_keys.value = "1";
  if (key === "Backspace") return goOn(slot, -1);
  if (key === "Enter") {
    if (!chosen(slot) && first(slot)) choose(first(slot));
    means(slot, chosen(slot));
    return goOn(slot);
  }
  const open = slot.querySelector("input[data-key='0']");
  if (key === "x") {
    suggested(slot).classList.add("is-dismissed");
    choose(open);
    return open.focus();
  }
  choose(slot.querySelector(`input[data-key="${key}"]`));
  means(slot, chosen(slot));
  goOn(slot);
}

function means(slot, radio) {
  const line = slot.querySelector("[data-means]");
  const about = radio?.getAttribute("aria-describedby");
  const text = about && document.getElementById(about);
  line.textContent = text ? text.textContent : "";
}

// The words that the suggestions of the part in hand rest on stand out in the story.
function show(slot) {
  for (const mark of document.querySelectorAll("mark[data-slots]")) {
    mark.classList.toggle("is-here", mark.dataset.slots.split(" ").includes(slot.dataset.slot));
  }
}

for (const slot of slots) {
  const keys = new Set([...slot.querySelectorAll("[data-key]")].map((radio) => radio.dataset.key));
  slot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (!event.target.matches("input[type=radio]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const ours = ["Enter", "Backspace"].includes(key) || keys.has(key);
    if (!ours && !(key === "x" && suggested(slot))) return;
    event.preventDefault();
    press(slot, key);
  });
  slot.addEventListener("focusin", (event) => {
    show(slot);
    means(slot, event.target.closest("input[type=radio]"));
  });
  slot.addEventListener("mouseover", (event) => {
    const label = event.target.closest("label");
    if (label) means(slot, label.querySelector("input"));
  });
}

form.addEventListener("change", () => (changed = true));
form.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => changed && event.preventDefault());

const here = window.location.hash && document.querySelector(`${window.location.hash}[data-slot]`);
if (here) enter(here);
