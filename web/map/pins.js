/* Pins: a jade drop is the chosen place, a white drop with a lamp's shape is a matter, a white disc with a number is
   several, a jade dot is me. */

const NS = "http://www.w3.org/2000/svg";
const DROP = "M14 35C6.5 26.5 1.5 20.5 1.5 14a12.5 12.5 0 0 1 25 0c0 6.5-5 12.5-12.5 21z";
const SHAPES = {
  green: ["circle", { cx: 14, cy: 14, r: 5, class: "pin-ring" }],
  amber: ["path", { d: "M14 8l6.5 11h-13z", class: "pin-amber" }],
  red: ["path", { d: "M14 7l7 7-7 7-7-7z", class: "pin-red" }],
  black: ["path", { d: "M8.5 8.5h11v11h-11z", class: "pin-black" }],
  paused: ["path", { d: "M10 8.5h2.5v11H10zM15.5 8.5H18v11h-2.5z", class: "pin-black" }],
};

function svg(size, parts) {
  const root = document.createElementNS(NS, "svg");
  root.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
  root.setAttribute("width", size[0]);
  root.setAttribute("height", size[1]);
  root.setAttribute("aria-hidden", "true");
  parts.forEach(([name, attributes]) => {
    const part = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, value));
    root.append(part);
  });
  return root;
}

function box(tag, className, words) {
  const element = document.createElement(tag);
  element.className = className;
  if (words) element.setAttribute("aria-label", words);
  return element;
}

export function chosenPin(words) {
  const pin = box("button", "pin pin-chosen", words);
  pin.type = "button";
  pin.append(svg([28, 36], [
    ["path", { d: DROP, class: "pin-jade" }],
    ["circle", { cx: 14, cy: 14, r: 5, class: "pin-eye" }],
  ]));
  return pin;
}

/* The place of a chosen address: the same drop, but it does not move. */
export function addressPin(words) {
  const pin = box("span", "pin", words);
  pin.setAttribute("role", "img");
  pin.append(svg([28, 36], [
    ["path", { d: DROP, class: "pin-jade" }],
    ["circle", { cx: 14, cy: 14, r: 5, class: "pin-eye" }],
  ]));
  return pin;
}

export function matterPin({ lamp, words, href }) {
  const pin = box(href ? "a" : "span", `pin pin-${lamp}`, words);
  if (href) pin.href = href;
  else pin.setAttribute("role", "img");
  pin.append(svg([28, 36], [["path", { d: DROP, class: "pin-white" }], SHAPES[lamp] || SHAPES.green]));
  return pin;
}

export function manyPin(count, words) {
  const pin = box("button", "pin-many", words.replace("{count}", count));
  pin.type = "button";
  pin.textContent = count;
  return pin;
}

export function mePin(words) {
  const pin = box("span", "pin-me", words);
  pin.setAttribute("role", "img");
  pin.append(svg([22, 22], [
    ["circle", { cx: 11, cy: 11, r: 9.5, class: "pin-me-ring" }],
    ["circle", { cx: 11, cy: 11, r: 4, class: "pin-jade" }],
  ]));
  return pin;
}
