/** QR codes in pictures: ZXing-C++ in WebAssembly, which the kit carries packed. */

import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import packed from "../../build/zxing_reader.wasm.gz";
import { type Bytes, inflate } from "../bytes.ts";

const MOST_PIXELS = 40_000_000;
const LONG_SIDE = 2400;
const MOST_WASM_BYTES = 4_000_000;

let ready: Promise<void> | null = null;

/** The texts of the QR codes in a picture's bytes; null where it is none that can be drawn. */
export async function readPicture(data: Bytes): Promise<readonly string[] | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(new Blob([data]));
  } catch {
    return null;
  }
  if (picture.width * picture.height > MOST_PIXELS) return null;
  const longest = Math.max(picture.width, picture.height);
  // As it is, then smaller: a large photograph has more noise than a symbol needs.
  for (const scale of longest > LONG_SIDE ? [LONG_SIDE / longest, 1] : [1, 0.5]) {
    const texts = await readSymbols(drawn(picture, scale));
    if (texts.length > 0) return texts;
  }
  return [];
}

export async function readSymbols(pixels: ImageData): Promise<readonly string[]> {
  ready ??= open();
  await ready;
  const found = await readBarcodes(pixels, {
    formats: ["QRCode"],
    textMode: "Plain",
    maxNumberOfSymbols: 8,
    tryHarder: true,
  });
  return [...new Set(found.map(({ text }) => text))];
}

export function drawn(source: ImageBitmap | HTMLVideoElement, scale = 1): ImageData {
  const [width, height] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  context.fillStyle = "#fff"; // where it is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function open(): Promise<void> {
  const wasm = await inflate(packed as Bytes, MOST_WASM_BYTES, "gzip");
  if (wasm === null) throw new Error("the decoder cannot be unpacked");
  const overrides = { wasmBinary: wasm.buffer };
  await prepareZXingModule({ overrides, fireImmediately: true });
}
