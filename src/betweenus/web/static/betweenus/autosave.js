// Saves a form's text to the server every few seconds and on leaving a field.
//
// <form data-autosave="/address/" ...> with an <input name="seen_version"> and, anywhere in the
// page, an element [data-autosave-status]. Text stays in the page until the server has it: a lost
// network or sign-in is told, tried again, and never clears anything.

const EVERY = 3000; // milliseconds between saves while typing
const RETRY = 5000;
const MOST_KEPT_ALIVE = 60000; // characters; browsers let 64 KB outlive a page that is left

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.split("=")[1]) : "";
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = document.querySelector("[data-autosave-status]");
    this.dirty = false;
    this.busy = false;
    this.stopped = false;
    this.askedToSignIn = false;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.submit(event));
    document.addEventListener("visibilitychange", () => this.save());
    window.addEventListener("beforeunload", (event) => this.warn(event));
    window.addEventListener("online", () => this.save());
    window.addEventListener("pageshow", (event) => this.back(event));
  }

  changed() {
    this.dirty = true;
    this.timer ??= setTimeout(() => this.save(), EVERY);
  }

  submit(event) {
    if (!this.busy) return this.leave();
    // A save on its way raises the version: sent now, the form would look like a second tab's.
    event.preventDefault();
    const button = event.submitter;
    // Told to screen readers; the browser stories wait for it to go (tests/browser.py, press).
    this.form.setAttribute("aria-busy", "true");
    this.sending.finally(() => this.form.requestSubmit(button));
  }

  leave() {
    // Signing in again in another tab changes the form's safety token; send the present one.
    const token = this.form.querySelector("input[name=csrfmiddlewaretoken]");
    if (token && cookie("csrftoken")) token.value = cookie("csrftoken");
    this.stopped = true;
    clearTimeout(this.timer);
  }

  back(event) {
    // A page brought back by "Back" holds an old version number; the server has the newest.
    if (event.persisted && !this.dirty) window.location.reload();
  }

  warn(event) {
    if (this.dirty && !this.stopped) event.preventDefault();
  }

  async save() {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.dirty || this.busy || this.stopped) return;
    this.sending = this.saveNow();
    await this.sending;
  }

  async saveNow() {
    this.busy = true;
    this.dirty = false;
    const result = await this.send();
    this.busy = false;
    if (result === "again") {
      this.dirty = true;
      this.timer = setTimeout(() => this.save(), RETRY);
    } else if (this.dirty) {
      this.timer ??= setTimeout(() => this.save(), EVERY);
    }
  }

  async send() {
    let response;
    try {
      response = await this.post();
    } catch {
      this.say("No connection. Your text stays here and is saved as soon as it is back.", "lost");
      return "again";
    }
    const answer = await this.read(response);
    if (response.ok && answer) return this.saved(answer);
    if (response.status === 409 && answer) return this.conflict(answer);
    if (response.status < 500 && answer) return this.refused(answer);
    if (response.status === 401 || response.status === 403) return this.signedOut();
    this.say("This could not be saved just now. Your text stays here; trying again.", "lost");
    return "again";
  }

  post() {
    const body = new URLSearchParams(new FormData(this.form));
    // The form's safety token is of the sign-in it was drawn in; the cookie has the present one.
    body.delete("csrfmiddlewaretoken");
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body,
      keepalive: body.toString().length < MOST_KEPT_ALIVE,
      headers: { "X-Autosave": "1", "X-CSRFToken": cookie("csrftoken") },
    });
  }

  async read(response) {
    const type = response.headers.get("Content-Type") ?? "";
    return type.startsWith("application/json") ? response.json() : null;
  }

  saved(answer) {
    this.form.querySelector("input[name=seen_version]").value = answer.version;
    this.say(answer.saved, "saved");
    // What else the page's own answer holds is for the page's own script.
    this.form.dispatchEvent(new CustomEvent("autosaved", { detail: answer, bubbles: true }));
    return "saved";
  }

  signedOut() {
    // Said once, not at every try: a button made anew under somebody's finger loses the press.
    if (this.askedToSignIn) return "again";
    this.say("You have been signed out. Your text stays here. ", "lost");
    const link = document.createElement("a");
    link.href = "/account/login/";
    link.target = "_blank";
    link.textContent = "in a new tab";
    this.offer("Sign in and save", " or sign in ", link, ": then it is saved by itself.");
    this.askedToSignIn = true;
    return "again";
  }

  refused({ message }) {
    this.stopped = true;
    this.say(`${message} Your text stays here until you leave this page.`, "conflict");
    return "refused";
  }

  conflict({ message }) {
    this.stopped = true;
    this.say(`${message} Nothing is lost. `, "conflict");
    this.offer("Show both texts and choose");
    return "conflict";
  }

  // A button beside the status that sends the text as a form, so that a page answers it.
  offer(words, ...after) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.textContent = words;
    button.addEventListener("click", () => {
      this.leave();
      this.form.action = this.form.dataset.autosave;
      HTMLFormElement.prototype.submit.call(this.form);
    });
    this.status?.append(button, ...after);
  }

  say(text, state) {
    this.askedToSignIn = false;
    if (!this.status) return;
    this.status.textContent = text;
    this.status.dataset.state = state;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  new Autosave(form);
}
