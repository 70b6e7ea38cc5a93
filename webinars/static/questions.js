/* Shows the questions that apply and hides the others. The server decides again, so the form works without this script.
   Text in a hidden question stays, and the server ignores it. */
(() => {
  "use strict";
  for (const box of document.querySelectorAll("[data-questions]")) {
    const form = box.closest("form, [data-preview]") ?? box;
    const fields = [...box.querySelectorAll("[data-if], [data-types]")];
    if (fields.length === 0) continue;

    const controls = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const answers = (name) =>
      controls(name)
        .filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked)
        .map((control) => control.value.trim())
        .filter(Boolean);
    const holder = (name) => controls(name)[0]?.closest(".field");

    const applies = (field, seen = new Set()) => {
      if (!field || seen.has(field)) return false;
      seen.add(field);
      const { if: parent, values, types } = field.dataset;
      if (types && !answers("registration_type").some((type) => JSON.parse(types).includes(type))) return false;
      if (!parent) return true;
      const wanted = JSON.parse(values);
      const given = answers(parent);
      const met = wanted.length ? given.some((answer) => wanted.includes(answer)) : given.length > 0;
      return met && applies(holder(parent), seen);
    };
    const update = () => {
      for (const field of fields) {
        // Fields with an error from the server always stay visible.
        field.hidden = !applies(field) && !field.classList.contains("invalid");
      }
    };
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    box.classList.add("live");
    update();
  }
})();
