/* Chosen photos are shown small before they are sent and can be taken back. The thumbnails are data: addresses drawn on
   a canvas, because the policy lets no blob: address in. Without JavaScript the browser's own file field does the work. */

import { announce, say } from "./words.js";

const SIDE = 320;

async function thumbnail(file) {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.75);
}

function keep(input, files) {
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
}

function item(input, file, source) {
  const place = document.createElement("li");
  const image = document.createElement("img");
  image.src = source;
  image.alt = file.name;
  const off = document.createElement("button");
  off.type = "button";
  off.className = "photo-off";
  off.setAttribute("aria-label", say("photo_off", { name: file.name }));
  off.textContent = "✕";
  off.addEventListener("click", () => {
    input.chosen = [...input.files].filter((other) => other !== file);
    keep(input, []);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
  place.append(image, off);
  return place;
}

async function draw(input, list) {
  const files = [...input.files];
  const drawn = [];
  for (const file of files) {
    const source = await thumbnail(file).catch(() => null);
    if (source) {
      drawn.push(item(input, file, source));
    } else {
      const place = document.createElement("li");
      place.textContent = file.name;
      drawn.push(place);
    }
  }
  list.replaceChildren(...drawn);
  announce(say("photos", { count: files.length }));
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-photos]")) return;
  const most = Number(input.dataset.most || 9);
  const before = input.chosen || [];
  const all = input.multiple ? [...before, ...input.files] : [...input.files];
  const fresh = all.filter((file, index) => all.findIndex((o) => o.name === file.name && o.size === file.size) === index);
  keep(input, fresh.slice(0, most));
  input.chosen = [...input.files];
  const list = document.getElementById(input.dataset.photos);
  if (list) draw(input, list).then(() => (input.chosen = [...input.files]));
});
