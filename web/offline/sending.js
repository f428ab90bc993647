/* Sending what waits, and saying how many still do. */

import { say } from "../js/words.js";
import { whoIsHere } from "./here.js";
import { counted, flush } from "./queue.js";

/* One line at the head of the page, in the flow of it: how many wait, and the way to them. */
export async function tell() {
  const place = document.querySelector("[data-waiting]");
  if (!place) return;
  const { own } = await counted(await whoIsHere());
  place.hidden = own === 0 || location.pathname === "/waiting";
  const words = place.querySelector("[data-waiting-words]");
  if (words && own) words.textContent = say("waiting", { count: own });
}

export async function sendNow() {
  const state = await flush().catch(() => "later");
  await tell();
  document.dispatchEvent(new CustomEvent("linli:queue", { detail: state }));
  return state;
}
