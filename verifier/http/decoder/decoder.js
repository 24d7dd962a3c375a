// ZXing-C++ in WebAssembly: finds QR codes in a picture. Served by this verifier alone.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import wasm from "zxing-wasm/reader/zxing_reader.wasm";

// Two are enough to know that there is more than one.
const OPTIONS = { formats: ["QRCode"], textMode: "Plain", maxNumberOfSymbols: 2 };

// Its own default is to fetch the program from a third party.
const overrides = { locateFile: () => new URL(wasm, import.meta.url).href };

export async function openDecoder() {
  await prepareZXingModule({ overrides, fireImmediately: true });
  return async (image) =>
    (await readBarcodes(image, OPTIONS)).map(({ text, position }) => ({
      text,
      corners: [position.topLeft, position.topRight, position.bottomRight, position.bottomLeft],
    }));
}
