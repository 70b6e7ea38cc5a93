/* Waits at the door of a room: asks the server again each minute, and says when the door stands differently.
   Only the server counts and formats; without this script the page is loaded again by hand. */
(() => {
  "use strict";
  const ask = async () => {
    const now = document.querySelector("[data-door]");
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!now || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const then = page.querySelector("[data-door]");
    if (!then) return;
    const changed = then.dataset.door !== now.dataset.door;
    const focused = now.contains(document.activeElement);
    now.replaceWith(document.adoptNode(then));
    if (!changed) return;
    document.title = page.title;
    const said = document.querySelector("[data-door-said]");
    if (said) said.textContent = then.querySelector("h2").textContent;
    if (focused) then.querySelector("button, a")?.focus();
  };
  setInterval(() => ask().catch(() => undefined), 60_000); // a lost minute is made up by the next
})();
