// Sends a form that was held while its writer signed in again; the button does the same by hand.
const form = document.querySelector("form[data-resend]");

// "Back" would send it a second time.
const [arrival] = performance.getEntriesByType("navigation");
if (form && arrival?.type !== "back_forward") HTMLFormElement.prototype.submit.call(form);
