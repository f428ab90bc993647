/* Entries of a patrol on their way: kept with the moment they happened, sent in order, each with what became of it. */

import { h, icon } from "../js/dom.js";
import { announce, say } from "../js/words.js";
import { add, change, drop, freshKey } from "../offline/queue.js";
import { sendNow } from "../offline/sending.js";
import { isFull } from "../offline/store.js";
import { clock, config, fillIn, words } from "./words.js";

/* False where the phone could not keep it; then the page still holds everything. */
export async function keepEntry(who, { kind, title, fields = {}, photos = [], key = freshKey(), at = new Date() }) {
  const said = { kind, key, at: at.toISOString(), ...fields };
  const plain = Object.entries(said).filter(([, value]) => value !== undefined && value !== null && value !== "").map(([name, value]) => [name, String(value)]);
  try {
    await add({ key, who, url: config.sync, kind, title, clock: clock(at), fields: [...plain, ...photos.map((file) => ["photo", file])] });
  } catch (error) {
    const sentence = say(isFull(error) ? "full" : "not_kept");
    document.getElementById("patrol-trouble")?.replaceChildren(sentence);
    announce(sentence);
    return false;
  }
  announce(words.kept);
  navigator.serviceWorker?.ready.then((found) => found.sync?.register("linli-queue")).catch(() => null);
  return true;
}

export const sending = () => sendNow();

export const valueOf = (item, name) => item.fields.find(([key]) => key === name)?.[1];

function row(item, { redraw, open }) {
  const button = (label, act, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick: act }, label);
  const asNow = async () => {
    const fields = item.fields.map(([name, value]) => [name, name === "at" ? new Date().toISOString() : value]);
    await change(item.seq, { state: "waiting", said: "", fields });
    await sendNow();
    redraw();
  };
  const remove = async () => {
    await drop(item.seq);
    redraw();
  };
  const parts = {
    waiting: () => [h("p", { class: "muted" }, say("will_send"))],
    refused: () => [
      h("p", { class: "wrong" }, icon("warn"), h("span", {}, item.said || say("refused"))),
      h("div", { class: "buttons" },
        ["report", "join", "act"].includes(item.kind) ? button(say("rework"), () => open({ item }), "button-choice") : button(say("send_now"), asNow, "button-choice"),
        button(say("drop"), remove, "button-text")),
    ],
    sent: () => [
      h("p", { class: "outbox-done" }, icon("check"), h("span", {}, item.answer?.number ? fillIn(words.sent, { number: item.answer.number }) : say("sent_at", { at: clock(new Date(item.sent)) }))),
      item.said && h("p", { class: "muted" }, item.said),
    ],
  };
  return h("li", { "data-state": item.state, "data-key": item.key },
    h("div", { class: "row row-apart" }, h("span", { class: "list-name" }, item.title), h("span", { class: "fine" }, item.clock)),
    parts[item.state]?.());
}

export function outbox(now, acts) {
  const shown = [...now.queue].filter((item) => item.url === config.sync).reverse();
  if (!shown.length) return h("span", { hidden: true });
  const open = shown.filter((item) => item.state !== "sent").length;
  return h("section", { class: "part", id: "patrol-outbox" },
    h("div", { class: "part-head" }, h("h2", {}, words.outbox), h("span", {}, open ? say("waiting", { count: open }) : "")),
    h("p", { class: "wrong", id: "patrol-trouble", role: "alert" }),
    h("ul", { class: "list outbox" }, shown.slice(0, 30).map((item) => row(item, acts))));
}
