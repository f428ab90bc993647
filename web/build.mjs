/* Builds what a browser loads, from pinned packages and our own files, into linli/kit/static/dist.
   (or into the folder it is told). Nothing built is committed; two builds of one tree are equal byte for byte. */

import { build } from "esbuild";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawn } from "./png.mjs";
import { icons } from "./icons.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "linli", "kit", "static", "dist");
const maplibre = join(here, "node_modules", "maplibre-gl", "dist");

function sprite() {
  const shape = (d) => `<path vector-effect="non-scaling-stroke" d="${d}"/>`;
  const symbols = Object.entries(icons).map(
    ([name, d]) => `<symbol id="${name}" viewBox="0 0 24 24">${shape(d)}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function mark() {
  const frame = 'viewBox="0 0 24 24" fill="none" stroke="#0B6A56" stroke-width="1.75"';
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame} stroke-linecap="round" stroke-linejoin="round"><path d="${icons.logo}"/></svg>\n`;
}

const common = { bundle: true, minify: true, charset: "utf8", logLevel: "warning", legalComments: "none" };

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  ...common,
  entryPoints: { base: join(here, "base.js"), outbox: join(here, "outbox.js"), board: join(here, "board.js"), visits: join(here, "visits.js"), passkey: join(here, "passkey.js") },
  format: "iife",
  target: "es2022",
  outdir: out,
});
await build({
  ...common,
  entryPoints: { sw: join(here, "sw.js") },
  format: "iife",
  target: "es2022",
  outdir: out,
});
await build({
  ...common,
  entryPoints: { map: join(here, "map.js"), citymap: join(here, "citymap.js"), drawing: join(here, "drawing.js"), patrol: join(here, "patrol.js") },
  format: "esm",
  splitting: true,
  chunkNames: "chunk-[hash]",
  target: "es2022",
  outdir: out,
});

/* base.css names the kit's sheets in their order; a screen's own sheets (css/counter.css) follow by name, but for
   those that few people see: of the boards, the register, the map of the city */
const named = await readFile(join(here, "base.css"), "utf8");
const aside = ["board", "register", "citymap"]; // read after base.css
const apart = named + (await Promise.all(aside.map((name) => readFile(join(here, `${name}.css`), "utf8")))).join("");
const own = (await readdir(join(here, "css"))).sort().filter((name) => !apart.includes(`/${name}"`));
const sheets = { target: ["chrome111", "safari16", "firefox115"] };
await build({
  ...common,
  ...sheets,
  stdin: {
    contents: [named, ...own.map((name) => `@import "./css/${name}";`)].join("\n"),
    loader: "css",
    resolveDir: here,
    sourcefile: "base.css",
  },
  outfile: join(out, "base.css"),
});
await build({
  ...common,
  ...sheets,
  entryPoints: Object.fromEntries(["map", ...aside].map((name) => [name, join(here, `${name}.css`)])),
  outdir: out,
});
await copyFile(join(maplibre, "maplibre-gl-worker.mjs"), join(out, "maplibre-gl-worker.mjs"));
await writeFile(join(out, "icons.svg"), sprite());
await writeFile(join(out, "icon.svg"), mark());
for (const side of [192, 512]) {
  await writeFile(join(out, `icon-${side}.png`), drawn(icons.logo, { side, ink: "#0B6A56", ground: "#FAF8F3", width: 1.75, share: 0.72 }));
  await writeFile(join(out, `icon-full-${side}.png`), drawn(icons.logo, { side, ink: "#FFFFFF", ground: "#0B6A56", width: 1.75, share: 0.56 }));
}

const licences = ["htmx.org", "maplibre-gl"].map(async (name) => {
  const folder = join(here, "node_modules", name);
  const file = name === "maplibre-gl" ? "LICENSE.txt" : "LICENSE";
  const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return `${name} ${version}\n\n${await readFile(join(folder, file), "utf8")}\n`;
});
await writeFile(join(out, "LICENSES.txt"), (await Promise.all(licences)).join("\n"));
