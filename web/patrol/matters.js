/* The open matters of my grids, and the steps of them that can be done on the spot without a network. */

import { h } from "../js/dom.js";
import { valueOf } from "./outbox.js";
import { config, fillIn, lampMark, words } from "./words.js";

const FIRST = 20;

function deed(matter, action, acts) {
  const text = action.text === null ? null : h("textarea", { class: "input", rows: "3", "aria-label": words.more });
  const photo = action.photo === null ? null : h("input", { type: "file", accept: "image/*", capture: "environment", "aria-label": words.photo });
  const trouble = h("p", { class: "wrong", role: "alert" });
  const send = async () => {
    const said = text?.value.trim() || "";
    const files = [...(photo?.files || [])];
    if (action.text && !said) return trouble.replaceChildren(words.words_needed);
    if (action.photo && !files.length) return trouble.replaceChildren(words.photo_needed);
    return acts.did({
      kind: "act",
      title: `${matter.title} · ${action.label}`,
      fields: { number: matter.number, task: matter.task, action: action.name, text: said },
      photos: files,
    });
  };
  return h("div", { class: "stack-form" }, text, photo, trouble, h("div", { class: "buttons" }, h("button", { type: "button", class: "button button-choice", onclick: send }, action.label)));
}

function row(now, matter, acts) {
  const moved = now.queue.some((item) => item.kind === "act" && item.state === "waiting" && valueOf(item, "number") === matter.number);
  return h("li", { "data-number": matter.number },
    h("a", { class: "list-name", href: config.case + matter.number }, matter.title),
    h("p", {}, matter.due ? h("span", { class: `lamp lamp-${matter.lamp}` }, lampMark(matter.lamp), h("span", {}, matter.due)) : null, matter.due ? " " : null, h("span", { class: "muted" }, `${matter.where} ${matter.step}`)),
    moved ? h("p", { class: "muted" }, words.state_kept) : null,
    !moved && matter.actions.length ? h("details", {}, h("summary", { class: "text-link" }, words.do), matter.actions.map((one) => deed(matter, one, acts))) : null);
}

export function matterList(now, acts) {
  const { matters } = now.data;
  const rest = matters.slice(FIRST);
  return h("section", { class: "part", id: "patrol-matters" },
    h("div", { class: "part-head" }, h("h2", {}, words.open), h("span", {}, String(matters.length))),
    matters.length ? h("ul", { class: "list" }, matters.slice(0, FIRST).map((one) => row(now, one, acts))) : h("p", {}, words.nothing_open),
    rest.length ? h("details", {}, h("summary", { class: "text-link" }, fillIn(words.show_all, { count: matters.length })), h("ul", { class: "list" }, rest.map((one) => row(now, one, acts)))) : null);
}
