/* Many matters on one map: what a finger could not tell apart becomes one disc with a number, which opens on a tap.
   The list beside the map carries the same matters. */

import { LngLatBounds, Marker } from "maplibre-gl";
import { say } from "../js/words.js";
import { manyPin, matterPin } from "./pins.js";

const CLOSEST = 18; // from this zoom on a disc leads to the list: what it holds lies in one place

/* How wide a finger is on this page: the token of the edition. */
export function finger() {
  const root = getComputedStyle(document.documentElement);
  return Number.parseFloat(root.getPropertyValue("--hit")) * Number.parseFloat(root.fontSize) + 2;
}

/* Matters whose pins would lie closer than a finger, group by group. */
function groups(map, matters) {
  const near = finger();
  const found = [];
  matters.forEach((matter) => {
    const at = map.project([matter.lon, matter.lat]);
    const group = found.find((one) => Math.abs(one.at.x - at.x) < near && Math.abs(one.at.y - at.y) < near);
    if (group) group.matters.push(matter);
    else found.push({ at, matters: [matter] });
  });
  return found;
}

function opened(map, matters) {
  const around = new LngLatBounds();
  matters.forEach(({ lon, lat }) => around.extend([lon, lat]));
  if (map.getZoom() >= CLOSEST) {
    const link = [...document.querySelectorAll("main a[href]")].find(
      (one) => !one.closest(".map") && one.getAttribute("href") === matters[0].href,
    );
    link?.focus();
    return;
  }
  const zoom = Math.min(map.cameraForBounds(around, { padding: finger() * 2 })?.zoom ?? CLOSEST, CLOSEST);
  map.jumpTo({ center: around.getCenter(), zoom: Math.max(zoom, map.getZoom() + 1) });
}

export function crowd(map, matters) {
  let shown = [];
  let all = matters;
  const draw = () => {
    shown.forEach((marker) => marker.remove());
    shown = groups(map, all).map((group) => {
      const [first] = group.matters;
      const alone = group.matters.length === 1;
      const element = alone ? matterPin(first) : manyPin(group.matters.length, say("many_here"));
      if (!alone) element.addEventListener("click", () => opened(map, group.matters));
      return new Marker({ element, anchor: alone ? "bottom" : "center" }).setLngLat([first.lon, first.lat]).addTo(map);
    });
  };
  map.on("zoomend", draw);
  map.on("resize", draw); // a map that was drawn out of sight has no size before
  map.once("load", draw);
  draw();
  return (others) => {
    all = others;
    draw();
  };
}
