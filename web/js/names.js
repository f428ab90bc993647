/* @ in a note: the colleagues who may be named stand below the field; arrows choose, Enter or a tap puts one in. While
   Chinese is being composed nothing happens. Without this the name is simply typed. */

const MARK = /[@＠]([^\s@＠，。；：、！？（）]{0,20})$/;

const typed = (area) => MARK.exec(area.value.slice(0, area.selectionStart));
const list = () => document.getElementById("names");

async function offer(area) {
  const found = typed(area);
  const box = list();
  if (!box) return;
  if (!found) {
    box.hidden = true;
    return;
  }
  const answer = await fetch(`${area.dataset.names}?q=${encodeURIComponent(found[1])}`, { credentials: "same-origin" });
  if (!answer.ok || !typed(area)) return;
  box.innerHTML = await answer.text();
  box.setAttribute("role", "listbox");
  box.hidden = false;
  choose(0);
}

function choose(at) {
  const options = [...list().querySelectorAll("[data-name]")];
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
}

function step(by) {
  const options = [...list().querySelectorAll("[data-name]")];
  const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose((now + by + options.length) % options.length);
}

function put(area, name) {
  const found = typed(area);
  if (!found) return;
  const start = area.selectionStart - found[0].length;
  area.setRangeText(`@${name} `, start, area.selectionStart, "end");
  list().hidden = true;
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

const area = () => document.querySelector("textarea[data-names]");

document.addEventListener("input", (event) => {
  if (event.target === area() && !event.isComposing) offer(event.target);
});
document.addEventListener("compositionend", (event) => {
  if (event.target === area()) offer(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== area() || !list() || list().hidden || event.isComposing || event.keyCode === 229) return;
  const chosen = list().querySelector('[aria-selected="true"]');
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen) {
    event.preventDefault();
    put(event.target, chosen.dataset.name);
  } else if (event.key === "Escape") {
    list().hidden = true;
  }
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[data-name]");
  if (option && area()) put(area(), option.dataset.name);
});
