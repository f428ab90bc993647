/* Shows what the chosen item asks. Of the others nothing is shown and nothing is sent. */

export function ask(form) {
  const item = form.elements.namedItem("item")?.value; // elements.item is a method of the collection
  for (const one of form.querySelectorAll("fieldset[data-asks]")) {
    one.hidden = one.disabled = one.dataset.asks !== item;
  }
}

const all = () => new Set([...document.querySelectorAll("fieldset[data-asks]")].map((one) => one.form));

document.addEventListener("change", (event) => {
  if (event.target.name === "item" && event.target.form) ask(event.target.form);
});
addEventListener("pageshow", () => all().forEach(ask)); // a browser that comes back fills fields in by itself
