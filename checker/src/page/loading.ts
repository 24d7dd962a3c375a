/** The kit beside this page, believed or refused. */

import { type Bytes, fromBase64, sha256, toHex } from "../bytes.ts";
import { isWhole, type Manifest, openManifest } from "../kit.ts";

/** What `data.js` holds. */
export interface KitData {
  readonly root: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface LoadedKit {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Bytes>;
  /** The root's fingerprint, in hex. */
  readonly anchor: string;
}

/** Files that a verdict or a word on the page comes from. */
export function isData(path: string): boolean {
  return (
    path.startsWith("status/") || /^(?:records|numbers)\.bin$|^(?:words|models)\.json$/u.test(path)
  );
}

/** The kit in `data`, if its root signed `token` and each file is what that says; else null. */
export async function loadKit(data: KitData, token: string): Promise<LoadedKit | null> {
  const root = fromBase64(data.root);
  const manifest = await openManifest(fromBase64(token), root);
  if (manifest === null) return null;
  const files = new Map(
    Object.entries(data.files).map(([path, content]) => [path, fromBase64(content)]),
  );
  const named = new Map([...manifest.files].filter(([path]) => isData(path)));
  for (const path of ["records.bin", "numbers.bin", "words.json", "models.json"])
    if (!named.has(path)) return null;
  for (const path of files.keys()) if (!named.has(path)) return null;
  if (!(await isWhole({ ...manifest, files: named }, files))) return null;
  return { manifest, files, anchor: toHex(await sha256(root)) };
}
