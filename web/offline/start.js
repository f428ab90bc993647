/* Every page: the service worker, whose browser this is, the outbox (sent when there is a network, said when there is
   not), the question before logging out. Nothing here opens by itself or asks to be installed. */

import { settle, whoIsHere } from "./here.js";
import { counted } from "./queue.js";
import { sendNow, tell } from "./sending.js";
import { isHere } from "./store.js";

const LOOK = "linli-look";
const root = document.documentElement;

function register() {
  if (!navigator.serviceWorker || !window.isSecureContext || !document.querySelector("link[rel=manifest]")) return;
  navigator.serviceWorker.register("/sw.js").then(
    () => {
      const look = [root.lang, root.dataset.edition, root.dataset.text].join(" ");
      if (root.dataset.who === undefined || localStorage.getItem(LOOK) === look) return;
      localStorage.setItem(LOOK, look);
      navigator.serviceWorker.ready.then((found) => found.active?.postMessage("refresh"));
    },
    () => null,
  );
}

/* Logging out with something unsent: asked on a page of its own, which the elder edition can show as well. */
async function leaving(event) {
  const form = event.target;
  const path = new URL(form.action, location.href).pathname;
  if (!["/logout", "/forget"].includes(path) || form.dataset.leave !== undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { own } = await counted(await whoIsHere()).catch(() => ({ own: 0 }));
  if (own) location.assign(`/waiting?leave=${encodeURIComponent(path)}`);
  else {
    form.dataset.leave = "";
    form.submit();
  }
}

if (isHere()) {
  document.addEventListener("submit", leaving, true);
  settle()
    .then(tell)
    .then(() => counted(root.dataset.who ?? ""))
    .then(({ own }) => own && sendNow())
    .catch(() => null);
  window.addEventListener("online", () => sendNow());
}
register();
