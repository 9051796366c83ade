// Shows what the answers come to after each autosave, in place of the summary on the page.

const place = document.querySelector("[data-summary]");

document.addEventListener("autosaved", ({ detail }) => {
  // Our own server drew it, with every word of it escaped.
  if (place && detail.summary) place.innerHTML = detail.summary;
});
