// Tells the design system's styles that scripts run; loaded first so that nothing flickers.
document.documentElement.classList.add("js-enabled", "nhsuk-frontend-supported");
document.addEventListener("DOMContentLoaded", () => {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
});
