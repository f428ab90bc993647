/* What the plans want looked at, what is overdue first; a spot noted on this phone counts here before the city knows. */

import { h } from "../js/dom.js";
import { valueOf } from "./outbox.js";
import { fillIn, words } from "./words.js";

const FIRST = 12;
const ORDER = { overdue: 0, due: 1, done: 2 };
const all = new Set();

/* How a target stands on this phone: as the city said, or noted here meanwhile. */
export function stateOf(now, plan, target) {
  const noted = now.queue.some((item) => item.kind === "visit" && item.state === "waiting" && valueOf(item, "plan") === plan.code && valueOf(item, "target") === target.key);
  return noted ? "kept" : target.state;
}

function target(now, plan, one, { did, open }) {
  const visit = (found) => did({
    kind: "visit",
    title: `${one.name} · ${found ? words.wrong : words.fine}`,
    fields: { grid: plan.grid, plan: plan.code, target: one.key, found: found ? "1" : "0" },
  });
  const wrong = async () => {
    if (await visit(true)) open({ place: one.key.startsWith("b") ? Number(one.key.slice(1)) : null, spot: one });
  };
  return h("li", { class: "patrol-target" },
    h("div", {}, h("b", {}, one.name), one.shown === "overdue" ? h("span", { class: "tag tag-red" }, words.state_overdue) : null,
      h("span", { class: "fine patrol-last" }, one.last ? fillIn(words.last, { at: one.last }) : words.never)),
    h("div", { class: "buttons" },
      h("button", { type: "button", class: "button button-choice", onclick: () => visit(false), "aria-label": `${one.name}: ${words.fine}` }, words.fine),
      h("button", { type: "button", class: "button", onclick: wrong, "aria-label": `${one.name}: ${words.wrong}` }, words.wrong)));
}

function part(now, plan, acts) {
  const known = plan.targets.map((one) => ({ ...one, shown: stateOf(now, plan, one) }));
  const left = known.filter((one) => ["due", "overdue"].includes(one.shown)).sort((a, b) => ORDER[a.shown] - ORDER[b.shown]);
  const id = `${plan.grid} ${plan.code}`;
  const shown = all.has(id) ? left : left.slice(0, FIRST);
  const more = left.length > shown.length;
  const section = h("section", { class: "part", "data-plan": plan.code },
    h("div", { class: "part-head" }, h("h2", {}, plan.label), h("span", {}, fillIn(words.done_n, { done: known.length - left.length, all: known.length }))),
    h("p", { class: "muted" }, [plan.look, plan.often].filter(Boolean).join(" · ")),
    left.length ? h("ul", { class: "list" }, shown.map((one) => target(now, plan, one, acts))) : h("p", {}, words.all_done_words));
  if (more) {
    section.append(h("button", { type: "button", class: "button button-text", onclick: () => {
      all.add(id);
      section.replaceWith(part(now, plan, acts));
    } }, fillIn(words.show_all, { count: left.length })));
  }
  return section;
}

export function dueList(now, acts) {
  if (!now.data.plans.length) return h("p", { class: "notice" }, words.no_plan);
  return h("div", { id: "patrol-due" }, now.data.plans.map((plan) => part(now, plan, acts)));
}
