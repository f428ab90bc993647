/* The patrol of a grid worker, drawn from what the phone took along, so that it is the same with and without a network.
   Everything done goes to the outbox first and from there to the city. */

import { h, icon } from "./js/dom.js";
import { whoIsHere } from "./offline/here.js";
import { listed } from "./offline/queue.js";
import { get, put } from "./offline/store.js";
import { drawMap } from "./patrol/map.js";
import { dueList } from "./patrol/due.js";
import { matterList } from "./patrol/matters.js";
import { keepEntry, outbox, sending } from "./patrol/outbox.js";
import { sheet } from "./patrol/report.js";
import { config, fillIn, words } from "./patrol/words.js";

const place = document.getElementById("patrol");
const now = { who: "", data: null, queue: [], sheet: null };

async function fetched() {
  try {
    const answer = await fetch(config.data, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401 || answer.status === 403) return null;
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/* Fresh data where there is a network, kept for when there is none; else what was kept for whoever is here. */
async function load() {
  const fresh = await fetched();
  if (fresh) {
    now.who = fresh.who;
    now.data = fresh;
    await put("taken", fresh).catch(() => null);
  } else {
    now.who = await whoIsHere();
    now.data = now.who ? await get("taken", now.who) : null;
  }
}

function head() {
  const { data } = now;
  const state = navigator.onLine ? words.online : words.offline;
  const running = runningRound();
  const round = h("button", { type: "button", class: running ? "button" : "button button-main", onclick: () => turnRound(running) }, running ? words.end : words.start);
  const report = h("button", { type: "button", class: running ? "button button-main" : "button", id: "patrol-report", onclick: () => open() }, icon("camera"), h("span", {}, words.report));
  return h("section", { class: "part" },
    h("div", { class: "part-head" }, h("h1", {}, data.grids.map((grid) => grid.name).join("、")), h("span", { id: "patrol-state", role: "status" }, state)),
    h("p", { class: "muted" }, running ? fillIn(words.since, { at: running.since }) : words.none, " · ", fillIn(words.taken, { at: data.at })),
    h("div", { class: "buttons patrol-main" }, ...(running ? [report, round] : [round, report])));
}

/* The patrol that runs: the last one begun and not ended, on the server or still in the outbox. */
function runningRound() {
  const turns = now.queue.filter((item) => item.state !== "sent" && ["start", "end"].includes(item.kind));
  const last = turns.at(-1);
  if (last) return last.kind === "start" ? { key: last.key, since: last.clock } : null;
  return now.data.round;
}

async function turnRound(running) {
  await did({ kind: running ? "end" : "start", title: running ? words.end : words.start, fields: running ? { round: running.key } : {} });
}

async function did(entry) {
  const round = runningRound();
  const kept = await keepEntry(now.who, { ...entry, fields: { ...(round ? { round: round.key } : {}), ...entry.fields } });
  if (!kept) return false;
  now.queue = await listed(now.who);
  draw();
  sending().then(refresh);
  return true;
}

function open(given = {}) {
  now.sheet = sheet(now, given, { did, close });
  draw();
  now.sheet.begin();
}

function close() {
  now.sheet?.end();
  now.sheet = null;
  draw();
  document.getElementById("patrol-report")?.focus();
}

let map = null;

function draw() {
  if (!now.data) {
    place.replaceChildren(h("p", { class: "notice" }, icon("info"), h("span", { class: "notice-words" }, words.no_data), h("a", { href: "/login?next=/patrol" }, words.log_in)));
    return;
  }
  if (now.sheet) {
    place.replaceChildren(now.sheet.element);
    return;
  }
  map ??= drawMap(now.data, now.who);
  place.replaceChildren(
    head(),
    outbox(now, { redraw: refresh, open }),
    map.element,
    dueList(now, { did, open }),
    matterList(now, { did }),
    h("section", { class: "part part-quiet" }, h("p", { class: "fine" }, words.privacy), h("p", { class: "fine" }, words.privacy_more)),
  );
  map.show(now);
}

async function refresh() {
  if (navigator.onLine) await load();
  now.queue = now.who ? await listed(now.who) : [];
  draw();
}

async function begin() {
  await load();
  now.queue = now.who ? await listed(now.who) : [];
  document.getElementById("patrol-plain").hidden = true;
  draw();
  const rework = new URLSearchParams(location.search).get("rework");
  const item = now.queue.find((one) => String(one.seq) === rework);
  if (item) open({ item });
}

window.addEventListener("online", refresh);
window.addEventListener("offline", draw);
document.addEventListener("linli:queue", async () => {
  now.queue = now.who ? await listed(now.who) : [];
  if (!now.sheet) draw();
});
begin();
