/* The case beside the list. On a wide screen a row opens there and the first one stands there from the start; on a narrow
   one the row is the plain link it is without JavaScript. */

const wide = window.matchMedia("(min-width: 1280px)");

function choose(link) {
  document.querySelectorAll("[data-row].chosen").forEach((row) => row.classList.remove("chosen"));
  link.closest("[data-row]")?.classList.add("chosen");
}

document.addEventListener("htmx:confirm", (event) => {
  const link = event.target.closest?.("[data-rows] [data-open]");
  if (!link) return;
  if (wide.matches) {
    choose(link);
  } else {
    event.preventDefault();
    window.location.assign(link.href);
  }
});

document.addEventListener("DOMContentLoaded", () => {
  const first = document.querySelector("[data-rows] [data-open][hx-get]");
  if (!first || !wide.matches || document.querySelector(".pane-case") || !document.getElementById("pane")) return;
  choose(first);
  window.htmx.ajax("GET", first.getAttribute("hx-get"), { target: "#pane", swap: "outerHTML" });
});
