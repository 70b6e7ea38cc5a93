/* What every page runs, in one file, because each file is a request. */

/* Tells the server which zone this browser keeps, so that times are shown in it. Only the server prints times.
   A zone chosen before wins; a page is fetched again at most once, because by then the cookie stands. */
(() => {
  "use strict";
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = () => /(?:^|; )zone=/.test(document.cookie);
  if (!zone || known()) return;

  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;

  // A form offers its zone in a list marked data-zone until someone has sent it.
  const choice = document.querySelector("select[data-zone]");
  if (choice) {
    if (![...choice.options].some((option) => option.value === zone)) choice.add(new Option(zone, zone));
    choice.value = zone;
  }

  // Without cookies the answer would be the same again. What is marked data-times is put in its new place.
  const { known: wasKnown, zone: shown } = document.documentElement.dataset;
  const now = document.querySelector("[data-times]");
  if (!now || !known() || wasKnown === "yes" || shown === undefined) return;
  fetch(location.href, { cache: "no-store" })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((text) => {
      const then = new DOMParser().parseFromString(text, "text/html").querySelector("[data-times]");
      if (!then || now.contains(document.activeElement)) return;
      now.replaceWith(document.adoptNode(then));
      document.dispatchEvent(new Event("times-replaced"));
    })
    .catch(() => undefined); // the page stands as it is, in the installation's zone
})();

/* Copies an address at a press and says so. Where there is no script, or a page may not write to the clipboard,
   the buttons are not seen, and the address beside them is copied by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard?.writeText) return;
  // Pages fetch parts of themselves again, buttons too: whatever stands there is shown, and heard, from here.
  document.documentElement.classList.add("can-copy");
  const status = (place) => place.querySelector("[role=status]");
  document.addEventListener("click", async (event) => {
    const place = event.target.closest("[data-copy] button")?.closest("[data-copy]");
    if (!place) return;
    for (const other of document.querySelectorAll("[data-copy]")) status(other).textContent = "";
    const { copy, done, failed } = place.dataset;
    const copied = await navigator.clipboard.writeText(copy).then(() => true, () => false);
    status(place).textContent = copied ? done : failed;
  });
})();

/* Offers the list of what is new since the last visit. When that was is kept in this browser alone and sent only by
   pressing the link. A visit ends half an hour after its last page of the list. */
(() => {
  "use strict";
  const pause = 30 * 60 * 1000;
  const place = () => document.querySelector("[data-new-since]");
  const show = (since) => {
    if (!place()) return;
    place().querySelector("a").href = `${place().dataset.newSince}?since=${since.slice(0, 16)}Z`;
    place().hidden = false;
  };
  try {
    const seen = localStorage.getItem("seen");
    let before = localStorage.getItem("seen-before");
    if (!place()) return;
    if (seen && Date.now() - Date.parse(seen) > pause) localStorage.setItem("seen-before", (before = seen));
    localStorage.setItem("seen", new Date().toISOString());
    if (!before || Number.isNaN(Date.parse(before))) return;
    show(before);
    document.addEventListener("times-replaced", () => show(before));
  } catch {
    // A browser that stores nothing offers nothing.
  }
})();
