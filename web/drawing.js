/* Drawing the border of a compound or a grid. <div data-drawing='{…}'> is written by map/area.html; its keys:
     ring, cut, wrong     corners [[lon, lat], …] as sent before; where the line crosses itself
     beside               [{name, rings}]: neighbours, on whose corners and borders a corner is laid when it comes near
     words                what is said
   Corners are buttons: arrow keys move them a metre (with Shift ten), Delete takes one away; a thumb drags them. The
   fields #f-ring and #f-cut carry what is drawn. The page checks and saves; nothing is decided here. */

import { LngLat, Marker } from "maplibre-gl";
import { announce } from "./js/words.js";
import { finger } from "./map/crowd.js";
import { made } from "./map/making.js";

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
  const drawn = { ring: options.ring || [], cut: options.cut || [] };
  let mode = drawn.ring.length ? "" : "add";
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
        if (number) nearer(foot(points[number - 1], point, spot));
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
  function place(at) {
    if (drawn.ring.length < 3 || !options.ring?.length) return drawn.ring.length;
    const spot = map.project(at);
    const points = drawn.ring.map((corner) => map.project(corner));
    const away = points.map((point, number) => {
      const on = foot(point, points[(number + 1) % points.length], spot);
      return Math.hypot(on.x - spot.x, on.y - spot.y);
    });
    return away.indexOf(Math.min(...away)) + 1;
  }

  function lines() {
    const ring = drawn.ring.length > 2 ? [...drawn.ring, drawn.ring[0]] : drawn.ring;
    map.getSource("ring")?.setData(ring.length > 3
      ? { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } }
      : line(ring));
    map.getSource("cut")?.setData(line(drawn.cut));
    fields.ring.value = drawn.ring.length ? JSON.stringify(drawn.ring) : "";
    fields.cut.value = drawn.cut.length > 1 ? JSON.stringify(drawn.cut) : "";
  }
  function handle(at, number) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = "corner";
    element.setAttribute("aria-label", options.words.corner.replace("{num}", number + 1));
    const marker = new Marker({ element, draggable: true }).setLngLat(at).addTo(map);
    marker.on("drag", () => {
      drawn.ring[number] = marker.getLngLat().toArray();
      lines();
    });
    marker.on("dragend", () => {
      drawn.ring[number] = laid(marker.getLngLat().toArray());
      draw();
    });
    element.addEventListener("click", (event) => event.stopPropagation());
    element.addEventListener("keydown", (event) => {
      const step = ARROWS[event.key];
      if (step) {
        event.preventDefault();
        event.stopPropagation();
        const metres = event.shiftKey ? 10 : 1;
        const [lon, lat] = drawn.ring[number];
        const east = (metres * METRE) / Math.cos((lat * Math.PI) / 180);
        drawn.ring[number] = [lon + step[0] * east, lat + step[1] * metres * METRE];
        marker.setLngLat(drawn.ring[number]);
        lines();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        event.preventDefault();
        drawn.ring.splice(number, 1);
        draw();
        handles[Math.min(number, drawn.ring.length - 1) * 2]?.getElement().focus();
      }
    });
    return marker;
  }
  function between(number) {
    const [from, to] = [drawn.ring[number], drawn.ring[(number + 1) % drawn.ring.length]];
    const at = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    const element = document.createElement("button");
    element.type = "button";
    element.className = "corner corner-between";
    element.setAttribute("aria-label", options.words.between);
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      drawn.ring.splice(number + 1, 0, at);
      draw();
      handles[(number + 1) * 2]?.getElement().focus();
    });
    return new Marker({ element }).setLngLat(at).addTo(map);
  }
  function draw() {
    handles.forEach((one) => one.remove());
    handles = [];
    if (drawn.ring.length <= MOST_HANDLES) {
      drawn.ring.forEach((at, number) => {
        handles.push(handle(at, number));
        if (drawn.ring.length > 2) handles.push(between(number));
      });
    }
    lines();
    ["add", "cut"].forEach((name) => tool(name)?.setAttribute("aria-pressed", String(mode === name)));
    say(mode === "cut" ? options.words.cutting : options.words.counted.replace("{num}", drawn.ring.length));
  }

  map.on("click", (event) => {
    const at = laid(LngLat.convert(event.lngLat).toArray());
    if (mode === "cut") drawn.cut.push(event.lngLat.toArray());
    else if (mode === "add") drawn.ring.splice(place(at), 0, at);
    else return;
    draw();
  });
  form.addEventListener("click", (event) => {
    const act = event.target.closest("[data-draw]")?.dataset.draw;
    if (!act) return;
    if (act === "add" || act === "cut") mode = mode === act ? "" : act;
    if (act === "cut" && mode === "cut") drawn.cut = [];
    if (act === "back") (mode === "cut" ? drawn.cut : drawn.ring).pop();
    if (act === "clear") {
      drawn.ring = [];
      drawn.cut = [];
      options.ring = [];
      mode = "add";
    }
    draw();
    announce(form.querySelector("[data-drawing-words]").textContent);
  });

  map.once("load", () => {
    const source = (id, data) => map.addSource(id, { type: "geojson", data });
    source("beside", many(options.beside.flatMap(({ name, rings }) => rings.map((ring) => ({
      type: "Feature", properties: { name }, geometry: { type: "Polygon", coordinates: [ring] } })))));
    source("ring", line([]));
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
