/* Making a method of one's own: the form becomes the text of a method file, which the server checks and draws.

   The text stands in this tab alone, where a reload finds it again; it leaves as a file, or into a room that is opened
   with it. */
import { write } from "./toml.js";

const LARGEST = 64 * 1024; // bytes, as on the server
const PAUSE = 500; // milliseconds without typing before it is checked

const form = document.getElementById("making");
const checked = document.getElementById("checked");
const said = document.getElementById("said");
const open = document.getElementById("open");
const kept = (start) => `kring:making:${start}`;
const steps = () => document.getElementById("steps"); // another after a file was opened
const head = (key) => form.querySelector(`.making-head [data-key="${key}"]`);

// From the form to a method

/** What a field says; undefined where it says nothing. Fields of a list say a list each. */
function spoken(field) {
  const off = field.type === "checkbox" && !field.checked;
  if ("list" in field.dataset) return off ? [] : [field.value];
  if (off) return undefined;
  if (field.type === "checkbox" || "flag" in field.dataset) return true;
  if (field.type === "number") return Number.isNaN(field.valueAsNumber) ? undefined : field.valueAsNumber;
  return field.value.replace(/\s+/g, " ").trim() || undefined;
}

function gather(scope) {
  const into = {};
  for (const field of scope.querySelectorAll("[data-key]")) {
    const value = spoken(field);
    if (value === undefined) continue;
    const path = field.dataset.key.split(".");
    const last = path.pop();
    const place = path.reduce((object, key) => (object[key] ??= {}), into);
    place[last] = Array.isArray(value) ? [...(place[last] ?? []), ...value] : value;
  }
  return into;
}

function text() {
  const phase = [...steps().children].map(gather);
  return write({ format: 1, ...gather(form.querySelector(".making-head")), phase });
}

// Checked and drawn while typing

let waiting;
let asked = 0;

async function ask(body, part) {
  const address = `/methods/check?lang=${document.documentElement.lang}&part=${part}`;
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "text/plain" }, body });
  return { right: answer.ok, drawn: answer.ok || answer.status === 422 ? await answer.text() : "" };
}

async function check() {
  const mine = ++asked;
  const { right, drawn } = await ask(text(), "steps").catch(() => ({ right: false, drawn: "" }));
  if (mine !== asked) return; // a newer one is under way
  checked.innerHTML = drawn;
  for (const button of document.querySelectorAll("[data-when-right]")) button.disabled = !right;
}

function changed() {
  keep();
  for (const step of steps().children) step.querySelector(".step-title").textContent = titleOf(step);
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
}

// What was changed is still there after a reload

// What the form does not offer to change, and which therefore has no field in an empty step.
const HIDDEN = { choose: "value", shows: "list", rate: "value", sheet: "value", modules: "list", ticks: "flag", named: "flag" };

function keep() {
  const whole = { head: gather(form.querySelector(".making-head")), phase: [...steps().children].map(gather) };
  sessionStorage.setItem(kept(form.dataset.start), JSON.stringify(whole));
}

function fill(scope, from) {
  for (const field of scope.querySelectorAll("[data-key]")) {
    const value = field.dataset.key.split(".").reduce((object, key) => object?.[key], from);
    if (field.type !== "checkbox") field.value = value ?? "";
    else field.checked = Array.isArray(value) ? value.includes(field.value) : value === true;
  }
}

function stepOf(phase) {
  const step = document.getElementById("step-empty").content.firstElementChild.cloneNode(true);
  fill(step, phase);
  for (const [key, kind] of Object.entries(HIDDEN)) {
    for (const value of [phase[key] ?? []].flat()) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", value });
      field.dataset.key = key;
      if (kind !== "value") field.dataset[kind] = "";
      step.querySelector(".step-fields").append(field);
    }
  }
  step.querySelector(".step-title").textContent = titleOf(step);
  return step;
}

function recall() {
  const whole = JSON.parse(sessionStorage.getItem(kept(form.dataset.start)));
  if (!whole) return;
  fill(form.querySelector(".making-head"), whole.head);
  steps().replaceChildren(...whole.phase.map(stepOf));
}

// Order, new steps, and steps that go

function titleOf(step) {
  const [nl, en] = ["nl", "en"].map((language) => step.querySelector(`[data-key="title.${language}"]`).value);
  return (document.documentElement.lang === "en" && en) || nl || "…";
}

function move(button) {
  const step = button.closest(".making-step");
  const other = button.dataset.move === "up" ? step.previousElementSibling : step.nextElementSibling;
  if (button.dataset.move === "remove") {
    (other ?? step.previousElementSibling)?.querySelector("summary").focus();
    step.remove();
    said.textContent = `${form.dataset.removed} ${titleOf(step)}`;
  } else if (other) {
    other[button.dataset.move === "up" ? "before" : "after"](step);
    button.focus();
    said.textContent = `${titleOf(step)}: ${[...steps().children].indexOf(step) + 1} / ${steps().children.length}`;
  }
  changed();
}

/** A name that no other step has; whoever was first keeps it. */
function rename(step) {
  const field = step.querySelector('[data-key="id"]');
  const taken = new Set([...steps().querySelectorAll('[data-key="id"]')].map((other) => other.value));
  const wanted = field.value;
  for (let number = 2; taken.has(field.value); number += 1) field.value = `${wanted.slice(0, 36)}-${number}`;
}

function add() {
  const from = document.getElementById(`step-${document.getElementById("add-what").value}`);
  for (const step of [...from.content.cloneNode(true).children]) {
    rename(step);
    step.querySelector("details").open = true;
    steps().append(step);
    step.querySelector("summary").focus();
  }
  changed();
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.move) move(button);
  else if (button?.id === "add") add();
});

// As a file, and back; and in a room

document.getElementById("save").addEventListener("click", () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text()], { type: "application/toml" }));
  link.download = `${head("id").value}.toml`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // by then it is on disk
});

document.getElementById("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  const { right, drawn } = file.size > LARGEST ? { right: false, drawn: "" } : await ask(await file.text(), "editor");
  target.value = "";
  said.textContent = right ? "" : form.dataset.unread;
  if (!right) checked.innerHTML = drawn;
  else document.getElementById("editor").innerHTML = drawn;
  if (!right) return;
  keep();
  await check();
});

const anew = document.getElementById("anew");
anew.addEventListener("submit", () => sessionStorage.removeItem(kept(anew.elements.from.value)));

open.addEventListener("submit", () => { open.elements.own.value = text(); });

recall();
await check();
