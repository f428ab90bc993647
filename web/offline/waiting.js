/* The outbox as a page: what waits, what was refused and why, what has been sent with its number. */

import { h, icon } from "../js/dom.js";
import { say } from "../js/words.js";
import { whoIsHere } from "./here.js";
import { change, counted, drop, listed, way } from "./queue.js";
import { sendNow } from "./sending.js";
import { isHere, put } from "./store.js";

const place = document.getElementById("outbox");
const asked = new URLSearchParams(location.search);
const local = (iso) => new Date(iso).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "numeric", minute: "2-digit" });

const button = (words, act, kind = "") => h("button", { type: "button", class: `button ${kind}`, onclick: act }, words);

function value(item, name) {
  return item.fields.find(([key]) => key === name)?.[1] || "";
}

async function again(item, changes = {}) {
  const fields = Object.entries(changes).reduce((kept, [name, said]) => [...kept.filter(([key]) => key !== name), [name, said]], item.fields);
  await change(item.seq, { state: "waiting", said: "", fields });
  await sendNow();
  draw();
}

/* Back into the form it came from, with everything in it. */
async function rework(item) {
  if (item.url === "/visits/sync") {
    location.assign(`/visits/door/${value(item, "door")}?rework=${item.seq}`);
    return;
  }
  if (item.url !== "/report") {
    location.assign(`/patrol?rework=${item.seq}`);
    return;
  }
  const photos = item.fields.filter(([, one]) => one instanceof Blob).map(([, one]) => one);
  const fields = item.fields.filter(([name, one]) => typeof one === "string" && !["key", "act"].includes(name));
  await put("drafts", { id: `report ${item.who}`, key: item.key, fields, photos });
  await drop(item.seq);
  location.assign("/report");
}

function leaveOut(item) {
  const sure = button(say("drop_sure"), async () => {
    await drop(item.seq);
    draw();
  }, "button-refuse");
  const first = button(say("drop"), () => first.replaceWith(sure), "button-text");
  return first;
}

const STATES = {
  waiting: (item) => [h("p", { class: "muted" }, item.said || say("will_send")), h("div", { class: "buttons" }, leaveOut(item))],
  refused: (item) => [
    h("p", { class: "wrong", role: "alert" }, icon("warn"), h("span", {}, item.said || say("refused"))),
    h("div", { class: "buttons" }, button(say("rework"), () => rework(item), "button-choice"), leaveOut(item)),
  ],
  asks: (item) => [
    h("p", {}, item.said),
    h("ul", { class: "list" }, (item.answer.alike || []).map((one) => h("li", {}, h("a", { href: one.link }, h("b", {}, one.title)), " ", one.where, h("p", { class: "muted" }, one.state)))),
    h("div", { class: "buttons" },
      button(say("another_one"), () => again(item, { asked: "1" }), "button-choice"),
      button(say("that_one"), async () => { await drop(item.seq); location.assign(`${item.answer.alike[0].link}#follow`); })),
  ],
  sent: (item) => [
    h("p", { class: "outbox-done" }, icon("check"), h("span", {}, `${say("sent_at", { at: local(item.sent) })} ${item.answer?.number || ""}`)),
    item.said && h("p", { class: "muted" }, item.said),
    item.answer?.receipt && h("p", {}, say("receipt", { code: item.answer.receipt }), " ", h("a", { href: item.answer.link }, say("open_it"))),
    h("div", { class: "buttons" }, button(say("seen"), async () => { await drop(item.seq); draw(); })),
  ],
};

function row(item) {
  const photos = item.fields.filter(([, one]) => one instanceof Blob).length;
  return h("li", { "data-state": item.state },
    h("p", { class: "list-name" }, item.title || value(item, "text") || say("entry")),
    h("p", { class: "fine" }, say("made_at", { at: local(item.made) }), photos ? ` · ${say("photos_n", { count: photos })}` : ""),
    STATES[item.state]?.(item));
}

async function question(path) {
  const found = await way();
  const go = () => {
    const form = h("form", { method: "post", action: path, "data-leave": true }, h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: found?.csrf || "" }));
    document.body.append(form);
    form.submit();
  };
  return h("section", { class: "notice" }, h("div", { class: "notice-words" },
    h("h2", {}, say("leave_question")), h("p", {}, say("leave_words")),
    h("div", { class: "buttons" },
      button(say("send_first"), async () => { if ((await sendNow()) === "done") location.assign("/waiting"); }, "button-choice"),
      button(say("leave_anyway"), go))));
}

async function draw(state = "") {
  const who = await whoIsHere();
  const items = await listed(who);
  const { own, others } = await counted(who);
  const said = { offline: "no_network", login: "login_first", other: "other_person", later: "try_later" }[state];
  place.replaceChildren(
    ...[
      asked.get("leave") && own ? await question(asked.get("leave") === "/forget" ? "/forget" : "/logout") : null,
      asked.get("full") ? h("p", { class: "wrong", role: "alert" }, icon("warn"), h("span", {}, say("full"))) : null,
      said && own ? h("p", { class: "notice" }, icon("info"), h("span", { class: "notice-words" }, say(said)), state === "login" && h("a", { href: "/login?next=/waiting" }, say("log_in"))) : null,
      items.length ? h("ul", { class: "list outbox" }, items.map(row)) : h("div", { class: "empty" }, h("h2", {}, say("nothing_waits")), h("p", {}, say("nothing_waits_words"))),
      own ? h("div", { class: "buttons" }, button(say("send_now"), async () => draw(await sendNow()), "button-main")) : null,
      others ? h("p", { class: "fine" }, say("of_others", { count: others }), " ", who ? null : h("a", { href: "/login?next=/waiting" }, say("log_in"))) : null,
    ].filter(Boolean),
  );
}

if (place && isHere()) {
  draw().then(sendNow).then(draw);
  document.addEventListener("linli:queue", (event) => draw(event.detail));
}
