/* A map of our own tiles. <div class="map-canvas" data-map='{…}'> is written by components/map.html; its keys:
     tiles, worker   addresses
     center, zoom    [lon, lat] and zoom; or bounds [w, s, e, n]
     limits          [w, s, e, n]: the city; a pin outside is refused with a sentence
     pick            true: one pin that can be dragged, tapped to or moved by arrow keys; writes inputs #lon and #lat
     pin             [lon, lat] to start from
     matters         [{lon, lat, lamp, words, href}] shown as pins, or as discs with a number where they are many
   An input named place with data-at="lon,lat" that is chosen anywhere on the page is shown on a map that picks.
   The page works without it: the address list beside the map carries the same facts. */

import { Marker } from "maplibre-gl";
import { announce, say } from "./js/words.js";
import { crowd, finger } from "./map/crowd.js";
import { made } from "./map/making.js";
import { addressPin, chosenPin, mePin } from "./map/pins.js";

const METRE = 1 / 111320;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const inside = (limits, [lon, lat]) =>
  !limits || (lon >= limits[0] && lon <= limits[2] && lat >= limits[1] && lat <= limits[3]);

function tell(canvas, sentence) {
  const place = canvas.closest(".map")?.querySelector("[data-map-words]");
  if (place) place.textContent = sentence;
  announce(sentence);
}

function picker(map, canvas, options) {
  const [lonField, latField] = ["lon", "lat"].map((key) => document.getElementById(options[key]));
  const element = chosenPin(say("pin"));
  const pin = new Marker({ element, anchor: "bottom", draggable: true });
  let last = null;

  function put(at, by) {
    if (!inside(options.limits, at)) {
      if (last) pin.setLngLat(last);
      tell(canvas, say("pin_outside"));
      return;
    }
    const first = last === null;
    last = at;
    pin.setLngLat(at);
    if (first) pin.addTo(map);
    lonField.value = at[0].toFixed(6);
    latField.value = at[1].toFixed(6);
    if (by !== "start") {
      tell(canvas, say("pin_put"));
      latField.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  map.on("click", (event) => put(event.lngLat.toArray(), "tap"));
  pin.on("dragend", () => put(pin.getLngLat().toArray(), "drag"));
  element.addEventListener("click", (event) => event.stopPropagation());
  element.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step || !last) return;
    event.preventDefault();
    event.stopPropagation();
    const metres = event.shiftKey ? 50 : 5;
    const east = (metres * METRE) / Math.cos((last[1] * Math.PI) / 180);
    put([last[0] + step[0] * east, last[1] + step[1] * metres * METRE], "keys");
  });
  const start = lonField.value && latField.value ? [Number(lonField.value), Number(latField.value)] : options.pin;
  if (start) put(start, "start");
  return put;
}

function locator(map, canvas, options, put) {
  const button = canvas.parentElement.querySelector("[data-map-me]");
  if (!button || !navigator.geolocation) {
    if (button) button.hidden = true;
    return;
  }
  const me = new Marker({ element: mePin(say("me")) });
  button.addEventListener("click", () => {
    tell(canvas, say("locating"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const at = [coords.longitude, coords.latitude];
        if (!inside(options.limits, at)) {
          tell(canvas, say("me_outside"));
          return;
        }
        me.setLngLat(at).addTo(map);
        map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), 17) });
        if (put) put(at, "here");
      },
      () => tell(canvas, say("locate_failed")),
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}

/* An address chosen from the list beside the map (data-at) is shown on it; the pin and its fields stay the reporter's. */
function follow(map, canvas) {
  let shown = null;
  const show = (chosen) => {
    const at = chosen?.dataset.at?.split(",").map(Number);
    shown?.remove();
    shown = null;
    if (!at) return;
    const words = chosen.closest("label")?.innerText.replace(/\s+/g, " ") || "";
    shown = new Marker({ element: addressPin(words), anchor: "bottom" }).setLngLat(at).addTo(map);
    map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), 17) });
  };
  document.addEventListener("change", (event) => {
    if (event.target.name === "place" && canvas.isConnected) show(event.target);
  });
  show(document.querySelector("input[name=place][data-at]:checked"));
}

function draw(canvas) {
  const options = JSON.parse(canvas.dataset.map);
  const padding = { top: finger(), right: finger() * 1.5, bottom: finger() / 2, left: finger() };
  const map = made(canvas, options, { fitBoundsOptions: { padding } });
  crowd(map, options.matters || []);
  const put = options.pick ? picker(map, canvas, options) : null;
  locator(map, canvas, options, put);
  if (options.pick) follow(map, canvas);
}

document.querySelectorAll("[data-map]").forEach(draw);
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelectorAll?.("[data-map]:not(.maplibregl-map)").forEach(draw);
});
