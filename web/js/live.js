/* The live process says that something has changed; the page then asks for it itself. Without it, or while it is away,
   lists go on asking by the clock (polling.js).

   Parts that want to be told carry data-told: "inbox" (any matter), "notice", or the number of one matter. */

const FIRST_WAIT = 1000; // milliseconds before coming back; doubled with every try
const LONGEST_WAIT = 30000;
const SILENCE = 40000; // the other side is heard of every 15 s
const CALM = 1000; // a part is drawn anew at most once in so long
const AWAY = 5 * 60000; // nobody has looked at the page for so long: let go, come back with the eyes

const address = document.querySelector('meta[name="linli-live"]')?.content;
const wants = () => document.querySelector("[data-told]") !== null;

let source = null;
let live = false;
let last = "";
let tries = 0;
let watch = 0;
let away = 0;

export const isLive = () => live;

function redraw(part) {
  if (part.dataset.fetching) return;
  part.dataset.fetching = "1";
  setTimeout(() => {
    delete part.dataset.fetching;
    if (part.isConnected) part.hidden ? (part.hidden = false) : window.htmx.trigger(part, "told");
  }, Math.random() * CALM);
}

function tell(what) {
  for (const part of document.querySelectorAll("[data-told]")) {
    const told = part.dataset.told;
    if (what === "all" ? !part.hidden : told === what || (told === "inbox" && what !== "notice")) redraw(part);
  }
}

function heard(event) {
  last = event.lastEventId || last;
  clearTimeout(watch);
  watch = setTimeout(comeBack, SILENCE);
}

function leave() {
  clearTimeout(watch);
  source?.close();
  source = null;
  live = false;
}

function comeBack() {
  leave();
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries++);
  setTimeout(come, wait * (0.5 + Math.random() / 2));
}

async function come() {
  if (source || document.hidden || !wants()) return;
  try {
    const answer = await fetch(address, { headers: { "X-Linli-Poll": "1" } });
    if (answer.status !== 200) return;
    const { url } = await answer.json();
    source = new EventSource(last ? `${url}&last=${encodeURIComponent(last)}` : url);
  } catch {
    comeBack();
    return;
  }
  const fresh = !last;
  watch = setTimeout(comeBack, SILENCE / 4);
  source.addEventListener("hello", (event) => {
    live = true;
    tries = 0;
    heard(event);
    if (fresh) tell("all");
  });
  source.addEventListener("case", (event) => {
    heard(event);
    tell(JSON.parse(event.data).number);
  });
  source.addEventListener("notice", (event) => {
    heard(event);
    tell("notice");
  });
  source.addEventListener("refresh", (event) => {
    heard(event);
    tell("all");
  });
  source.addEventListener("beat", heard);
  source.addEventListener("error", comeBack);
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(away);
  if (document.hidden) away = setTimeout(leave, AWAY);
  else if (!source) come();
});

if (address && "EventSource" in window) come();
