/* Refreshes the join panel every minute, and announces to screen readers when its state changes.
   Only the server counts and formats; without this script the reader reloads the page. */
(() => {
  "use strict";
  const refresh = async () => {
    const current = document.querySelector("[data-join-state]");
    const response = await fetch(location.href, { cache: "no-store" });
    if (!current || !response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const updated = page.querySelector("[data-join-state]");
    if (!updated) return;
    const changed = updated.dataset.joinState !== current.dataset.joinState;
    const focused = current.contains(document.activeElement);
    current.replaceWith(document.adoptNode(updated));
    if (!changed) return;
    document.title = page.title;
    const announcement = document.querySelector("[data-join-announcement]");
    if (announcement) announcement.textContent = updated.querySelector("h2").textContent;
    if (focused) updated.querySelector("button, a")?.focus();
  };
  setInterval(() => refresh().catch(() => undefined), 60_000); // the next refresh makes up for a failed one
})();
