/* One form is sent once: a second tap while the first is under way does nothing, and the button says 正在送出. */

import { say } from "./words.js";

const HELD = new Map();

function hold(form, button) {
  if (HELD.has(form)) return;
  const kept = button && { button, html: button.innerHTML };
  HELD.set(form, kept || {});
  form.setAttribute("aria-busy", "true");
  if (!kept) return;
  button.style.minWidth = `${button.offsetWidth}px`;
  button.setAttribute("aria-disabled", "true");
  button.dataset.sending = "";
  button.textContent = button.dataset.sendingWords || say("sending");
}

function release(form) {
  const kept = HELD.get(form);
  if (!kept) return;
  HELD.delete(form);
  form.removeAttribute("aria-busy");
  if (!kept.button) return;
  kept.button.removeAttribute("aria-disabled");
  delete kept.button.dataset.sending;
  kept.button.style.minWidth = "";
  kept.button.innerHTML = kept.html;
}

const sends = (form) => form.method === "post" && form.dataset.again === undefined;

document.addEventListener(
  "submit",
  (event) => {
    if (!HELD.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !sends(event.target)) return;
  hold(event.target, event.submitter);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && sends(form)) {
    hold(form, event.detail.requestConfig?.triggeringEvent?.submitter);
  }
});
document.addEventListener("htmx:afterRequest", (event) => release(event.target));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) [...HELD.keys()].forEach(release);
});
