/* A resident's report is kept while it is typed, photos too, and is there again after a reload, a closed browser or a flat
   battery. Sent without a network it goes to the outbox. Storage that is full is said; what is on the screen stays. */

import { ask } from "../js/asking.js";
import { announce, say } from "../js/words.js";
import { whoIsHere } from "./here.js";
import { add, freshKey } from "./queue.js";
import { get, isFull, isHere, put, remove } from "./store.js";

const FIELDS = ["item", "text", "q", "where", "lon", "lat", "community", "who", "called", "phone", "call_back", "confidential", "secret", "about"];
const form = document.getElementById("report");

const photos = () => form.querySelector("input[type=file][name=photo]");

function read() {
  const given = new FormData(form);
  return {
    key: given.get("key"),
    fields: [...FIELDS.map((name) => [name, given.get(name) || ""]), ...answers(given)],
    photos: [...(photos()?.files || [])],
  };
}

const answers = (given) => [...given].filter(([name]) => name.startsWith("ask."));

const isWorth = (draft) => draft.photos.length > 0 || draft.fields.some(([name, value]) => ["text", "where"].includes(name) && value.trim());

function show(sentence) {
  const place = form.querySelector("[data-draft-words]");
  if (place) place.textContent = sentence;
}

function tell(sentence) {
  show(sentence);
  announce(sentence);
}

function fill(draft) {
  for (const [name, value] of draft.fields) {
    const fields = [...form.elements].filter((one) => one.name === name);
    for (const field of fields) {
      if (field.type === "checkbox" && name.startsWith("ask.")) field.checked ||= field.value === value;
      else if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === value;
      else field.value = value;
    }
  }
  ask(form);
  const input = photos();
  if (input && draft.photos.length) {
    const box = new DataTransfer();
    draft.photos.forEach((file) => box.items.add(file));
    input.files = box.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

async function begin() {
  const who = await whoIsHere();
  const id = `report ${who}`;
  const isShell = form.dataset.shell !== undefined;
  const isNew = form.dataset.fresh !== undefined;
  const draft = isNew || isShell ? await get("drafts", id) : null;
  if (draft && isWorth(draft)) {
    fill(draft);
    form.elements.key.value = draft.key;
    tell(say("draft_back"));
  } else if (isShell) {
    form.elements.key.value = freshKey();
  }

  let later = 0;
  let changes = 0;
  let held = Promise.resolve();
  const keep = () => {
    clearTimeout(later);
    const now = read();
    const upTo = changes;
    held = held.then(() => (isWorth(now) ? put("drafts", { id, ...now }) : remove("drafts", id))).then(
      () => isWorth(now) && upTo === changes && tell(say("draft_kept")),
      (error) => tell(say(isFull(error) ? "full" : "not_kept")),
    );
    return held;
  };
  // "Kept" is said of what stands in the form: it is taken back at the next letter, until that is kept too.
  const soon = () => {
    changes += 1;
    show("");
    clearTimeout(later);
    later = setTimeout(keep, 400);
  };
  form.addEventListener("input", soon);
  // What was chosen is kept at once, after the list of photos has taken it in; only what is typed waits for a pause.
  form.addEventListener("change", () => {
    soon();
    setTimeout(keep, 0);
  });

  form.addEventListener(
    "submit",
    (event) => {
      const act = event.submitter?.value;
      if (act === "fresh") {
        remove("drafts", id).catch(() => null);
        return;
      }
      if (act !== "send" || (navigator.onLine && !isShell)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      toOutbox(who, id);
    },
    true,
  );
}

async function toOutbox(who, id) {
  const given = new FormData(form);
  if (!(given.get("text") || "").trim() || !given.get("item")) {
    tell(say("draft_lacks"));
    form.elements.namedItem(given.get("item") ? "text" : "item").focus();
    return;
  }
  const fields = [...given].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  fields.push(["act", "send"]);
  const chosen = form.elements.namedItem("item").selectedOptions?.[0]?.textContent || "";
  try {
    await add({ key: given.get("key"), who, url: "/report", fields, title: `${chosen} ${given.get("text")}`.trim() });
  } catch (error) {
    tell(say(isFull(error) ? "full" : error?.name === "ConstraintError" ? "in_outbox" : "not_kept"));
    return;
  }
  await remove("drafts", id);
  location.assign("/waiting");
}

async function afterwards() {
  if (location.pathname !== "/report/done") return;
  await remove("drafts", `report ${await whoIsHere()}`);
}

if (isHere()) (form ? begin() : afterwards()).catch(() => null);
