/* The one map of the city. <div class="map-canvas" data-citymap='{…}'> is written by components/city_map.html; its keys:
     tiles, layer_tiles, worker, page   addresses; v, day: the version of the map and the day it is shown as of
     bounds, limits, maxzoom, at        where it begins; at: a point to mark
     layers                             [{code, look, tone, least, on, label}]
     paper                              true: for print, with a scale, nothing to press
   The lists beside the map tell the same; they are asked for again when the map has moved. */

import { Marker, ScaleControl } from "maplibre-gl";
import { announce } from "./js/words.js";
import { finding } from "./map/finding.js";
import { finger } from "./map/crowd.js";
import { layered } from "./map/layers.js";
import { made } from "./map/making.js";
import { sheet } from "./map/sheet.js";
import { addressPin } from "./map/pins.js";

const MOVED = 400;
const PARTS = ["lists", "legend", "face"];
const part = (name, where = document) => where.querySelector(`[data-part=${name}]`);

/* Between a figure and a Chinese word stands no space. */
function tight(map, canvas) {
  if (!document.documentElement.lang.startsWith("zh")) return;
  const scale = canvas.querySelector(".maplibregl-ctrl-scale");
  const closed = () => (scale.textContent = scale.textContent.replace("\u00a0", ""));
  map.on("move", closed);
  closed();
}

function begin(canvas) {
  const options = JSON.parse(canvas.dataset.citymap);
  const padding = options.paper ? 0 : finger() / 2;
  const more = options.paper ? { interactive: false, canvasContextAttributes: { preserveDrawingBuffer: true } } : {};
  const map = made(canvas, { ...options, divisions: false }, { fitBoundsOptions: { padding, maxZoom: 18 }, ...more });
  map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-left");
  tight(map, canvas);
  const chooser = document.querySelector("[data-map-chooser]");
  sheet(document.getElementById("map-sheet"));
  let marked = null;
  let asked = 0;
  let state = {};

  const mark = (at) => {
    marked?.remove();
    marked = at ? new Marker({ element: addressPin(part("face")?.querySelector("h2")?.textContent || ""), anchor: "bottom" }).setLngLat(at).addTo(map) : null;
  };
  const box = () => {
    const edges = map.getBounds();
    return [edges.getWest(), edges.getSouth(), edges.getEast(), edges.getNorth()].map((edge) => edge.toFixed(5)).join(",");
  };
  const layers = () => [...(chooser?.querySelectorAll("[name=layer]:checked") || [])].map((one) => one.value);
  const view = (changes = {}) => {
    const given = { layers: layers().join(","), box: box(), zoom: Math.min(Math.floor(map.getZoom()), options.maxzoom), ...state, ...changes };
    const day = chooser?.querySelector("[name=day]")?.value;
    if (day) given.day = day;
    return `${options.page}?${new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "" && value !== null))}`;
  };

  async function ask(changes, names) {
    const mine = ++asked;
    const answer = await fetch(view(changes), { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || (mine !== asked && !names.includes("found"))) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return Object.fromEntries(names.map((name) => [name, part(name, page)]).filter(([, found]) => found));
  }
  async function refresh(names = PARTS) {
    const found = await ask({}, names);
    if (!found) return;
    Object.entries(found).forEach(([name, fresh]) => part(name)?.replaceWith(fresh));
    history.replaceState(null, "", view());
    const paper = document.querySelector("[data-map-paper]");
    if (paper) paper.href = view({ paper: "a4" });
  }
  function open(href, edges) {
    const query = new URL(href, location.href).searchParams;
    state = { ...state, face: query.get("face") || "", order: query.get("order") ?? state.order ?? "", down: query.get("down") ?? "" };
    let spot = null;
    mark(null);
    if (edges) {
      const [west, south, east, north] = edges;
      map.fitBounds([[west, south], [east, north]], { animate: false, maxZoom: 18, padding: finger() / 2 });
      if (east - west < 0.004) spot = [(west + east) / 2, (south + north) / 2];
    }
    refresh().then(() => {
      mark(spot); // the pin is named by the face, which has only now come
      announce(part("face")?.textContent.trim().slice(0, 200) || "");
    });
  }

  const start = new URL(location.href).searchParams;
  state = Object.fromEntries(["face", "order", "down"].map((key) => [key, start.get(key) || ""]));
  if (options.at) mark(options.at);
  map.once("load", () => {
    const shown = layered(map, options);
    canvas.dataset.layered = "";
    canvas.cityMap = map; // what a browser test asks for the shapes that are really drawn
    if (options.paper) return;
    map.on("click", (event) => {
      const hit = shown.at(event.point);
      if (!hit) return;
      if (hit.properties.href) location.assign(hit.properties.href);
      else open(view({ face: hit.properties.face }));
    });
    map.on("mousemove", (event) => (map.getCanvas().style.cursor = shown.at(event.point) ? "pointer" : ""));
    let timer = 0;
    map.on("moveend", () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, MOVED);
    });
    chooser?.addEventListener("change", (event) => {
      if (event.target.name === "place") return chooser.submit();
      if (event.target.name === "layer") shown.show(event.target.value, event.target.checked);
      else shown.onDay(event.target.value);
      refresh();
    });
    map.once("idle", () => refresh(["lists", "legend"]));
  });
  if (options.paper) return;
  const form = document.querySelector("[data-map-search]");
  if (form) finding(form, ask, open);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-map-part], [data-face-away]");
    if (!link) return;
    event.preventDefault();
    open(link.href);
  });
}

document.querySelectorAll("[data-citymap]").forEach(begin);
