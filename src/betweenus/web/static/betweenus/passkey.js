// Asks the browser for a passkey and sends what it answers with the form around the button.
const WHY = {
  NotAllowedError: "Nothing was sent. Try again, or use a code.",
  InvalidStateError: "There is a passkey of yours on this device already.",
  SecurityError: "Passkeys do not work at this address. Use a code from an app.",
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = form.querySelector("button");
  const said = form.querySelector("[data-said]");
  form.querySelector("[data-without-script]").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    try {
      const ask = window.webauthnJSON[form.dataset.passkey];
      const answer = await ask(JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(answer);
      HTMLFormElement.prototype.submit.call(form);
    } catch (error) {
      said.textContent = WHY[error.name] ?? "That did not work. Use a code instead.";
      said.hidden = false;
    }
  });
}
