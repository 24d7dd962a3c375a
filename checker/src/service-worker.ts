/**
 * Keeps a kit that was opened from a web server, and believes a newer one only if its root signed it.
 *
 * A page that is served once works without a network from then on. Each file that is kept is what
 * the signed manifest says; an older kit, one of another root, or one with a changed file stays out.
 */

import { type Bytes, fromBase64, sha256, toHex } from "./bytes.ts";
import { isWhole, type Manifest, openManifest } from "./kit.ts";

interface Worker {
  addEventListener(
    type: "install" | "activate" | "fetch",
    listen: (event: WorkerEvent) => void,
  ): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

interface WorkerEvent {
  readonly request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}

const CACHE = "attestation-kit";
const SCRIPTS = ["data.js", "manifest.js"];
const worker = self as unknown as Worker;

worker.addEventListener("install", (event) => {
  event.waitUntil(update().then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(worker.clients.claim());
});

worker.addEventListener("fetch", (event) => {
  event.respondWith(answer(event.request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const url = new URL(request.url);
  const path = url.pathname.endsWith("/") ? "index.html" : url.pathname;
  const kept = await cache.match(new Request(new URL(path, url)), { ignoreSearch: true });
  // What is kept is what was signed: nothing is asked for again, whatever the network says.
  return kept ?? new Response("", { status: 404 });
}

interface Fetched {
  readonly manifest: Manifest;
  readonly anchor: string;
  readonly responses: ReadonlyMap<string, Response>;
}

/** Keep what the server has now, if it is newer than what is kept, of the same root, and whole. */
async function update(): Promise<void> {
  const offered = await fetchKit();
  const cache = await caches.open(CACHE);
  const kept = await keptKit(cache);
  if (kept !== null) {
    if (kept.anchor !== offered.anchor) throw new Error("the kit of another root");
    if (offered.manifest.madeAt < kept.madeAt) throw new Error("an older kit");
  }
  for (const [path, response] of offered.responses) await cache.put(path, response);
}

async function fetchKit(): Promise<Fetched> {
  const responses = new Map<string, Response>();
  const take = async (path: string): Promise<Bytes> => {
    const response = await fetch(path, { cache: "no-store" });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    responses.set(path, response.clone());
    return new Uint8Array(await response.arrayBuffer());
  };
  const [data, script] = [await take("data.js"), await take("manifest.js")];
  const { root } = JSON.parse(assigned(data)) as { root: string };
  const certificate = fromBase64(root);
  const manifest = await openManifest(fromBase64(JSON.parse(assigned(script))), certificate);
  if (manifest === null) throw new Error("a kit that its root has not signed");
  const files = new Map<string, Bytes>();
  for (const path of manifest.files.keys()) files.set(path, await take(path));
  if (!(await isWhole(manifest, files))) throw new Error("a kit that is not whole");
  return { manifest, anchor: toHex(await sha256(certificate)), responses };
}

async function keptKit(cache: Cache): Promise<{ anchor: string; madeAt: number } | null> {
  const [data, script] = await Promise.all(SCRIPTS.map((path) => cache.match(path)));
  if (data === undefined || script === undefined) return null;
  const { root } = JSON.parse(assigned(new Uint8Array(await data.arrayBuffer()))) as {
    root: string;
  };
  const certificate = fromBase64(root);
  const token = JSON.parse(assigned(new Uint8Array(await script.arrayBuffer())));
  const manifest = await openManifest(fromBase64(token), certificate);
  if (manifest === null) return null;
  return { anchor: toHex(await sha256(certificate)), madeAt: manifest.madeAt };
}

/** The value in `self.NAME=VALUE;`. */
function assigned(script: Bytes): string {
  const text = new TextDecoder().decode(script).trim();
  return text.slice(text.indexOf("=") + 1).replace(/;$/u, "");
}
