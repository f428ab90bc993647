/* The search box of the map as a combobox (ARIA APG, list autocomplete): arrows choose, Enter goes, Escape shuts. While
   Chinese is being composed nothing is asked. Without this the form shows the same list as links. */

const WAIT = 250;

export function finding(form, ask, go) {
  const field = form.querySelector("input[role=combobox]");
  const place = () => form.querySelector("[data-part=found]");
  const options = () => [...form.querySelectorAll("[data-part=found] li")];
  let timer = 0;
  let last = "";

  function shown(open) {
    field.setAttribute("aria-expanded", String(open));
    if (!open) field.removeAttribute("aria-activedescendant");
  }
  function dressed() {
    const list = place().querySelector("ul");
    if (list) list.setAttribute("role", "listbox");
    options().forEach((one) => {
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", "false");
      const link = one.querySelector("a"); // an option holds no link of its own
      Object.assign(one.dataset, { href: link.href, box: link.dataset.box });
      const words = document.createElement("span");
      words.className = "map-hit";
      words.append(...link.childNodes);
      link.replaceWith(words);
    });
    shown(options().length > 0);
  }
  function shut() {
    place().replaceChildren();
    shown(false);
  }
  function choose(at) {
    const all = options();
    if (!all.length) return;
    const wanted = (at + all.length) % all.length;
    all.forEach((one, index) => one.setAttribute("aria-selected", String(index === wanted)));
    field.setAttribute("aria-activedescendant", all[wanted].id);
    all[wanted].scrollIntoView({ block: "nearest" });
  }
  const chosen = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");
  function take(option) {
    const { href, box } = option.dataset;
    field.value = option.querySelector("b").textContent;
    last = field.value;
    shut();
    go(href, box.split(",").map(Number));
  }
  async function look() {
    const typed = field.value.trim();
    if (typed === last) return;
    last = typed;
    if (!typed) return shut();
    const found = await ask({ q: typed }, ["found"]);
    if (!found || field.value.trim() !== typed) return;
    place().replaceChildren(...found.found.childNodes);
    dressed();
  }

  field.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  field.addEventListener("compositionend", look);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (options().length) choose(chosen() + (event.key === "ArrowDown" ? 1 : chosen() < 0 ? 0 : -1));
    } else if (event.key === "Escape") shut();
    else if (event.key === "Enter" && chosen() >= 0) {
      event.preventDefault();
      take(options()[chosen()]);
    }
  });
  form.addEventListener("click", (event) => {
    const option = event.target.closest("[data-part=found] li");
    if (!option) return;
    event.preventDefault();
    take(option);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    last = "";
    await look();
    if (options().length === 1) take(options()[0]);
    else if (options().length) {
      field.focus();
      choose(0);
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(() => shown(false), 0);
  });
  if (options().length) dressed();
}
