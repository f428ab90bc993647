/* Visits from door to door: what is answered at a door is kept on the phone first and goes out from there, so that a
   stairwell without a network loses nothing. The page stays as it is; a reload shows what the city knows. */

import { announce, say } from "./js/words.js";
import { whoIsHere } from "./offline/here.js";
import { add, change, drop, freshKey, listed } from "./offline/queue.js";
import { sendNow } from "./offline/sending.js";
import { get, isFull, isHere } from "./offline/store.js";

const words = JSON.parse(document.querySelector('meta[name="linli-visits"]').content);
const said = new Map(); // what was answered on this page, by key: once sent, the queue keeps no content
const isRow = (form) => form.closest(".visit-door") !== null;
const valueOf = (item, name) => item.fields.find(([key]) => key === name)?.[1] || "";

function trouble(sentence) {
  const place = document.getElementById("visit-trouble");
  if (place) place.textContent = sentence;
  announce(sentence);
}

/* What the page shows beside a door or a form: noted here, written down, or not taken and why. */
function show(item) {
  const row = document.getElementById(`d${valueOf(item, "door")}`);
  const form = document.querySelector(`form[data-visit][data-key="${item.key}"]`);
  const said = item.state === "refused" ? words.refused.replace("{said}", item.said) : item.state === "sent" ? words.sent : words.kept;
  const place = row?.querySelector("[data-visit-last]") || form?.querySelector("[data-visit-said]");
  if (place) place.textContent = said;
  if (!row) return;
  row.classList.toggle("visit-kept", item.state !== "refused");
  const buttons = row.querySelector("form");
  if (buttons) buttons.hidden = item.state !== "refused";
}

async function showAll() {
  const who = await whoIsHere();
  for (const item of await listed(who)) {
    if (item.url !== "/visits/sync") continue;
    if (item.state !== "sent") show(item);
    else if (said.has(item.key)) show({ ...item, fields: said.get(item.key) });
  }
}

async function keep(form, given) {
  const key = given.get("key");
  const fields = [...given].filter(([name]) => name !== "csrfmiddlewaretoken");
  fields.push(["at", new Date().toISOString()]);
  form.dataset.key = key;
  try {
    await add({ key, who: await whoIsHere(), url: "/visits/sync", title: form.dataset.visit, fields });
  } catch (error) {
    if (error?.name === "ConstraintError") return true;
    trouble(say(isFull(error) ? "full" : "not_kept"));
    return false;
  }
  announce(words.kept);
  return true;
}

async function answered(form, given) {
  const key = given.get("key");
  if (!(await keep(form, given))) return;
  form.elements.key.value = freshKey();
  const mine = async () => (await listed(await whoIsHere())).find((item) => item.key === key);
  const first = await mine();
  said.set(key, first.fields);
  show(first);
  if (!isRow(form)) {
    form.querySelectorAll("input:not([type=hidden]), textarea").forEach((one) => (["radio", "checkbox"].includes(one.type) ? (one.checked = false) : (one.value = "")));
    form.dataset.key = key;
  }
  await sendNow();
  const item = await settled(mine);
  if (!item) return;
  show({ ...item, fields: first.fields }); // what has been sent is kept without its content
  if (item.state === "waiting") navigator.serviceWorker?.ready.then((found) => found.sync?.register("linli-queue")).catch(() => null);
  if (item.state === "sent") advance(given.get("did"));
}

/* The entry once it is with the city; another page or the service worker may be sending it just now. */
async function settled(mine) {
  for (let turn = 0; turn < 10; turn += 1) {
    const item = await mine();
    if (!item || item.state !== "waiting" || !navigator.onLine) return item;
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (turn % 3 === 2) await sendNow();
  }
  return mine();
}

/* One more of the doors is settled; "nobody home" leaves it due. */
function advance(did) {
  const bar = document.querySelector("#round-progress [role=progressbar]");
  if (!bar || did === "nobody") return;
  const done = Number(bar.getAttribute("aria-valuenow")) + 1;
  const total = Number(bar.getAttribute("aria-valuemax"));
  bar.setAttribute("aria-valuenow", done);
  bar.lastElementChild.setAttribute("width", ((100 * done) / total).toFixed(1));
  const count = bar.parentElement.querySelector(".row span");
  if (count) count.textContent = `${done} / ${total}`;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.dataset?.visit === undefined || (navigator.onLine && !isRow(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const given = new FormData(form);
    if (event.submitter?.name) given.set(event.submitter.name, event.submitter.value);
    answered(form, given).catch(() => trouble(say("not_kept")));
  },
  true,
);

/* An entry that was not taken comes back into its form. */
async function rework() {
  const seq = Number(new URLSearchParams(location.search).get("rework"));
  const item = seq ? await get("queue", seq) : null;
  if (!item || item.state !== "refused") return;
  const forms = [...document.querySelectorAll("form[data-visit]")];
  const form = forms.find((one) => one.elements.did?.value === valueOf(item, "did") && (one.elements.person?.value || "") === valueOf(item, "person"));
  if (!form) return;
  for (const [name, value] of item.fields) {
    const field = form.elements.namedItem(name);
    if (!["key", "door", "from", "did", "person", "at"].includes(name) && field) field.value = value;
  }
  form.closest("details")?.setAttribute("open", "");
  trouble(item.said);
  await change(item.seq, { state: "refused" });
  form.addEventListener("submit", () => drop(item.seq), { once: true, capture: true });
}

if (isHere()) {
  document.addEventListener("linli:queue", () => showAll().catch(() => null));
  showAll().then(rework).catch(() => null);
}
