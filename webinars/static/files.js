/* Says at its field that a file is too large before it is sent: what refuses it on the way keeps nothing of the form.
   Without this the server says it, and what stands in front of it may. */
(() => {
  "use strict";
  const MEGABYTE = 1024 * 1024;
  const size = (input) => [...input.files].reduce((sum, file) => sum + file.size, 0);

  const say = (input, wrong) => {
    for (const kind of ["large", "together"]) {
      document.getElementById(`${input.id}-${kind}`).hidden = kind !== wrong;
    }
    input.closest(".field").classList.toggle("invalid", wrong !== "");
    const said = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !/-(large|together)$/.test(id));
    input.setAttribute("aria-describedby", [...said, ...(wrong ? [`${input.id}-${wrong}`] : [])].join(" "));
    input.setAttribute("aria-invalid", String(wrong !== ""));
  };

  for (const form of document.forms) {
    const inputs = [...form.querySelectorAll("input[type=file][data-most]")];
    const look = () => {
      let left = Number(inputs[0].dataset.together) * MEGABYTE;
      return inputs.filter((input) => {
        const isLarge = size(input) > Number(input.dataset.most) * MEGABYTE;
        left -= isLarge ? 0 : size(input);
        const wrong = isLarge ? "large" : size(input) > 0 && left < 0 ? "together" : "";
        // What the server found wrong stays until another file is chosen.
        if (wrong || size(input) > 0) say(input, wrong);
        return wrong;
      });
    };
    if (inputs.length === 0) continue;
    for (const input of inputs) {
      input.addEventListener("change", () => {
        say(input, "");
        look();
      });
    }
    form.addEventListener("submit", (event) => {
      const [first] = look();
      if (!first) return;
      event.preventDefault();
      first.focus();
    });
  }
})();
