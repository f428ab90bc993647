/* The layers of the one map over our own tiles: how each look is drawn, in the tones of the design guide. */

import { whole } from "./making.js";
import { NAMES } from "./style.js";

const TONES = { jade: "#0B6A56", rust: "#A3562F", blue: "#3D5F80", ochre: "#8A6D1F", plum: "#7B4A6B", grey: "#616963", ink: "#1C211E" };
export const SHADES = ["#EEF4F0", "#CFE3DA", "#A2CABA", "#5D9F88", "#0B6A56"];
const LAMPS = { paused: "#1C211E", green: "#37742A", amber: "#B27400", red: "#B0271D", black: "#1C211E" };
const DROP = "M14 35C6.5 26.5 1.5 20.5 1.5 14a12.5 12.5 0 0 1 25 0c0 6.5-5 12.5-12.5 21z";
const MARKS = {
  green: "M9 14a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
  amber: "M14 8l6.5 11h-13z",
  red: "M14 7l7 7-7 7-7-7z",
  black: "M8.5 8.5h11v11h-11z",
  paused: "M10 8.5h2.5v11H10zM15.5 8.5H18v11h-2.5z",
};
const BEFORE = "road-name"; // shades lie under the names of roads

const name = (code, part) => `layer-${code}-${part}`;
const label = (color) => ({ "text-color": color, "text-halo-color": "#FFFFFF", "text-halo-width": 1.5 });

const written = { "text-field": ["get", "name"], "text-max-width": 6.2, "text-line-height": 1.25 }; // six characters to a line

function picture(width, height, draw) {
  const scale = 2;
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  draw(pen);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/* The hatching of what is too few to say, and a white drop with the shape of each lamp. */
function pictures(map) {
  map.addImage("few", picture(8, 8, (pen) => {
    pen.fillStyle = "#FFFFFF";
    pen.fillRect(0, 0, 8, 8);
    pen.strokeStyle = "#7F867E";
    pen.stroke(new Path2D("M0 8L8 0M-2 2L2-2M6 10L10 6"));
  }), { pixelRatio: 2 });
  Object.entries(MARKS).forEach(([lamp, shape]) => {
    map.addImage(`lamp-${lamp}`, picture(28, 36, (pen) => {
      const drop = new Path2D(DROP);
      pen.fillStyle = "#FFFFFF";
      pen.fill(drop);
      pen.strokeStyle = pen.fillStyle = LAMPS[lamp];
      pen.lineWidth = 1.5;
      pen.stroke(drop);
      const mark = new Path2D(shape);
      if (lamp === "green") pen.stroke(mark);
      else pen.fill(mark);
    }), { pixelRatio: 2 });
  });
}

const looks = {
  line: (tone) => [
    ["things", "case", "line", { paint: { "line-color": "#FFFFFF", "line-width": 4, "line-opacity": 0.7 } }, BEFORE],
    ["things", "line", "line", { paint: { "line-color": tone, "line-width": 1.5 } }, BEFORE],
    ["things", "hit", "fill", { paint: { "fill-color": tone, "fill-opacity": 0 } }, BEFORE],
    ["names", "name", "symbol", { layout: { ...written, "text-size": 12 }, paint: label(tone) }],
  ],
  fill: (tone) => [
    ["things", "fill", "fill", { paint: { "fill-color": tone, "fill-opacity": 0.18 } }, BEFORE],
    ["things", "line", "line", { paint: { "line-color": tone, "line-width": 1 } }, BEFORE],
    ["names", "name", "symbol", { minzoom: 14, layout: { ...written, "text-size": 12 }, paint: label(tone) }],
  ],
  shade: () => [
    ["things", "shade", "fill", {
      filter: [">=", ["get", "shade"], 0],
      paint: { "fill-color": ["match", ["get", "shade"], 0, SHADES[0], 1, SHADES[1], 2, SHADES[2], 3, SHADES[3], SHADES[4]], "fill-opacity": 0.8 },
    }, BEFORE],
    ["things", "few", "fill", { filter: ["==", ["get", "shade"], -1], paint: { "fill-pattern": "few", "fill-opacity": 0.8 } }, BEFORE],
    ["things", "line", "line", { paint: { "line-color": "#FFFFFF", "line-width": 1 } }, BEFORE],
    ["things", "point", "circle", {
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-color": ["match", ["get", "shade"], 0, SHADES[0], 1, SHADES[1], 2, SHADES[2], 3, SHADES[3], SHADES[4]],
        "circle-radius": 6,
        "circle-stroke-color": "#1C211E",
        "circle-stroke-width": 1,
      },
    }],
    ["names", "name", "symbol", {
      layout: { "text-field": ["get", "said"], "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.8] }, // below a name
      paint: label("#1C211E"),
    }],
  ],
  dot: (tone) => [
    ["things", "dot", "circle", { paint: { "circle-color": tone, "circle-radius": 5, "circle-stroke-color": "#FFFFFF", "circle-stroke-width": 1.5 } }],
    ["names", "name", "symbol", {
      minzoom: 14,
      layout: { "text-field": ["get", "name"], "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.6] },
      paint: label(tone),
    }],
  ],
  pin: () => [
    ["things", "pin", "symbol", {
      layout: { "icon-image": ["concat", "lamp-", ["get", "lamp"]], "icon-anchor": "bottom", "icon-allow-overlap": true, "icon-ignore-placement": true },
    }],
  ],
};

/* Every layer of the chooser on the map, those that are off unseen; returns what turns them on and off. */
export function layered(map, options) {
  const url = (code, day, version) => {
    const query = new URLSearchParams({ v: version, ...(day ? { day } : {}) });
    return whole(options.layer_tiles.replace("{layer}", code).split("?")[0]) + `?${query}`;
  };
  const ids = {};
  let day = options.day;
  pictures(map);
  options.layers.forEach((one) => {
    const source = name(one.code, "source");
    map.addSource(source, { type: "vector", tiles: [url(one.code, day, options.v)], minzoom: 9, maxzoom: options.maxzoom });
    const drawn = looks[one.look](TONES[one.tone]).filter(([part]) => one.named || part !== "names");
    ids[one.code] = drawn.map(([part, id, type, rest, before]) => {
      const layout = { ...rest.layout, visibility: one.on ? "visible" : "none" };
      const layer = { minzoom: one.least, ...rest, layout, id: name(one.code, id), type, source, "source-layer": part };
      if (type === "fill" && !rest.filter) layer.filter = ["==", ["geometry-type"], "Polygon"];
      map.addLayer(layer, before);
      return layer.id;
    });
  });
  NAMES.forEach((one) => map.moveLayer(one)); // what is placed last is placed first: the larger division is always named
  return {
    ids,
    show: (code, on) => ids[code].forEach((id) => map.setLayoutProperty(id, "visibility", on ? "visible" : "none")),
    onDay: (other) => {
      if (other === day) return;
      day = other;
      map.getSource("city").setTiles([whole(options.tiles.split("?")[0]) + `?${new URLSearchParams({ v: options.v, ...(day ? { day } : {}) })}`]);
      options.layers.forEach((one) => map.getSource(name(one.code, "source")).setTiles([url(one.code, day, options.v)]));
    },
    at: (point) => {
      const near = [[point.x - 6, point.y - 6], [point.x + 6, point.y + 6]];
      return map.queryRenderedFeatures(near, { layers: Object.values(ids).flat() }).find((one) => one.properties.face || one.properties.href);
    },
  };
}
