/* The outbox: what was made without a network waits here and is sent in its order, one after the other. Each carries the
   key made when it was drafted, so sending again changes nothing. What is refused stays, with the reason.
     {seq, key, who, url, fields: [[name, value | File], …], title, made, state, said, answer}
   state: waiting → sent | refused | asks (the person is asked something first) */

import { all, get, put, remove } from "./store.js";

const KEEP_SENT = 24 * 3600 * 1000;

export const freshKey = () => [...crypto.getRandomValues(new Uint8Array(18))].map((b) => b.toString(16).padStart(2, "0")).join("");

export async function add(item) {
  return put("queue", { state: "waiting", said: "", made: new Date().toISOString(), ...item });
}

export async function listed(who) {
  return (await all("queue")).filter((item) => item.who === who);
}

/* How many of one person are not with the city yet; and how many of anybody else. */
export async function counted(who) {
  const open = (await all("queue")).filter((item) => item.state !== "sent");
  const own = open.filter((item) => item.who === who).length;
  return { own, others: open.length - own };
}

export async function change(seq, changes) {
  const item = await get("queue", seq);
  if (item) await put("queue", { ...item, ...changes });
}

export const drop = (seq) => remove("queue", seq);

async function forgetOld() {
  const old = Date.now() - KEEP_SENT;
  const over = (await all("queue")).filter((one) => one.state === "sent" && !one.answer?.receipt && Date.parse(one.sent) < old);
  for (const item of over) await drop(item.seq);
}

/* Who has logged in, the token of their session, and the server's clock; null while there is no network. */
export async function way() {
  try {
    const answer = await fetch("/now", { headers: { Accept: "application/json" }, cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function body(item) {
  const form = new FormData();
  for (const [name, value] of item.fields) {
    if (value instanceof Blob) form.append(name, value, value.name || "photo.jpg");
    else form.append(name, value);
  }
  form.set("device_now", new Date().toISOString());
  return form;
}

async function send(item, found) {
  const headers = { Accept: "application/json", "X-CSRFToken": found.csrf, "X-Linli-Who": found.who };
  let answer;
  try {
    answer = await fetch(item.url, { method: "POST", body: body(item), headers, redirect: "manual" });
  } catch {
    return { state: "offline" };
  }
  const told = await answer.json().catch(() => ({}));
  if (told.state) return told;
  return answer.status === 413 ? { state: "refused", said: "" } : { state: "later" };
}

const SETTLED = new Set(["done", "refused", "asks"]);

async function run() {
  const found = await way();
  if (!found) return "offline";
  const last = (await get("taken", "who is here"))?.mark ?? found.who;
  if (last !== found.who && (await listed(last)).some((one) => one.state === "waiting")) return found.who ? "other" : "login";
  await forgetOld();
  for (const item of (await listed(found.who)).filter((one) => one.state === "waiting")) {
    const told = await send(item, found);
    if (!SETTLED.has(told.state)) return told.state;
    if (told.state === "done") {
      await change(item.seq, { state: "sent", said: told.said || "", answer: told, sent: new Date().toISOString(), fields: [] });
    } else {
      await change(item.seq, { state: told.state, said: told.said || "", answer: told });
    }
  }
  return "done";
}

/* Send what waits. Only one page or worker sends at a time; who comes second finds the work being done. */
export function flush() {
  if (!navigator.locks) return run();
  return navigator.locks.request("linli-queue", { ifAvailable: true }, (lock) => (lock ? run() : "busy"));
}
