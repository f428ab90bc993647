/* Drawing the border of a compound or a grid. <div data-drawing='{…}'> is written by map/area.html; its keys:
     rings, cut, wrong    rings of corners [[[lon, lat], …], …] and a line as sent before; where a line crosses itself
     beside               [{name, rings}]: neighbours, on whose corners and borders a corner is laid when it comes near
     words                what is said
   Corners are buttons: arrow keys move them a metre (with Shift ten), Delete takes one away; a thumb drags them. An
   area may have several rings: one beside the others is a further piece, one inside is a hole; one of them is at hand,
   the next one is taken by its button. The fields #f-ring and #f-cut carry what is drawn. The page checks and
   saves; nothing is decided here. */

import { LngLat, Marker } from "maplibre-gl";
import { announce } from "./js/words.js";
import { finger } from "./map/crowd.js";
import { made } from "./map/making.js";
import { nested } from "./map/rings.js";

const NEAR = 10; // pixels within which a corner is laid on a neighbour
const MOST_HANDLES = 300;
const METRE = 1 / 111320;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const line = (coordinates) => ({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
const many = (features) => ({ type: "FeatureCollection", features });

function begin(canvas) {
  const options = JSON.parse(canvas.dataset.drawing);
  const form = canvas.closest("form");
  const fields = { ring: document.getElementById("f-ring"), cut: document.getElementById("f-cut") };
  const map = made(canvas, { ...options, areas: false }, { fitBoundsOptions: { padding: finger(), maxZoom: 18 } });
  const drawn = { rings: options.rings?.length ? options.rings : [[]], cut: options.cut || [] };
  const fresh = new Set(options.rings?.length ? [] : [drawn.rings[0]]); // drawn from nothing: corners follow each other
  let at = 0; // which ring is at hand
  const ring = () => drawn.rings[at];
  let mode = ring().length ? "" : "add";
  let handles = [];

  const say = (sentence) => {
    form.querySelector("[data-drawing-words]").textContent = sentence;
  };
  const tool = (name) => form.querySelector(`[data-draw=${name}]`);

  /* The corner or the spot on a border of a neighbour that lies nearest, if it is near. */
  function laid(at) {
    const spot = map.project(at);
    let best = { away: NEAR, at };
    const nearer = (point) => {
      const away = Math.hypot(point.x - spot.x, point.y - spot.y);
      if (away < best.away) best = { away, at: map.unproject(point).toArray() };
    };
    options.beside.forEach(({ rings }) => rings.forEach((ring) => {
      const points = ring.map((corner) => map.project(corner));
      points.forEach((point, number) => {
        const away = Math.hypot(point.x - spot.x, point.y - spot.y);
        if (away < NEAR && away - NEAR / 2 < best.away) best = { away: away - NEAR / 2, at: ring[number] };
        nearer(foot(points[(number || points.length) - 1], point, spot));
      });
    }));
    return best.at;
  }
  function foot(from, to, spot) {
    const [x, y] = [to.x - from.x, to.y - from.y];
    const share = Math.max(0, Math.min(1, ((spot.x - from.x) * x + (spot.y - from.y) * y) / (x * x + y * y || 1)));
    return { x: from.x + share * x, y: from.y + share * y };
  }
  /* Between which two corners a new one belongs: on the edge it lies nearest to, or at the end of a new ring. */
  function place(spotted) {
    if (ring().length < 3 || fresh.has(ring())) return ring().length;
    const spot = map.project(spotted);
    const points = ring().map((corner) => map.project(corner));
    const away = points.map((point, number) => {
      const on = foot(point, points[(number + 1) % points.length], spot);
      return Math.hypot(on.x - spot.x, on.y - spot.y);
    });
    return away.indexOf(Math.min(...away)) + 1;
  }

  function lines() {
    const whole = drawn.rings.filter((one) => one.length > 2);
    map.getSource("ring")?.setData(many([
      { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: nested(whole) } },
      ...drawn.rings.filter((one) => one.length === 2).map(line),
    ]));
    map.getSource("cut")?.setData(line(drawn.cut));
    const sent = drawn.rings.filter((one) => one.length);
    fields.ring.value = sent.length ? JSON.stringify(sent) : "";
    fields.cut.value = drawn.cut.length > 1 ? JSON.stringify(drawn.cut) : "";
  }
  function handle(spot, number) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "corner";
    element.setAttribute("aria-label", options.words.corner.replace("{num}", number + 1));
    const marker = new Marker({ element, draggable: true }).setLngLat(spot).addTo(map);
    marker.on("drag", () => {
      ring()[number] = marker.getLngLat().toArray();
      lines();
    });
    marker.on("dragend", () => {
      ring()[number] = laid(marker.getLngLat().toArray());
      draw();
    });
    element.addEventListener("click", (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (step) {
        event.preventDefault();
        event.stopPropagation();
        const metres = event.shiftKey ? 10 : 1;
        const [lon, lat] = ring()[number];
        const east = (metres * METRE) / Math.cos((lat * Math.PI) / 180);
        ring()[number] = [lon + step[0] * east, lat + step[1] * metres * METRE];
        marker.setLngLat(ring()[number]);
        lines();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        ring().splice(number, 1);
        draw();
        handles[Math.min(number, ring().length - 1) * 2]?.getElement().focus();
      }
    });
    return marker;
  }
  function between(number) {
    const [from, to] = [ring()[number], ring()[(number + 1) % ring().length]];
    const at = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const element = document.createElement("button");
    element.type = "button";
    element.className = "corner corner-between";
    element.setAttribute("aria-label", options.words.between);
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      ring().splice(number + 1, 0, at);
      draw();
      handles[(number + 1) * 2]?.getElement().focus();
    });
    return new Marker({ element }).setLngLat(at).addTo(map);
  }
  function draw() {
    handles.forEach((one) => one.remove());
    handles = [];
    if (ring().length <= MOST_HANDLES) {
      ring().forEach((spot, number) => {
        handles.push(handle(spot, number));
        if (ring().length > 2) handles.push(between(number));
      });
    }
    lines();
    ["add", "cut"].forEach((name) => tool(name)?.setAttribute("aria-pressed", String(mode === name)));
    tool("next").hidden = drawn.rings.length < 2;
    const piece = drawn.rings.length < 2 ? "" : `${options.words.piece.replace("{num}", at + 1).replace("{count}", drawn.rings.length)} · `;
    say(mode === "cut" ? options.words.cutting : piece + options.words.counted.replace("{num}", ring().length));
  }

  /* The ring at hand is drawn from nothing; an empty one beside others goes. */
  function begun(corners) {
    drawn.rings[at] = corners;
    fresh.add(corners);
    drawn.rings = drawn.rings.filter((one, number) => one.length || number === at);
    at = drawn.rings.indexOf(corners);
    mode = "add";
  }

  map.on("click", (event) => {
    const spot = laid(LngLat.convert(event.lngLat).toArray());
    if (mode === "cut") drawn.cut.push(event.lngLat.toArray());
    else if (mode === "add") ring().splice(place(spot), 0, spot);
    else return;
    draw();
  });
  form.addEventListener("click", (event) => {
    const act = event.target.closest("[data-draw]")?.dataset.draw;
    if (!act) return;
    if (act === "add" || act === "cut") mode = mode === act ? "" : act;
    if (act === "cut" && mode === "cut") drawn.cut = [];
    if (act === "back") (mode === "cut" ? drawn.cut : ring()).pop();
    if (act === "clear") {
      drawn.cut = [];
      begun([]);
    }
    if (act === "piece" && ring().length) {
      at = drawn.rings.length;
      begun([]);
    }
    if (act === "next") at = (at + 1) % drawn.rings.length;
    draw();
    announce(form.querySelector("[data-drawing-words]").textContent);
  });

  map.once("load", () => {
    const source = (id, data) => map.addSource(id, { type: "geojson", data });
    source("beside", many(options.beside.flatMap(({ name, rings }) => rings.map((ring) => ({
      type: "Feature", properties: { name }, geometry: { type: "Polygon", coordinates: [[...ring, ring[0]]] } })))));
    source("ring", many([]));
    source("cut", line([]));
    source("wrong", many(options.wrong ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: options.wrong } }] : []));
    const layer = (id, type, rest) => map.addLayer({ id, type, ...rest });
    layer("beside-line", "line", { source: "beside", paint: { "line-color": "#616963", "line-width": 1.5, "line-dasharray": [3, 2] } });
    layer("beside-name", "symbol", {
      source: "beside",
      layout: { "text-field": ["get", "name"], "text-size": 12 },
      paint: { "text-color": "#616963", "text-halo-color": "#FFFFFF", "text-halo-width": 1.5 },
    });
    layer("ring-fill", "fill", { source: "ring", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#0B6A56", "fill-opacity": 0.15 } });
    layer("ring-line", "line", { source: "ring", paint: { "line-color": "#0B6A56", "line-width": 2 } });
    layer("cut-line", "line", { source: "cut", paint: { "line-color": "#A3562F", "line-width": 2, "line-dasharray": [2, 1] } });
    layer("wrong-spot", "circle", { source: "wrong", paint: { "circle-radius": 14, "circle-opacity": 0, "circle-stroke-color": "#B0271D", "circle-stroke-width": 3 } });
    draw();
  });
}

document.querySelectorAll("[data-drawing]").forEach(begin);
