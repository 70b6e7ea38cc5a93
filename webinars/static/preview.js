/* Shows the event as people will see it while it is typed. The server draws it, here as after "Update the preview".
   What comes back stays out of the way of whoever is at one of the preview's buttons. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-preview]");
  const shown = document.getElementById("preview");
  const near = document.getElementById("preview-near"); // seen on phones, where the preview is far below
  const lacking = document.getElementById("missing-near"); // above the buttons
  const spoken = document.getElementById("preview-line");
  if (!form || !shown || !near || !spoken) return;
  let timer;
  let running;

  const typed = () => String(new URLSearchParams(new FormData(form)));
  let last = typed();

  const look = () => {
    const said = typed();
    if (said === last) return;
    last = said;
    running?.abort();
    running = new AbortController();
    fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(said), signal: running.signal })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
      .then((text) => {
        if (shown.contains(document.activeElement)) return;
        const fresh = new DOMParser().parseFromString(text, "text/html").body;
        const line = fresh.querySelector("[data-line]")?.dataset.line ?? "";
        shown.replaceChildren(...fresh.childNodes);
        const warned = [...shown.querySelectorAll(".note, [data-near]")];
        near.replaceChildren(...warned.map((part) => part.cloneNode(true)));
        lacking?.replaceChildren(...(shown.querySelector("template")?.content.cloneNode(true).childNodes ?? []));
        if (spoken.textContent !== line) spoken.textContent = line;
      })
      .catch(() => undefined); // the last preview stands; "Update the preview" asks once more
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 300);
  });
})();
