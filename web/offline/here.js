/* Whose browser this is: the page says it (data-who); a shell, made for nobody, goes by what the last page said. What a
   phone took along for somebody else is thrown away as soon as another person is here. */

import { all, get, isHere, put, remove } from "./store.js";

const MARK = "who is here";

export async function whoIsHere() {
  const said = document.documentElement.dataset.who;
  if (said !== undefined) return said;
  return isHere() ? (await get("taken", MARK).catch(() => null))?.mark || "" : "";
}

export async function settle() {
  const said = document.documentElement.dataset.who;
  if (said === undefined || !isHere()) return;
  const before = await get("taken", MARK);
  if (before?.mark === said) return;
  await put("taken", { who: MARK, mark: said });
  for (const row of await all("taken")) if (row.who !== MARK && row.who !== said) await remove("taken", row.who);
}
