/* Tells once that somebody looks at an invitation; a page that nobody sees, or no script, tells nothing. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-opening]");
  const tell = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", tell);
    const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
    fetch(form.dataset.opening, { method: "POST", body }).catch(() => undefined); // it is no matter
  };
  if (!form) return;
  document.addEventListener("visibilitychange", tell);
  tell();
})();
