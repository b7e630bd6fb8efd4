/* Paper in the browser: what I write stays in this tab until it is put ready, sealed; sheets are filled in and shown.

   A form with data-paper holds fields without a name: a textarea (each line is a card) or fields with data-field (together
   one sheet, as JSON). What is sent is ciphertext. Drafts lie in sessionStorage and are gone at leaving. */
import { open, room, seal } from "./seal.js";

const MOST = 10; // cards, as the room allows (server/rooms/cards.py)
const PAUSE = 800; // milliseconds without typing after which a text is put ready by itself
const place = (field) => `kring:draft:${room}:${field.dataset.draft}`;

/** What this form holds, as texts: lines, or one sheet. */
function textsOf(form) {
  const fields = [...form.querySelectorAll("[data-field]")];
  if (!fields.length) return form.querySelector("textarea").value.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, MOST);
  const values = Object.fromEntries(fields.map((field) => [field.dataset.field, field.value.trim()]));
  return Object.values(values).some(Boolean) ? [JSON.stringify(values)] : [];
}

function hidden(name, value) {
  const input = document.createElement("input");
  return Object.assign(input, { type: "hidden", name, value });
}

document.addEventListener("submit", async (event) => {
  const form = event.target, { paper, name } = form.dataset;
  if (!paper || form.dataset.ready) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  let texts;
  try {
    texts = await Promise.all(textsOf(form).map((text) => seal(paper, text)));
  } catch {
    document.documentElement.dataset.key = "missing";
    return;
  }
  const single = name === "text" ? [hidden(name, texts[0] ?? "")] : texts.map((text, number) => hidden(name + number, text));
  form.querySelector(".sealed-texts").replaceChildren(...single);
  await new Promise((later) => setTimeout(later)); // as in seal.js: Chromium ignores requestSubmit inside a submit
  form.dataset.ready = "yes";
  form.requestSubmit();
  delete form.dataset.ready;
}, true);

let waiting;
function ready(form) {
  clearTimeout(waiting);
  if (form?.isConnected) form.requestSubmit();
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset.draft) return;
  sessionStorage.setItem(place(target), target.value);
  const form = target.closest("[data-paper]");
  clearTimeout(waiting);
  if (form) waiting = setTimeout(ready, PAUSE, form);
});
document.addEventListener("change", ({ target }) => {
  if (target.dataset.draft && target.closest("[data-paper]")) ready(target.closest("[data-paper]"));
});

/** After every push: what I typed or put ready before stands in its field again, unless I am typing in it. */
export async function fillPaper() {
  for (const field of document.querySelectorAll("[data-draft]")) {
    if (field.value || field === document.activeElement) continue;
    const draft = sessionStorage.getItem(place(field));
    field.value = draft ?? (await written(field).catch(() => ""));
  }
  fillNotes();
  fillTimes();
}

/** Beside my notes: what I wrote for the others in earlier phases. After writing they lie open. */
function fillNotes() {
  const notes = document.getElementById("notes");
  if (!notes) return;
  const start = place({ dataset: { draft: "" } });
  const written = Object.keys(sessionStorage).filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
  const texts = written.filter((draft) => draft !== "notes" && !draft.includes(":")).map((draft) => sessionStorage.getItem(start + draft));
  notes.querySelector("[data-drafts]").textContent = texts.join("\n");
  if (notes.dataset.unfold && notes.dataset.unfold !== opened) notes.open = true;
  opened = notes.dataset.unfold;
}
let opened = ""; // the phase for which the notes were opened; who folds them keeps them folded

async function written(field) {
  const form = field.closest("[data-paper]"), sealed = form?.dataset.written;
  if (!sealed) return "";
  const texts = await Promise.all(sealed.split(" ").map((text) => open(form.dataset.paper, text)));
  return field.dataset.field ? (JSON.parse(texts[0])[field.dataset.field] ?? "") : texts.join("\n");
}

/** The clock time at which the plan ends: the server says how long, this browser knows where it is. */
function fillTimes() {
  for (const line of document.querySelectorAll("[data-rest-ms]")) {
    const end = new Date(Date.now() + Number(line.dataset.restMs));
    line.querySelector("time").textContent = end.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    line.hidden = false;
  }
}

/** <x-sheet c="...">: a filled-in sheet; the values go where data-value and data-when say. */
class Sheet extends HTMLElement {
  static observedAttributes = ["c"];

  connectedCallback() { this.paint(); }
  attributeChangedCallback() { if (this.isConnected) this.paint(); }

  async paint() {
    const sealed = this.getAttribute("c");
    let values;
    try {
      values = JSON.parse(await open("sheet", sealed));
    } catch {
      return; // another key: the sheet stays empty
    }
    if (sealed !== this.getAttribute("c")) return;
    for (const slot of this.querySelectorAll("[data-value]")) slot.textContent = values[slot.dataset.value] ?? "";
    for (const slot of this.querySelectorAll("[data-when]")) {
      const [who, sector] = slot.dataset.when.split(":");
      slot.toggleAttribute("hidden", values[who] !== sector);
    }
  }
}
customElements.define("x-sheet", Sheet);
