/* A report in three taps: what it is, a picture, here. The place is where the phone stands, told once for this report;
   without a position a building is chosen. The same kind of matter open close by is offered first. */

import { h, icon } from "../js/dom.js";
import { announce } from "../js/words.js";
import { drop } from "../offline/queue.js";
import { valueOf } from "./outbox.js";
import { gridAt, metres, nearestBuilding } from "./places.js";
import { fillIn, words } from "./words.js";

const ALIKE = 150;
const LAST = "linli-last-items";

const lastUsed = () => JSON.parse(localStorage.getItem(LAST) || "[]");
const used = (code) => localStorage.setItem(LAST, JSON.stringify([code, ...lastUsed().filter((one) => one !== code)].slice(0, 6)));
const plain = (text) => text.toLowerCase().replace(/\s+/g, "");

export function sheet(now, given, acts) {
  const { data } = now;
  const before = given.item;
  const state = {
    item: before ? valueOf(before, "item") || "" : "",
    called: "",
    sector: "",
    find: "",
    text: before ? valueOf(before, "text") || "" : "",
    photos: before ? before.fields.filter(([name]) => name === "photo").map(([, file]) => file) : [],
    place: before ? Number(valueOf(before, "place")) || null : given.place || null,
    at: before && valueOf(before, "lon") ? { lon: Number(valueOf(before, "lon")), lat: Number(valueOf(before, "lat")), within: 0 } : null,
    lost: false,
    made: before ? new Date(valueOf(before, "at")) : null,
  };
  if (!state.at && given.spot?.lon && !state.place) state.at = { lon: given.spot.lon, lat: given.spot.lat, within: 0 };
  const element = h("section", { class: "part patrol-sheet", "aria-label": words.report });
  let watch = null;

  /* Asked from the first moment, so that it is there by the time of the third tap. */
  function locate() {
    if (state.at || state.place || !navigator.geolocation) {
      state.lost = !state.at && !navigator.geolocation;
      return;
    }
    watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        const better = !state.at || coords.accuracy < state.at.within;
        if (better) state.at = { lon: coords.longitude, lat: coords.latitude, within: Math.round(coords.accuracy) };
        if (better && state.item) where();
      },
      () => {
        state.lost = !state.at;
        if (state.item) where();
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 20000 },
    );
  }

  const labelOf = (code) => data.items.find((one) => one.code === code)?.label || code;

  function back(act) {
    return h("button", { type: "button", class: "button button-text", onclick: act }, icon("back"), h("span", {}, words.back));
  }

  // -- the first tap

  function fitting() {
    const wanted = plain(state.find);
    const inSector = data.items.filter((one) => !state.sector || one.sector === state.sector);
    if (wanted) return inSector.filter((one) => plain([one.label, ...one.names].join(" ")).includes(wanted));
    const recent = lastUsed();
    return [...inSector].sort((a, b) => (recent.indexOf(a.code) + 1 || 99) - (recent.indexOf(b.code) + 1 || 99));
  }

  function items() {
    const found = fitting();
    const wanted = plain(state.find);
    return h("ul", { class: "list patrol-items", id: "patrol-items" }, found.map((one) => {
      const name = wanted && !plain(one.label).includes(wanted) ? one.names.find((each) => plain(each).includes(wanted)) : "";
      return h("li", {}, h("button", { type: "button", class: "patrol-item", "data-item": one.code, onclick: () => choose(one, name) },
        one.icon ? icon(one.icon) : null, h("span", {}, one.label, name ? h("span", { class: "fine" }, ` ${name}`) : null)));
    }), found.length ? null : h("li", {}, words.nothing_found));
  }

  function choose(one, name) {
    state.item = one.code;
    state.called = name || "";
    second();
  }

  function first() {
    const search = h("input", { class: "input", type: "search", "aria-label": words.find, placeholder: words.find, value: state.find, autocomplete: "off", oninput: (event) => {
      state.find = event.target.value;
      document.getElementById("patrol-items").replaceWith(items());
    } });
    const chip = (code, label) => h("button", { type: "button", class: state.sector === code ? "filter" : "filter filter-open", "aria-pressed": String(state.sector === code), onclick: () => {
      state.sector = code;
      first();
    } }, label);
    element.replaceChildren(
      back(acts.close),
      h("h1", { tabindex: "-1" }, words.what),
      h("div", { class: "filters" }, chip("", words.every), data.sectors.map((one) => chip(one.code, one.label))),
      search,
      items());
  }

  // -- the second and the third

  function alike() {
    const spot = state.place ? data.buildings.find((one) => one.id === state.place) : state.at;
    if (!spot || spot.lon === null) return [];
    return data.matters
      .filter((one) => one.item === state.item && one.lon !== null && metres(spot.lon, spot.lat, one.lon, one.lat) <= ALIKE)
      .slice(0, 3);
  }

  function placed() {
    if (state.place) return data.buildings.find((one) => one.id === state.place)?.name || "";
    if (!state.at) return state.lost ? words.not_located : words.locating;
    const grid = gridAt(data.grids, state.at.lon, state.at.lat);
    const near = nearestBuilding(data.buildings, state.at.lon, state.at.lat);
    const said = fillIn(words.located, { grid: [grid?.name || words.outside, near?.name].filter(Boolean).join(" "), metres: Math.max(state.at.within, 5) });
    return said;
  }

  function where() {
    const line = document.getElementById("patrol-where");
    if (!line) return;
    line.replaceChildren(placed());
    document.getElementById("patrol-alike").replaceChildren(...offer());
  }

  function offer() {
    const found = alike();
    if (!found.length) return [];
    return [h("h2", {}, words.alike), h("ul", { class: "list" }, found.map((one) => h("li", {},
      h("b", {}, one.title), " ", h("span", { class: "muted" }, `${one.where} ${one.step}`),
      h("div", { class: "buttons" }, h("button", { type: "button", class: "button button-choice", onclick: () => send("join", one) }, words.join)))))];
  }

  function second() {
    const shown = h("ul", { class: "photos", id: "patrol-photos" });
    const input = h("input", { id: "patrol-photo", type: "file", accept: "image/*", capture: "environment", multiple: true, "data-photos": "patrol-photos", "data-most": "9" });
    const text = h("textarea", { class: "input", id: "patrol-text", rows: "2", oninput: (event) => (state.text = event.target.value) });
    text.value = state.text;
    input.addEventListener("change", () => setTimeout(() => (state.photos = [...input.files]), 0));
    const buildings = h("select", { class: "input", id: "patrol-building", onchange: (event) => {
      state.place = Number(event.target.value) || null;
      where();
    } }, h("option", { value: "" }, state.at || !state.lost ? words.by_position : words.not_located), data.buildings.map((one) => h("option", { value: one.id, selected: one.id === state.place }, one.name)));
    element.replaceChildren(
      back(() => {
        state.item = "";
        first();
      }),
      h("h1", { tabindex: "-1" }, labelOf(state.item)),
      state.called ? h("p", { class: "muted" }, state.called) : h("span", { hidden: true }),
      shown,
      h("div", { class: "drop" }, h("span", { class: "drop-do", "aria-hidden": "true" }, icon("camera"), h("span", {}, words.photo)), h("label", { class: "said", for: "patrol-photo" }, words.photo), input),
      h("label", { class: "label", for: "patrol-text" }, words.more), text,
      h("p", { class: "label" }, words.where), h("p", { id: "patrol-where", role: "status" }, placed()),
      h("label", { class: "said", for: "patrol-building" }, words.building), buildings,
      h("div", { class: "similar patrol-alike", id: "patrol-alike" }, offer()),
      h("p", { class: "wrong", id: "patrol-trouble", role: "alert" }),
      h("button", { type: "button", class: "button button-main button-wide", id: "patrol-send", onclick: () => send("report") }, icon("send"), h("span", {}, words.here)));
    if (state.photos.length) {
      const box = new DataTransfer();
      state.photos.forEach((file) => box.items.add(file));
      input.files = box.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    element.querySelector("h1").focus();
  }

  async function send(kind, matter = null) {
    const spot = state.place ? { place: state.place } : state.at ? { lon: state.at.lon.toFixed(6), lat: state.at.lat.toFixed(6) } : {};
    const grid = state.at && !state.place ? gridAt(data.grids, state.at.lon, state.at.lat)?.id : data.buildings.find((one) => one.id === state.place)?.grid;
    const text = state.text.trim() || state.called;
    const entry = {
      kind,
      title: matter ? matter.title : labelOf(state.item),
      fields: matter ? { number: matter.number, text, item: state.item } : { item: state.item, text, where: given.spot && !state.place ? given.spot.name : "", ...spot, grid },
      photos: state.photos,
      at: state.made || new Date(),
    };
    if (before) await drop(before.seq);
    if (!(await acts.did(entry))) return;
    used(state.item);
    announce(words.kept);
    acts.close();
  }

  return {
    element,
    begin() {
      locate();
      if (state.item) second();
      else {
        first();
        element.querySelector("h1").focus();
      }
    },
    end() {
      if (watch !== null) navigator.geolocation.clearWatch(watch);
    },
  };
}
