// Saves each answer of a questionnaire as it is given; without it the page's button saves them all.
//
// <form data-answers="/address/">, an element [data-answers-status] that says how it stands, and in
// a .bu-question that can show risk a hidden [data-help-now].

const SAVED = "Saved. You can stop here and go on later.";
const NOT_SAVED = "Not saved yet: there is no connection. Your answers stay on this page.";
const NOT_NOW = "Not saved yet. Your answers stay on this page; trying again.";
const SIGNED_OUT = "You have been signed out. Your answers stay on this page: go on to save them.";
const RETRY = 5000; // milliseconds

// The service's crisis text, at once and where the answer was given.
function helpAt(question) {
  const box = question?.querySelector("[data-help-now]");
  if (box) box.hidden = false;
}

function said(response) {
  if (response.ok) return SAVED;
  if (response.status >= 500) return NOT_NOW;
  return response.status === 401 || response.status === 403 ? SIGNED_OUT : "";
}

function start(form) {
  const status = document.querySelector("[data-answers-status]");
  let last = Promise.resolve();
  let timer;

  function again() {
    clearTimeout(timer);
    timer = setTimeout(() => (last = last.then(() => save(null))), RETRY);
  }

  async function save(question) {
    try {
      const response = await fetch(form.dataset.answers, {
        method: "POST",
        body: new FormData(form),
        keepalive: true,
      });
      status.textContent = said(response);
      if (response.status >= 500) again();
      if (response.headers.get("X-Help-Now")) helpAt(question);
    } catch {
      status.textContent = NOT_SAVED;
    }
  }

  // One after the other, so that an older state never overtakes a newer one.
  form.addEventListener("change", (event) => {
    const question = event.target.closest(".bu-question");
    last = last.then(() => save(question));
  });
  window.addEventListener("online", () => {
    if (status.textContent === NOT_SAVED) last = last.then(() => save(null));
  });
}

for (const form of document.querySelectorAll("form[data-answers]")) start(form);
