/* A map as this product draws one: our tiles, the fonts of the machine, no turning, no tilting, the page's own words. */

import { Map, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { say } from "../js/words.js";
import { style } from "./style.js";

export const whole = (address) => new URL(address, location.href).href.replace(/%7B/gi, "{").replace(/%7D/gi, "}");

/* What MapLibre says itself, in the page's language. */
export const spoken = () => ({
  "Map.Title": say("map"),
  "Marker.Title": say("mark"),
  "NavigationControl.ZoomIn": say("zoom_in"),
  "NavigationControl.ZoomOut": say("zoom_out"),
  "ScaleControl.Meters": say("metres"),
  "ScaleControl.Kilometers": say("kilometres"),
});

export function made(canvas, options, more = {}) {
  setWorkerUrl(new URL(options.worker, location.href).href);
  const map = new Map({
    container: canvas,
    style: style(whole(options.tiles), options),
    center: options.center,
    zoom: options.zoom ?? 16,
    bounds: options.bounds,
    maxBounds: options.limits,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: false,
    fadeDuration: 0,
    localIdeographFontFamily: getComputedStyle(canvas).fontFamily,
    locale: spoken(),
    ...more,
  });
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) map.scrollZoom.setWheelZoomRate(1 / 450);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.getCanvas().setAttribute("aria-label", canvas.dataset.label || say("map"));
  if (more.interactive !== false) map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  // a page is out of sight until its first script has run, and a map without a size fits nothing
  if (options.bounds && !canvas.clientHeight) map.once("resize", () => map.fitBounds(options.bounds, { ...more.fitBoundsOptions, animate: false }));
  map.on("idle", () => (canvas.dataset.drawn = ""));
  return map;
}
