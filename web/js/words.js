/* The few sentences the scripts say, in the page's language: written by layouts/base.html into a meta element. */

const meta = document.querySelector('meta[name="linli-words"]');
const words = meta ? JSON.parse(meta.content) : {};

export function say(key, values = {}) {
  const sentence = words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/* Tells a screen reader; the page shows nothing new. */
export function announce(sentence) {
  const place = document.getElementById("said-live");
  if (place) place.textContent = sentence;
}
