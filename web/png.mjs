/* An icon of lines as a PNG: some phones install nothing else. Draws the straight pieces of an SVG path (M L H V and their
   small forms), anti-aliased, with round ends; the same picture as icon.svg. */

import { deflateSync } from "node:zlib";

function crc32(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

function segments(path) {
  const pieces = path.match(/[MLHVmlhv]|-?\d*\.?\d+/g);
  const found = [];
  let [x, y, at, command] = [0, 0, 0, "M"];
  const next = () => Number(pieces[at++]);
  while (at < pieces.length) {
    if (/[a-z]/i.test(pieces[at])) command = pieces[at++];
    const isMove = command.toUpperCase() === "M";
    let [toX, toY] = [x, y];
    if (command === "H") toX = next();
    else if (command === "h") toX += next();
    else if (command === "V") toY = next();
    else if (command === "v") toY += next();
    else {
      const own = command === command.toLowerCase();
      toX = next() + (own ? x : 0);
      toY = next() + (own ? y : 0);
    }
    if (isMove) command = command === "M" ? "L" : "l";
    else found.push([x, y, toX, toY]);
    [x, y] = [toX, toY];
  }
  return found;
}

function distance(px, py, [x, y, toX, toY]) {
  const [dx, dy] = [toX - x, toY - y];
  const along = Math.max(0, Math.min(1, ((px - x) * dx + (py - y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(px - x - along * dx, py - y - along * dy);
}

const rgb = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

function chunk(name, body) {
  const whole = Buffer.concat([Buffer.from(name, "latin1"), body]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(whole));
  return Buffer.concat([size, whole, sum]);
}

/* side px square; the 24 units of the drawing take `share` of it; width of the line in those units. */
export function drawn(path, { side, ink, ground, width, share }) {
  const lines = segments(path);
  const unit = (side * share) / 24;
  const edge = (side - 24 * unit) / 2;
  const [above, below] = [rgb(ink), rgb(ground)];
  const rows = Buffer.alloc(side * (side * 3 + 1));
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      const [px, py] = [(column + 0.5 - edge) / unit, (row + 0.5 - edge) / unit];
      const nearest = Math.min(...lines.map((line) => distance(px, py, line)));
      const cover = Math.max(0, Math.min(1, (width / 2 - nearest) * unit + 0.5));
      const start = row * (side * 3 + 1) + 1 + column * 3;
      for (let part = 0; part < 3; part += 1) rows[start + part] = Math.round(below[part] + (above[part] - below[part]) * cover);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}
