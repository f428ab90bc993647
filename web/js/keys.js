/* Keys of the desk: J and K walk the rows, Enter opens (the focused link does that itself), X ticks, Shift+X ticks from
   the last ticked row, Shift+A the whole page, / searches, ? shows all keys, G and a figure goes to a list at the left,
   and a letter beside a button presses it; the letter of a form opens it and goes to its first field. They rest while
   Chinese is being composed, and can be switched off (WCAG 2.1.4); the choice is kept on this machine. */

const OFF = "linli-keys-off";
const SEQUENCE = 1500; // milliseconds a G waits for its figure

const off = () => localStorage.getItem(OFF) === "1";
const openers = () => [...document.querySelectorAll("[data-rows] [data-open]")];
const boxes = () => [...document.querySelectorAll("[data-rows] [data-row] input[type=checkbox]")];
const here = () => document.activeElement?.closest?.("[data-row]")?.querySelector("input[type=checkbox]");

function walk(step) {
  const links = openers();
  if (!links.length) return;
  const row = document.activeElement?.closest?.("[data-row]") || document.querySelector("[data-row].chosen");
  const now = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = links[Math.min(links.length - 1, Math.max(0, now + step))];
  next.focus();
  next.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
}

let last = null;
function tick() {
  const box = here();
  box?.click();
  last = box?.value ?? last;
}

function tickFrom() {
  const all = boxes();
  const [from, to] = [all.findIndex((box) => box.value === last), all.indexOf(here())].sort((a, b) => a - b);
  if (from < 0) return tick();
  all.slice(from, to + 1).forEach((box) => (box.checked = true));
}

function tickAll() {
  const all = boxes();
  const every = all.every((box) => box.checked);
  all.forEach((box) => (box.checked = !every));
}

function press(key) {
  const button = [...document.querySelectorAll("[data-key]")].find(
    (candidate) => candidate.dataset.key.toLowerCase() === key && candidate.checkVisibility(),
  );
  const form = button?.tagName === "SUMMARY" && button.closest("details");
  if (form) {
    form.open = true;
    form.querySelector(":scope input:not([type=hidden]), select, textarea, button")?.focus();
  } else if (button?.matches("textarea, input")) {
    button.focus();
  } else {
    button?.click();
  }
  return Boolean(button);
}

let went = 0;
function go(key) {
  if (Date.now() - went > SEQUENCE) return false;
  went = 0;
  const link = key === "i" ? document.querySelector(".wordmark") : document.querySelectorAll("[data-go]")[Number(key) - 1];
  link?.click();
  return Boolean(link);
}

const ACTS = {
  j: () => walk(1),
  k: () => walk(-1),
  x: tick,
  X: tickFrom,
  A: tickAll,
  "/": () => document.querySelector("[data-search]")?.focus(),
  "?": () => document.querySelector("[data-keys]")?.click(),
  g: () => (went = Date.now()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229 || off()) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
  if (go(event.key.toLowerCase())) return event.preventDefault();
  const name = event.shiftKey ? event.key : event.key.toLowerCase();
  const act = document.querySelector("[data-rows], [data-key], [data-search]") && ACTS[name];
  if (act) {
    event.preventDefault();
    act();
  } else if (!event.shiftKey && press(name)) {
    event.preventDefault();
  }
});

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-row] input[type=checkbox]");
  if (!box) return;
  if (event.shiftKey && last) {
    const all = boxes();
    const [from, to] = [all.findIndex((other) => other.value === last), all.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) all.slice(from, to + 1).forEach((other) => (other.checked = box.checked));
  }
  last = box.value;
});

function show(button) {
  button.setAttribute("aria-pressed", String(off()));
}
document.querySelectorAll("[data-keys-off]").forEach(show);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-keys-off]");
  if (!button) return;
  if (off()) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  show(button);
});
