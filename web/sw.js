/* The service worker of both surfaces. Pages always come from the city when there is a network, so nothing on the screen
   is older than it looks; without one there are shells that hold nothing about anybody. The first line of the file as it
   is served says which: self.LINLI = {shells: {"/patrol": "/patrol/shell"}, pages: […], files: […], keeps: ["/report"]}. */

import { add, flush } from "./offline/queue.js";
import { get, isFull, remove } from "./offline/store.js";

const { shells, pages, files, keeps, version } = self.LINLI;
const KEPT = `linli-${version}`;
const TILES = "linli-tiles";
const MOST_TILES = 600;

async function fill() {
  const cache = await caches.open(KEPT);
  const wanted = [...pages, ...Object.values(shells)].map((path) => new Request(path, { cache: "reload" }));
  await Promise.all([...wanted, ...files].map((one) => cache.add(one).catch(() => null)));
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) =>
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      await Promise.all(names.filter((name) => name.startsWith("linli-") && name !== KEPT && name !== TILES).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  ),
);

/* The look was changed (language, edition): the shells are fetched anew. */
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(fill());
});

self.addEventListener("sync", (event) => {
  if (event.tag === "linli-queue") event.waitUntil(flush());
});

async function shellFor(path) {
  const cache = await caches.open(KEPT);
  const wanted = shells[path] || (pages.includes(path) ? path : "/offline");
  return (await cache.match(wanted)) || (await cache.match("/offline")) || Response.error();
}

async function visited(request) {
  try {
    return await fetch(request);
  } catch {
    return shellFor(new URL(request.url).pathname);
  }
}

/* A form on its way when the network broke: it is kept whole, and the page that shows the outbox is opened. */
async function sentOrKept(request) {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    try {
      await keep(await copy.formData(), new URL(request.url).pathname);
      return Response.redirect("/waiting", 303);
    } catch (error) {
      return isFull(error) ? Response.redirect("/waiting?full=1", 303) : Response.error();
    }
  }
}

async function keep(form, url) {
  const who = (await get("taken", "who is here"))?.mark || "";
  const fields = [...form].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  if (form.has("did")) fields.push(["at", new Date().toISOString()]);
  await add({ key: form.get("key"), who, url, fields, title: form.get("text") || form.get("title") || "" });
  await remove("drafts", `report ${who}`);
  await self.registration.sync?.register("linli-queue").catch(() => null);
}

async function fresh(request, name) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.status === 200) {
      await cache.put(request, answer.clone()).catch(() => null);
      if (name === TILES) await bound(cache);
    }
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept) return kept;
    if (name === TILES) return new Response(null, { status: 204 });
    throw error;
  }
}

async function bound(cache) {
  const kept = await cache.keys();
  if (kept.length > MOST_TILES) await Promise.all(kept.slice(0, kept.length - MOST_TILES).map((one) => cache.delete(one)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (request.method === "GET") event.respondWith(visited(request));
    else if (request.method === "POST" && keeps.includes(url.pathname)) event.respondWith(sentOrKept(request));
    return;
  }
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(fresh(request, KEPT));
  else if (url.pathname.startsWith("/tiles/")) event.respondWith(fresh(request, TILES));
});
