/* Small helps at a case: words kept ready go in where one writes, colleagues hear that somebody is writing, a batch goes
   on by itself, a page prints. Each of them is a plain button or form without this. */

import { announce } from "./words.js";

function putIn(area, text) {
  if (!area || !text) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
  announce(text);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-put-in]");
  if (button) {
    event.preventDefault();
    const box = document.querySelector(`[data-phrases="${button.dataset.putIn}"]`);
    putIn(document.getElementById(button.dataset.putIn), box?.value);
    if (box) box.value = "";
  }
  if (event.target.closest?.("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  const figure = /^Digit([1-9])$/.exec(event.code);
  if (!figure || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const area = event.target.closest?.("textarea");
  const box = area && document.querySelector(`[data-phrases="${area.id}"]`);
  const option = box?.options[Number(figure[1])];
  if (!option) return;
  event.preventDefault();
  putIn(area, option.value);
});

document.addEventListener("input", (event) => {
  const mark = document.querySelector("#here-form [name=writing]");
  if (mark && event.target.matches?.("main textarea")) mark.value = event.target.value ? "1" : "";
});
window.addEventListener("pagehide", () => {
  const place = document.querySelector("[data-here]");
  const form = document.getElementById("here-form");
  if (!place || !form) return;
  const said = new FormData(form);
  said.append("leave", "1");
  navigator.sendBeacon(place.getAttribute("hx-post"), said);
});

window.addEventListener("load", () => document.querySelector("[data-goes-on]")?.requestSubmit());
