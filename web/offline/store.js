/* What this browser keeps for itself: the outbox, drafts, and what a grid worker's phone takes along. Pages and the
   service worker share it. Everything belongs to one person (who); a visitor's mark is empty. */

const NAME = "linli";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      const base = asked.result;
      base.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("key", "key", { unique: true });
      base.createObjectStore("drafts", { keyPath: "id" });
      base.createObjectStore("taken", { keyPath: "who" });
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("blocked"));
  });
  opened.catch(() => (opened = null));
  return opened;
}

/* One request in one transaction; resolves when the transaction is done, so that what was put is really there. */
async function one(store, mode, ask) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, mode, { durability: "strict" });
    const asked = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = () => reject(transaction.error || asked?.error || new Error("aborted"));
  });
}

export const get = (store, key) => one(store, "readonly", (rows) => rows.get(key));
export const all = (store) => one(store, "readonly", (rows) => rows.getAll());
export const put = (store, row) => one(store, "readwrite", (rows) => rows.put(row));
export const remove = (store, key) => one(store, "readwrite", (rows) => rows.delete(key));

export const isFull = (error) => error?.name === "QuotaExceededError";
export const isHere = () => typeof indexedDB !== "undefined";
