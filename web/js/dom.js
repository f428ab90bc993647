/* A piece of the page made of parts: h("p", {class: "fine"}, "words", other). Words are always text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes = {}, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...inside.flat().filter((part) => part !== null && part !== undefined && part !== false));
  return made;
}

/* An icon of the sprite the page already uses. */
export function icon(name, className = "icon") {
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0] || "/static/dist/icons.svg";
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", className);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${name}`);
  made.append(use);
  return made;
}
