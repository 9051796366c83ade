// Tells the design system's styles that scripts run; loaded first so that nothing flickers.
document.documentElement.classList.add("js-enabled", "nhsuk-frontend-supported");
