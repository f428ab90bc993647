/* A board on a wall: a figure that has changed is underlined for ten seconds; figures older than five minutes say so. */

const CHANGED = 10000;
const STALE = 5 * 60000;

const figures = () => [...document.querySelectorAll("[data-wall-figure]")];
let before = new Map();
let overdue = 0;

function remember() {
  before = new Map(figures().map((one) => [one.dataset.wallFigure, one.textContent]));
  clearTimeout(overdue);
  overdue = setTimeout(() => {
    document.querySelector(".wall-time")?.classList.add("wall-late");
    for (const words of document.querySelectorAll(".wall-stale")) words.hidden = false;
  }, STALE);
}

if (document.querySelector("[data-wall]")) {
  remember();
  document.addEventListener("htmx:afterSettle", () => {
    for (const one of figures()) {
      if (before.get(one.dataset.wallFigure) === one.textContent) continue;
      one.classList.add("wall-changed");
      setTimeout(() => one.classList.remove("wall-changed"), CHANGED);
    }
    remember();
  });
}
