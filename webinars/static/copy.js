/* Copies an address at a press and says so. Where there is no script, or a page may not write to the clipboard,
   the buttons are not seen, and the address beside them is copied by hand. */
(() => {
  "use strict";
  if (!navigator.clipboard?.writeText) return;
  // Pages fetch parts of themselves again, buttons too: whatever stands there is shown, and heard, from here.
  document.documentElement.classList.add("can-copy");
  const said = (place) => place.querySelector("[role=status]");
  document.addEventListener("click", async (event) => {
    const place = event.target.closest("[data-copy] button")?.closest("[data-copy]");
    if (!place) return;
    for (const each of document.querySelectorAll("[data-copy]")) said(each).textContent = "";
    const { copy, done, failed } = place.dataset;
    const copied = await navigator.clipboard.writeText(copy).then(() => true, () => false);
    said(place).textContent = copied ? done : failed;
  });
})();
