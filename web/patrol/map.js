/* My grids on a map of our own tiles, which the phone keeps once it has drawn them: outline, open matters, planned spots. */

import { LngLatBounds, Map, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { h } from "../js/dom.js";
import { crowd } from "../map/crowd.js";
import { spoken } from "../map/making.js";
import { style } from "../map/style.js";
import { stateOf } from "./due.js";
import { boundsOf } from "./places.js";
import { config, words } from "./words.js";

const ZOOMS = [14, 15, 16];
const MOST_TILES = 160;

const shapes = (grids) => ({
  type: "FeatureCollection",
  features: grids.map((grid) => ({ type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates: grid.outline.map((ring) => [ring]) } })),
});

/* The tiles of the grids are fetched once a day, so that they are there where no network is. */
function takeAlong(bounds, who) {
  const day = `${who} ${new Date().toDateString()}`;
  if (!navigator.onLine || localStorage.getItem("linli-tiles") === day) return;
  const wanted = [];
  for (const z of ZOOMS) {
    const across = (lon) => Math.floor(((lon + 180) / 360) * 2 ** z);
    const down = (lat) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
    for (let x = across(bounds[0]); x <= across(bounds[2]); x += 1) {
      for (let y = down(bounds[3]); y <= down(bounds[1]); y += 1) wanted.push(config.tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y));
    }
  }
  Promise.all(wanted.slice(0, MOST_TILES).map((one) => fetch(one).catch(() => null))).then(() => localStorage.setItem("linli-tiles", day));
}

function spotMark(target, state) {
  const mark = h("span", { class: `patrol-spot patrol-spot-${state}`, role: "img", "aria-label": `${target.name} ${words[`state_${state}`]}` });
  return mark;
}

export function drawMap(data, who) {
  const canvas = h("div", { class: "map-canvas", role: "group", "aria-label": words.map });
  const element = h("div", { class: "map patrol-map" }, h("div", { class: "map-frame" }, canvas));
  const bounds = boundsOf(data.grids);
  if (!bounds) return { element: h("span", { hidden: true }), show: () => null };
  let map = null;
  let marks = [];
  let gathered = null; // shows matters, many as one disc

  function start() {
    setWorkerUrl(new URL(config.worker, location.href).href);
    map = new Map({
      container: canvas,
      style: style(new URL(config.tiles, location.href).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}")),
      bounds: new LngLatBounds(bounds),
      fitBoundsOptions: { padding: 24 },
      maxZoom: 19,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
      cooperativeGestures: false,
      localIdeographFontFamily: getComputedStyle(canvas).fontFamily,
      locale: spoken(),
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    map.getCanvas().setAttribute("aria-label", words.map);
    map.on("load", () => {
      map.addSource("mine", { type: "geojson", data: shapes(data.grids) });
      map.addLayer({ id: "mine", type: "line", source: "mine", paint: { "line-color": "#0B6A56", "line-width": 2 } });
    });
    map.on("idle", () => (canvas.dataset.drawn = ""));
    takeAlong(bounds, who);
  }

  return {
    element,
    show(now) {
      if (!map) start();
      else map.resize();
      marks.forEach((one) => one.remove());
      marks = [];
      const put = (mark, lon, lat, anchor) => marks.push(new Marker({ element: mark, anchor }).setLngLat([lon, lat]).addTo(map));
      for (const plan of now.data.plans) {
        for (const one of plan.targets) if (one.lon !== null) put(spotMark(one, stateOf(now, plan, one)), one.lon, one.lat, "center");
      }
      const found = now.data.matters.filter((one) => one.lon !== null).map((one) => (
        { lon: one.lon, lat: one.lat, lamp: one.lamp, words: `${one.title} ${one.where}`, href: config.case + one.number }
      ));
      if (gathered) gathered(found);
      else gathered = crowd(map, found);
    },
  };
}
