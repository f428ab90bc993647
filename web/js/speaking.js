/* 读给我听: the browser's own voice reads the page, sentence by sentence. Where there is no voice there is no button. */

import { say } from "./words.js";

const voice = window.speechSynthesis;
const SKIP = "script, style, svg, nav, select, textarea, input, button, .said, [hidden], [data-read-skip]";

export function sentences(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const lines = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const text = node.textContent.trim();
    if (text && !node.parentElement.closest(SKIP) && node.parentElement.checkVisibility()) lines.push(text);
  }
  return lines
    .join("，")
    .split(/(?<=[。！？；!?;])/)
    .map((line) => line.replace(/^[，\s]+/, ""))
    .filter(Boolean);
}

function stop(button) {
  voice.cancel();
  button.setAttribute("aria-pressed", "false");
  button.querySelector("[data-read-words]").textContent = say("read");
}

function start(button) {
  const root = document.querySelector(button.dataset.read || "main");
  const lines = sentences(root);
  lines.forEach((line, index) => {
    const piece = new SpeechSynthesisUtterance(line);
    piece.lang = document.documentElement.lang || "zh-CN";
    piece.rate = 0.9;
    if (index === lines.length - 1) piece.onend = () => stop(button);
    voice.speak(piece);
  });
  button.setAttribute("aria-pressed", "true");
  button.querySelector("[data-read-words]").textContent = say("read_stop");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-read]");
  if (!button || !voice) return;
  if (button.getAttribute("aria-pressed") === "true") stop(button);
  else start(button);
});

if (voice) {
  window.addEventListener("pagehide", () => voice.cancel());
} else {
  document.querySelectorAll("[data-read]").forEach((button) => (button.hidden = true));
}
