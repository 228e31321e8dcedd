// [data-uploads]: files are sent when they are chosen, dropped or pasted, each with its progress.
//
// Needs input[type=file] in [data-drop], .files for the rows, template[data-sending] for one on its way.
// data-uploads   where a file is sent (form_key, file); answers its row, or {message} with what is wrong
// data-key, -token, -largest (bytes), -most (files)
// data-msg-…     words with {name}, {done}, {all}: large, kind, many, failed, added, removed, sending, cancel, retry, waiting, pasted
// The form waits for files that are on their way.
import { say } from "./announcer.js";
import { each } from "./each.js";

export function enhance(root) {
  each(root, "[data-uploads]", (box) => new Uploads(box));
}

class Uploads {
  constructor(box) {
    Object.assign(this, { box, words: box.dataset, form: box.closest("form"), list: box.querySelector(".files"), drop: box.querySelector("[data-drop]") });
    this.input = this.drop.querySelector("input");
    this.going = new Set();
    this.total = 0;
    this.drop.classList.add("drop--on");
    for (const part of box.querySelectorAll("[data-choose]")) part.hidden = false;
    this.listen();
  }

  listen() {
    const { drop, input, list, form } = this;
    input.addEventListener("change", () => {
      this.add([...input.files]);
      input.value = ""; // sent already, so not with the form
    });
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.toggleAttribute("data-over", kind.startsWith("drag") && kind !== "dragleave");
        if (kind === "drop") this.add([...event.dataTransfer.files]);
      });
    }
    document.addEventListener("paste", (event) => this.paste(event));
    list.addEventListener("click", (event) => this.remove(event));
    form.addEventListener("submit", (event) => event.target === form && this.wait(event), true);
  }

  paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !this.box.getClientRects().length) return;
    event.preventDefault();
    const now = new Date();
    const time = [now.getHours(), now.getMinutes()].map((part) => String(part).padStart(2, "0")).join("-");
    this.add(files.map((file) => (file.type === "image/png" ? new File([file], `${this.words.msgPasted}-${time}.png`, { type: file.type }) : file)));
  }

  add(files) {
    for (const file of files) {
      const row = this.row(file);
      const wrong = this.wrong(file);
      if (wrong) this.refuse(row, wrong);
      else this.send(file, row);
    }
  }

  // The server decides; this only saves people the way there.
  wrong(file) {
    const { largest, most, msgLarge, msgKind, msgMany } = this.words;
    const ending = `.${file.name.split(".").pop().toLowerCase()}`;
    if (!this.input.accept.split(",").includes(ending)) return msgKind.replace("{name}", file.name);
    if (file.size > Number(largest)) return msgLarge.replace("{name}", file.name);
    return this.list.querySelectorAll(".file:not(.file--bad)").length > Number(most) ? msgMany : "";
  }

  row(file) {
    const row = this.box.querySelector("[data-sending]").content.firstElementChild.cloneNode(true);
    row.querySelector(".file__n").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", this.words.msgSending.replace("{name}", file.name));
    row.querySelector("button").setAttribute("aria-label", this.words.msgCancel.replace("{name}", file.name));
    if (file.type.startsWith("image/")) row.querySelector(".file__th").replaceChildren(picture(file));
    this.list.append(row);
    return row;
  }

  send(file, row) {
    const { uploads, key, token, msgFailed, msgAdded } = this.words;
    const request = new XMLHttpRequest(); // fetch does not tell how far a file is
    const body = new FormData();
    body.append("form_key", key);
    body.append("file", file);
    request.open("POST", uploads);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json, text/html;q=0.9");
    request.upload.onprogress = ({ loaded, total }) => {
      row.querySelector("progress").value = (100 * loaded) / total;
      row.querySelector(".file__m").textContent = `${megabytes(loaded)} / ${megabytes(total)} MB`;
    };
    request.onload = () => {
      if (request.status === 201) this.taken(row, request.responseText, msgAdded.replace("{name}", file.name));
      else this.refuse(row, messageIn(request.responseText) ?? msgFailed.replace("{name}", file.name));
    };
    request.onerror = () => this.refuse(row, msgFailed.replace("{name}", file.name), () => this.send(file, row));
    request.onabort = () => this.forget(row);
    request.onloadend = () => {
      this.going.delete(request);
      this.goOn();
    };
    row.querySelector("button").onclick = () => request.abort();
    row.classList.remove("file--bad");
    this.going.add(request);
    this.total += 1;
    request.send(body);
  }

  taken(row, html, words) {
    const made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
    const shown = row.querySelector("img");
    if (shown) made.querySelector(".file__th").replaceChildren(shown);
    row.replaceWith(made);
    say(words);
  }

  refuse(row, words, again) {
    row.classList.add("file--bad");
    row.querySelector("progress").hidden = true;
    row.querySelector(".file__m").textContent = words;
    row.querySelector("button").onclick = () => this.forget(row);
    if (again) {
      const retry = document.createElement("button");
      Object.assign(retry, { type: "button", className: "linkbtn", textContent: this.words.msgRetry });
      retry.onclick = () => {
        row.querySelector("progress").hidden = false;
        again();
      };
      row.querySelector(".file__m").append(" ", retry);
    }
    say(`${this.words.msgError} ${words}`);
  }

  async remove(event) {
    const row = event.target.closest("[data-file]");
    if (!row || !event.target.closest("button")) return;
    event.preventDefault();
    const { key, token, msgFailed, msgRemoved } = this.words;
    const name = row.querySelector(".file__n").textContent;
    const headers = { "X-CSRFToken": token, "X-Fragment": "1" };
    const answer = await fetch(row.dataset.file, { method: "POST", headers, body: new URLSearchParams({ form_key: key }) }).catch(() => null);
    if (!answer?.ok) return say(msgFailed.replace("{name}", name));
    this.forget(row);
    say(msgRemoved.replace("{name}", name));
  }

  forget(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("button") ?? this.input).focus();
  }

  wait(event) {
    if (!this.going.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting ??= { button: event.submitter, words: [...(event.submitter?.childNodes ?? [])] };
    this.waiting.button?.setAttribute("aria-busy", "true");
    this.goOn();
  }

  goOn() {
    if (!this.waiting) {
      if (!this.going.size) this.total = 0;
      return;
    }
    const { button, words } = this.waiting;
    if (this.going.size) {
      const done = this.total - this.going.size;
      if (button) button.textContent = this.words.msgWaiting.replace("{done}", done + 1).replace("{all}", this.total);
      return;
    }
    button?.replaceChildren(...words);
    button?.removeAttribute("aria-busy");
    this.waiting = null;
    this.total = 0;
    if (!this.list.querySelector(".file--bad")) this.form.requestSubmit(button);
  }
}

function picture(file) {
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  return image;
}

function megabytes(bytes) {
  return (bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}

function messageIn(text) {
  try {
    return JSON.parse(text).message;
  } catch {
    return null;
  }
}
