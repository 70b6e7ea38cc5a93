/* Shows an error at the field when a file is too large, before the form is sent: a proxy that refuses the request
   loses what was entered. Without this script the server reports it. */
(() => {
  "use strict";
  const MEGABYTE = 1024 * 1024;
  const size = (input) => [...input.files].reduce((sum, file) => sum + file.size, 0);

  const showError = (input, error) => {
    for (const kind of ["large", "together"]) {
      document.getElementById(`${input.id}-${kind}`).hidden = kind !== error;
    }
    input.closest(".field").classList.toggle("invalid", error !== "");
    const ids = (input.getAttribute("aria-describedby") ?? "").split(" ");
    const others = ids.filter((id) => id && !/-(large|together)$/.test(id));
    input.setAttribute("aria-describedby", [...others, ...(error ? [`${input.id}-${error}`] : [])].join(" "));
    input.setAttribute("aria-invalid", String(error !== ""));
  };

  for (const form of document.forms) {
    const inputs = [...form.querySelectorAll("input[type=file][data-most]")];
    const validate = () => {
      let left = Number(inputs[0].dataset.together) * MEGABYTE;
      return inputs.filter((input) => {
        const isLarge = size(input) > Number(input.dataset.most) * MEGABYTE;
        left -= isLarge ? 0 : size(input);
        const error = isLarge ? "large" : size(input) > 0 && left < 0 ? "together" : "";
        // An error from the server stays until another file is chosen.
        if (error || size(input) > 0) showError(input, error);
        return error;
      });
    };
    if (inputs.length === 0) continue;
    for (const input of inputs) {
      input.addEventListener("change", () => {
        showError(input, "");
        validate();
      });
    }
    form.addEventListener("submit", (event) => {
      const [first] = validate();
      if (!first) return;
      event.preventDefault();
      first.focus();
    });
  }
})();
