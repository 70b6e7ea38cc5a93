/* Reports once that an invitation is visible in a browser; e-mail scanners rarely run scripts. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-opening]");
  const report = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", report);
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    fetch(form.dataset.opening, { method: "POST", body }).catch(() => undefined); // nothing depends on it
  };
  if (!form) return;
  document.addEventListener("visibilitychange", report);
  report();
})();
