/* Shows the questions that count and hides the others; the server decides, so nothing here is needed.
   What was typed in a hidden question stays, and is not looked at. */
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-questions]")) {
    const form = box.closest("form") ?? box;
    const fields = [...box.querySelectorAll("[data-if], [data-kinds]")];
    if (fields.length === 0) continue;

    const controls = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const answers = (name) =>
      controls(name)
        .filter((each) => !["checkbox", "radio"].includes(each.type) || each.checked)
        .map((each) => each.value.trim())
        .filter(Boolean);
    const holder = (name) => controls(name)[0]?.closest(".field");

    const counts = (field, seen = new Set()) => {
      if (!field || seen.has(field)) return false;
      seen.add(field);
      const { if: parent, values, kinds } = field.dataset;
      if (kinds && !answers("kind").some((kind) => JSON.parse(kinds).includes(kind))) return false;
      if (!parent) return true;
      const wanted = JSON.parse(values);
      const said = answers(parent);
      const met = wanted.length ? said.some((each) => wanted.includes(each)) : said.length > 0;
      return met && counts(holder(parent), seen);
    };
    const update = () => {
      for (const field of fields) {
        // What the server found wrong is shown, whatever we think of it.
        field.hidden = !counts(field) && !field.classList.contains("invalid");
      }
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    box.classList.add("live");
    update();
  }
})();
