/* Lists refresh themselves (hx-trigger="every 15s, told") only while somebody looks and nobody is in the middle of
   something. While the live process says what is new, the clock asks for nothing. */

import { isLive } from "./live.js";

function busy(list) {
  const active = document.activeElement;
  const typing = active && list.contains(active) && active.matches("input:not([type=checkbox]), textarea, select");
  return typing || list.querySelector("input[type=checkbox]:checked") !== null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const list = event.target;
  if (!list.matches?.("[data-poll]")) return;
  const told = event.detail.requestConfig?.triggeringEvent?.type === "told";
  if (document.hidden || busy(list) || (isLive() && list.matches("[data-told]") && !told)) event.preventDefault();
});

/* A list that was on its way when somebody began comes too late: drawn now it would take the ticks and the words away. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.matches?.("[data-poll]") && busy(event.target)) event.detail.shouldSwap = false;
});

/* The row that had the focus keeps it when its list is drawn anew. */
let held = null;
document.addEventListener("htmx:beforeSwap", () => {
  held = document.activeElement?.id || null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (held && document.activeElement === document.body) document.getElementById(held)?.focus();
});
