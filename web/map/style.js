/* The map of GUIDE §6 over our own tiles. Source layers and the fields they carry:
     grounds   kind: green | water
     roads     kind: main | street | lane | path, name
     buildings name; a building without an outline is a point
     cells     buildings, doors: how many, where they are too many or too far to be drawn one by one
     areas     kind: community | grid | compound, name
     names     kind: district | street | community, name: where a division is named, once it fits into its outline
   No glyphs and no sprite: MapLibre draws every label with the fonts of the machine. */

const INK_2 = "#4A514C";
const INK_3 = "#616963";

const byZoom = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];
const byKind = (main, street, lane, path) => [
  "match",
  ["get", "kind"],
  "main",
  main,
  "street",
  street,
  "path",
  path,
  lane,
];
const width = (extra) => byZoom(
  11, byKind(1.5 + extra, 0.75 + extra, 0.4, 0.2),
  14, byKind(6 + extra, 4 + extra, 2 + extra, 1),
  17, byKind(26 + extra, 18 + extra, 9 + extra, 3),
  19, byKind(80 + extra, 56 + extra, 28 + extra, 8),
);

const label = (color) => ({ "text-color": color, "text-halo-color": "#FFFFFF", "text-halo-width": 1.25 });

/* Divisions by name, the smaller before the larger: of two names that meet the larger division's stays. */
const around = { "text-field": ["get", "name"], "text-max-width": 6.2, "text-line-height": 1.25, "text-variable-anchor": ["center", "top", "bottom"], "text-radial-offset": 0.6 };
const named = {
  community: { maxzoom: 18, layout: { ...around, "text-size": byZoom(11, 13, 16, 15) }, paint: label("#1C211E") },
  street: { maxzoom: 16, layout: { ...around, "text-size": byZoom(10, 13, 15, 16) }, paint: label("#1C211E") },
  district: { maxzoom: 14, layout: { ...around, "text-size": byZoom(9, 15, 13, 20) }, paint: label("#1C211E") },
};
export const NAMES = ["name-community", "name-street", "name-district"];

export function style(tiles, { maxzoom = 16, areas = true, divisions = true } = {}) {
  const layer = (id, type, source, rest) => ({ id, type, source: "city", "source-layer": source, ...rest });
  return {
    version: 8,
    sources: { city: { type: "vector", tiles: [tiles], minzoom: 9, maxzoom } },
    layers: [ // divisions: false where layers above draw them
      { id: "ground", type: "background", paint: { "background-color": "#F3EFE5" } },
      layer("green", "fill", "grounds", {
        filter: ["==", ["get", "kind"], "green"],
        paint: { "fill-color": "#DDE6D3" },
      }),
      layer("water", "fill", "grounds", {
        filter: ["==", ["get", "kind"], "water"],
        paint: { "fill-color": "#D5E2E3" },
      }),
      layer("road-case", "line", "roads", {
        layout: { "line-join": "round", "line-cap": "butt" },
        paint: { "line-color": "#E3DCCC", "line-width": width(2) },
      }),
      layer("road", "line", "roads", {
        layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": "#FFFFFF", "line-width": width(0) },
      }),
      layer("cell", "fill", "cells", {
        paint: {
          "fill-color": "#D6CDBB",
          "fill-opacity": ["interpolate", ["linear"], ["get", "buildings"], 1, 0.15, 20, 0.5, 200, 0.8],
        },
      }),
      layer("building-point", "circle", "buildings", {
        filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-color": "#E6DFD0",
          "circle-stroke-color": "#D6CDBB",
          "circle-stroke-width": 1,
          "circle-radius": byZoom(14, 1.5, 19, 9),
        },
      }),
      layer("building", "fill", "buildings", {
        minzoom: 13.5,
        paint: { "fill-color": "#E6DFD0", "fill-outline-color": "#D6CDBB" },
      }),
      layer("area", "line", "areas", {
        filter: areas ? ["in", ["get", "kind"], ["literal", ["community", "grid"]]] : ["==", ["get", "kind"], "community"],
        paint: {
          "line-color": ["match", ["get", "kind"], "community", "#1C211E", "#7F867E"],
          "line-width": ["match", ["get", "kind"], "community", 1.5, 1],
          "line-dasharray": ["literal", [3, 2]],
          "line-opacity": 0.55,
        },
      }),
      layer("road-name", "symbol", "roads", {
        minzoom: 13,
        filter: ["has", "name"],
        layout: {
          "symbol-placement": "line",
          "symbol-spacing": 180,
          "text-field": ["get", "name"],
          "text-size": byZoom(13, 11, 17, 13),
          "text-letter-spacing": 0.12,
          "text-max-angle": 30,
        },
        paint: label(INK_3),
      }),
      layer("building-name", "symbol", "buildings", {
        minzoom: 16,
        filter: ["has", "name"],
        // below the middle, where the tip of a pin stands: a pin never covers the name of what it marks
        layout: { "text-field": ["get", "name"], "text-size": 12, "text-anchor": "top", "text-offset": [0, 0.1] },
        paint: label(INK_2),
      }),
      ...NAMES.map((id) => layer(id, "symbol", "names", {
        filter: ["==", ["get", "kind"], id.slice(5)],
        ...named[id.slice(5)],
      })),
    ].filter((one) => divisions || one["source-layer"] !== "areas"),
  };
}
