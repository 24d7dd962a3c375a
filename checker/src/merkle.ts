/** Merkle trees of RFC 6962 §2.1, inclusion as RFC 9162 §2.1.3.2 checks it. */

import { type Bytes, concat, equal, sha256 } from "./bytes.ts";
import { Malformed } from "./cbor.ts";

export interface TreeHead {
  readonly size: number;
  readonly root: Bytes;
}

/** What is offered as proof that a statement is under a checkpoint. */
export interface Inclusion {
  readonly statement: Bytes;
  readonly credentialDigest: Bytes;
  readonly index: number;
  readonly path: readonly Bytes[];
  readonly checkpoint: Bytes;
}

export function treeHead(size: number, root: Bytes): TreeHead {
  if (size < 1) throw new Malformed("a tree has a leaf");
  return { size, root };
}

/** Whether the path leads from the statement, and the credential that it is about, to the root. */
export async function isUnder(inclusion: Inclusion, head: TreeHead): Promise<boolean> {
  if (inclusion.index < 0 || inclusion.index >= head.size) return false;
  let node = inclusion.index;
  let last = head.size - 1;
  let hash = await leafOf(inclusion);
  for (const sibling of inclusion.path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = await nodeOf(sibling, hash);
      while (node % 2 === 0 && node > 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await nodeOf(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(hash, head.root);
}

/** `leaf-entry = [bstr .cbor statement, bstr .size 32]` after a byte that no node begins with. */
function leafOf(inclusion: Inclusion): Promise<Bytes> {
  const { statement, credentialDigest } = inclusion;
  const n = statement.length;
  const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  const entry = concat(Uint8Array.of(0x82, ...head), statement);
  return sha256(
    concat(Uint8Array.of(0), entry, Uint8Array.of(0x58, credentialDigest.length), credentialDigest),
  );
}

function nodeOf(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(1), left, right));
}
