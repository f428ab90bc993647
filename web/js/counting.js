/* Says how many characters a text may still have. */

import { say } from "./words.js";

function count(area) {
  const place = document.getElementById(area.dataset.count);
  if (place) place.textContent = say("characters_left", { count: area.maxLength - area.value.length });
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-count]")) count(event.target);
});
