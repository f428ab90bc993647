/* Keys of the inbox: J and K walk the rows, Enter opens (the focused link does that itself), X ticks, / searches, and a
   letter beside a button presses it; the letter of a form opens it and goes to its first field. They can be switched
   off (WCAG 2.1.4), and the choice is kept on this machine. */

const OFF = "linli-keys-off";

const off = () => localStorage.getItem(OFF) === "1";
const openers = () => [...document.querySelectorAll("[data-rows] [data-open]")];

function walk(step) {
  const links = openers();
  if (!links.length) return;
  const row = document.activeElement?.closest?.("[data-row]") || document.querySelector("[data-row].chosen");
  const now = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = links[Math.min(links.length - 1, Math.max(0, now + step))];
  next.focus();
  next.closest("[data-row]")?.scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = document.activeElement?.closest?.("[data-row]")?.querySelector("input[type=checkbox]");
  box?.click();
}

function press(key) {
  const button = [...document.querySelectorAll("[data-key]")].find(
    (candidate) => candidate.dataset.key.toLowerCase() === key && candidate.checkVisibility(),
  );
  const form = button?.tagName === "SUMMARY" && button.closest("details");
  if (form) {
    form.open = true;
    form.querySelector(":scope input:not([type=hidden]), select, textarea, button")?.focus();
  } else {
    button?.click();
  }
  return Boolean(button);
}

const ACTS = {
  j: () => walk(1),
  k: () => walk(-1),
  x: tick,
  "/": () => document.querySelector("[data-search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off()) return;
  if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const act = document.querySelector("[data-rows], [data-key], [data-search]") && ACTS[key];
  if (act) {
    event.preventDefault();
    act();
  } else if (press(key)) {
    event.preventDefault();
  }
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
