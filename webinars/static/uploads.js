/* Sends chosen or dropped files in parts before their form is sent, with progress; what breaks off goes on where the
   server is, also after a reload when the same file is chosen again. Without this script the form sends the files. */
(() => {
  "use strict";
  const texts = document.getElementById("upload-texts");
  // Parts are checked by their SHA-256, which browsers compute on https pages only.
  if (!texts || !globalThis.crypto?.subtle) return;
  const { accepted, most } = texts.dataset;
  const MEGABYTE = 1024 * 1024;
  const DAY = 24 * 60 * 60 * 1000;
  const AT_ONCE = 2;
  const LONGEST_PAUSE = 30;
  const REPORTED = 25; // percent, to people who listen

  const text = (name, values = {}) =>
    Object.entries(values).reduce((sentence, [key, value]) => sentence.replaceAll(`{${key}}`, () => value), texts.dataset[name]);
  const number = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 1 });
  const sizeText = (octets) =>
    octets < MEGABYTE
      ? text("kilobytes", { size: number.format(Math.ceil(octets / 1024)) })
      : text("megabytes", { size: number.format(octets / MEGABYTE) });

  /* Where uploads of this browser are, by name, size and time of change of their file. */
  const known = {
    read() {
      try {
        const all = JSON.parse(localStorage.getItem("uploads") ?? "{}");
        return Object.fromEntries(Object.entries(all).filter(([, { at }]) => Date.now() - at < DAY));
      } catch {
        return {};
      }
    },
    write(change) {
      try {
        const all = this.read();
        change(all);
        localStorage.setItem("uploads", JSON.stringify(all));
      } catch {
        // A browser that stores nothing does not go on after a reload.
      }
    },
    id: (upload) => [upload.start, upload.file.name, upload.file.size, upload.file.lastModified].join("|"),
    get(upload) {
      return this.read()[this.id(upload)]?.url;
    },
    set(upload, url) {
      this.write((all) => (all[this.id(upload)] = { url, at: Date.now() }));
    },
    forget(upload) {
      this.write((all) => delete all[this.id(upload)]);
    },
  };

  class Refused extends Error {}
  class Gone extends Error {}

  const uploads = new Set();

  /* One file on its way; settled(upload) is called when its state has become done, failed or removed. */
  class Upload {
    constructor(file, start, list, settled) {
      Object.assign(this, { file, start, settled, state: "waiting", key: "", stop: new AbortController() });
      const item = document.getElementById("upload-item").content.firstElementChild.cloneNode(true);
      this.item = item;
      this.bar = item.querySelector("progress");
      this.sentence = item.querySelector(".upload-state");
      [this.again, this.button] = item.querySelectorAll("button");
      item.querySelector("bdi").textContent = file.name;
      item.querySelector(".upload-size").textContent = sizeText(file.size);
      this.bar.setAttribute("aria-label", file.name);
      for (const button of [this.again, this.button]) button.append(hidden(` ${file.name}`));
      this.again.addEventListener("click", () => this.restart());
      this.button.addEventListener("click", () => this.remove());
      list.append(item);
      uploads.add(this);
      this.restart();
    }

    restart() {
      this.again.hidden = true;
      this.item.classList.remove("failed");
      this.bar.hidden = false;
      this.state = "waiting";
      this.say(text("waiting"));
      const problem = this.problem();
      if (problem) this.fail(problem);
      else next();
    }

    problem() {
      const ending = this.file.name.split(".").pop().toLowerCase();
      if (!accepted.split(" ").includes(ending)) return text("type", { types: accepted.replaceAll(" ", ", ") });
      if (this.file.size === 0) return text("empty");
      return this.file.size > Number(most) * MEGABYTE ? text("large", { most }) : "";
    }

    async run() {
      this.state = "sending";
      try {
        await this.send();
      } catch (error) {
        if (this.state !== "removed") this.fail(error instanceof Refused || error instanceof Gone ? error.message : text("unreadable"));
      }
      next();
    }

    async send() {
      for (let tries = 0; ; tries += 1) {
        try {
          let place = await this.begin();
          while (!place.finished && place.received < this.file.size) {
            this.show(place.received);
            place = { ...place, ...(await this.part(place)) };
          }
          this.show(this.file.size);
          this.say(text("checking"));
          if (!place.finished) place = await this.ask("POST", `${place.url}/completion`, {});
          Object.assign(this, { key: place.key, url: place.url });
          known.forget(this);
          this.bar.hidden = true;
          this.finish("done", text("done"));
          return;
        } catch (error) {
          if (!(error instanceof Gone) || tries > 1) throw error;
          known.forget(this); // it expired, or was removed in another tab: from the beginning
        }
      }
    }

    async begin() {
      const url = known.get(this);
      if (url) {
        try {
          return await this.ask("GET", url);
        } catch (error) {
          if (!(error instanceof Gone)) throw error;
          known.forget(this);
        }
      }
      const place = await this.ask("POST", this.start, { name: this.file.name, size: this.file.size });
      known.set(this, place.url);
      return place;
    }

    async part({ url, received, part_size: size }) {
      const body = await this.file.slice(received, received + size).arrayBuffer();
      const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
      const digest = [...hash].map((octet) => octet.toString(16).padStart(2, "0")).join("");
      return this.ask("POST", `${url}/parts`, { offset: received, digest, part: new Blob([body]) });
    }

    /* Asks until there is an answer; what the network or the server cannot do now is tried again, ever more slowly. */
    async ask(method, url, fields) {
      for (let tries = 1; ; tries += 1) {
        let answer;
        try {
          answer = await fetch(url, { method, body: fields && form(fields), signal: this.stop.signal, cache: "no-store" });
        } catch (error) {
          if (this.stop.signal.aborted) throw error;
          this.say(text("offline"), true);
          await this.pause(tries);
          continue;
        }
        if (answer.redirected || [401, 403].includes(answer.status)) throw new Refused(text("signIn"));
        if (answer.status === 204) return {};
        const found = await answer.json().catch(() => ({}));
        if (answer.ok) return found;
        if (answer.status === 404) throw new Gone(found.error ?? text("refused"));
        if (answer.status === 409 && "received" in found) return found;
        const isBusy = [429, 500, 502, 503, 504].includes(answer.status);
        // A file that was refused is not there any more.
        this.isFinal = answer.status === 422;
        if (this.isFinal) known.forget(this);
        if (!isBusy || (answer.status === 500 && tries > 3)) throw new Refused(found.error ?? text("refused"));
        this.say(text("busy"), true);
        await this.pause(tries, Number(answer.headers.get("Retry-After")));
      }
    }

    pause(tries, least = 0) {
      const seconds = Math.max(least, Math.min(2 ** (tries - 1), LONGEST_PAUSE));
      return new Promise((resolve, reject) => {
        setTimeout(resolve, seconds * 1000);
        addEventListener("online", resolve, { once: true });
        this.stop.signal.addEventListener("abort", reject, { once: true });
      });
    }

    show(received) {
      const percent = Math.floor((received / this.file.size) * 100);
      this.bar.value = percent;
      const isReported = Math.floor(percent / REPORTED) > Math.floor((this.percent ?? -1) / REPORTED);
      this.percent = percent;
      const inMegabytes = (octets) => number.format(octets / MEGABYTE);
      this.say(text("sending", { sent: inMegabytes(received), size: inMegabytes(this.file.size) }), isReported);
    }

    say(sentence, isReported = false) {
      this.sentence.textContent = sentence;
      if (isReported) report(`${this.file.name}: ${sentence}`);
    }

    fail(sentence) {
      this.item.classList.add("failed");
      this.bar.hidden = true;
      this.again.hidden = this.isFinal || Boolean(this.problem());
      this.finish("failed", sentence);
    }

    finish(state, sentence) {
      this.state = state;
      this.say(sentence, true);
      this.settled(this);
    }

    remove() {
      const url = known.get(this) ?? this.url;
      this.state = "removed";
      this.stop.abort();
      if (url) removeAt(url);
      known.forget(this);
      uploads.delete(this);
      this.item.remove();
      report(text("removed", { name: this.file.name }));
      this.settled(this);
      next();
    }
  }

  const hidden = (words) => Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words });

  const report = (sentence) => {
    document.getElementById("upload-status").textContent = sentence;
  };

  const form = (fields) => {
    const data = new FormData();
    data.append("csrf_token", document.querySelector("main input[name=csrf_token]").value);
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  };

  const removeAt = (url) =>
    fetch(`${url}/removal`, { method: "POST", body: form({}) }).catch(() => undefined); // it expires

  const inState = (...states) => [...uploads].filter((upload) => states.includes(upload.state));

  const next = () => {
    for (const upload of inState("waiting").slice(0, AT_ONCE - inState("sending").length)) upload.run();
  };

  /* The form is sent when all is there; a file that was refused is to be removed first. */
  let submitter = null;
  const submit = () => {
    if (!submitter || inState("waiting", "sending").length > 0) return;
    const [failed] = inState("failed");
    const button = submitter;
    submitter = null;
    if (failed) failed.button.focus();
    else button.form.requestSubmit(button);
  };

  for (const field of document.querySelectorAll("[data-upload]")) {
    const input = field.querySelector("input[type=file]");
    const key = field.querySelector("input[type=hidden]");
    const list = field.querySelector(".upload-list");
    const isMany = input.multiple;

    const settled = (upload) => {
      if (key && upload.state === "done") {
        key.value = upload.key;
        const before = field.querySelector(".upload-before");
        if (before) removeAt(before.dataset.url);
        before?.remove();
      } else if (key && upload.state === "removed") {
        if (key.value === upload.key) key.value = "";
        input.focus();
      }
      if (isMany && inState("waiting", "sending", "failed").length === 0 && inState("done").length > 0) {
        submitter ??= input.form.querySelector("[data-upload-next]");
      }
      submit();
    };

    const take = (files) => {
      if (!isMany) for (const upload of [...uploads]) if (upload.list === list) upload.remove();
      for (const file of isMany ? files : [...files].slice(0, 1)) {
        new Upload(file, texts.dataset.start, list, settled).list = list;
      }
      if (field.closest("details")) field.closest("details").open = true;
      // The form must not send it once more.
      input.value = "";
    };
    input.addEventListener("change", () => input.files.length > 0 && take([...input.files]));
    const zone = field.closest("[data-drop]");
    if (zone) zone.takeFiles = take;
  }

  /* A row of a table: the file goes with the reader to the page that its button leads to. */
  for (const row of document.querySelectorAll("[data-drop-page]")) {
    row.takeFiles = ([file]) => {
      if (uploads.size > 0) return;
      new Upload(file, texts.dataset.start, row.querySelector(".upload-list"), (upload) => {
        if (upload.state === "done") location.assign(`${row.dataset.dropPage}?upload=${upload.key}`);
      });
    };
  }

  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const zoneOf = (event) => event.target.closest?.("[data-drop], [data-drop-page]");
  const mark = (zone) => {
    for (const other of document.querySelectorAll(".drop-target")) other.classList.remove("drop-target");
    zone?.classList.add("drop-target");
  };
  // Beside a zone, a browser would leave the page and show the file.
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = zoneOf(event) ? "copy" : "none";
    mark(zoneOf(event));
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget ?? mark(null));
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    mark(null);
    const files = [...event.dataTransfer.files];
    if (files.length > 0) zoneOf(event)?.takeFiles?.(files);
  });
  document.addEventListener("submit", (event) => {
    if (inState("waiting", "sending", "failed").length === 0 || !event.target.querySelector("[data-upload]")) return;
    if (event.submitter?.hasAttribute("data-upload-next") && inState("waiting", "sending").length === 0) return;
    event.preventDefault();
    submitter = event.submitter;
    if (inState("waiting", "sending").length > 0) report(text("later"));
    submit();
  });
  document.documentElement.classList.add("can-upload");
})();
