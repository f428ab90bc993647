/* The words and addresses of the page, written into its head by patrol.html. */

export const config = JSON.parse(document.querySelector('meta[name="linli-patrol"]').content);
export const { words } = config;

export const fillIn = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export const clock = (at = new Date()) => `${at.getHours()}:${String(at.getMinutes()).padStart(2, "0")}`;

export const lampMark = (lamp) => {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("class", "lamp-mark");
  drawn.setAttribute("viewBox", "0 0 12 12");
  drawn.setAttribute("aria-hidden", "true");
  const shapes = {
    green: ["circle", { cx: 6, cy: 6, r: 4.25, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }],
    amber: ["path", { d: "M6 1.25l5.25 9.5H.75z" }],
    red: ["path", { d: "M6 .75L11.25 6 6 11.25.75 6z" }],
    black: ["path", { d: "M1.5 1.5h9v9h-9z" }],
    paused: ["path", { d: "M3.6 2h1.6v8H3.6zM6.8 2h1.6v8H6.8z" }],
  };
  const [name, attributes] = shapes[lamp] || shapes.green;
  const shape = document.createElementNS("http://www.w3.org/2000/svg", name);
  Object.entries(attributes).forEach(([key, value]) => shape.setAttribute(key, value));
  drawn.append(shape);
  return drawn;
};
