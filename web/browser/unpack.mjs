/* node unpack.mjs FOLDER: the browser of @sparticuz/chromium and the libraries it wants, decompressed into FOLDER.
   (Python's standard library cannot read brotli.) The tar files are left for the caller to open. */

import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";

const packed = join(dirname(fileURLToPath(import.meta.url)), "node_modules", "@sparticuz", "chromium", "bin");
const folder = process.argv[2];

await mkdir(folder, { recursive: true });
for (const name of ["chromium", "al2023.tar", "swiftshader.tar"]) {
  const source = createReadStream(join(packed, `${name}.br`));
  await pipeline(source, createBrotliDecompress(), createWriteStream(join(folder, name)));
}
await chmod(join(folder, "chromium"), 0o755);
