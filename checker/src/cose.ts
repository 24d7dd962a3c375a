/**
 * COSE_Sign1 in the one shape that issuers write: RFC 9052 §4.2, ES256, nothing optional.
 *
 * Read by hand, so that nothing of an unverified message reaches a general decoder.
 */

import { ascii, type Bytes, concat, equal, startsWith, toHex } from "./bytes.ts";
import { Malformed } from "./cbor.ts";

const HALF_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n / 2n;
const KID_BYTES = 8;
const SIGNATURE_BYTES = 64;
const TAG_18_ARRAY_OF_4 = Uint8Array.of(0xd2, 0x84);
const EMPTY_MAP = Uint8Array.of(0xa0);
const SIGNATURE_HEAD = Uint8Array.of(0x58, 0x40);
const SIG_STRUCTURE_HEAD = concat(Uint8Array.of(0x84, 0x6a), ascii("Signature1"));
const EMPTY_BYTE_STRING = Uint8Array.of(0x40);

/** A well-shaped message of which nothing has been verified yet. */
export interface Envelope {
  readonly kid: string;
  readonly protectedHeader: Bytes;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

export interface PublicKey {
  /** The point, 65 bytes, not compressed. */
  readonly point: Bytes;
}

/** Read exactly one message of type `typ`; null for a credential, which carries none. */
export function decodeEnvelope(data: Bytes, typ: string | null, mostBytes: number): Envelope {
  if (data.length > mostBytes) throw new Malformed("too long");
  if (!startsWith(data, TAG_18_ARRAY_OF_4)) throw new Malformed("not a COSE_Sign1");
  const [protectedHeader, afterHeader] = takeByteString(data.subarray(2));
  if (!startsWith(afterHeader, EMPTY_MAP)) throw new Malformed("an unprotected header");
  const [payload, rest] = takeByteString(afterHeader.subarray(1));
  if (!startsWith(rest, SIGNATURE_HEAD) || rest.length !== 2 + SIGNATURE_BYTES)
    throw new Malformed("not followed by a signature and the end");
  const kid = protectedHeader.slice(5, 5 + KID_BYTES);
  if (kid.length !== KID_BYTES || !equal(protectedHeader, encodeProtected(kid, typ)))
    throw new Malformed("the protected header is not exactly ours");
  return { kid: toHex(kid), protectedHeader, payload, signature: rest.subarray(2) };
}

/** Whether the last bytes are the head of a signature and 64 bytes, as those of a whole message. */
export function endsWithSignature(data: Bytes): boolean {
  return startsWith(data.subarray(-SIGNATURE_BYTES - SIGNATURE_HEAD.length), SIGNATURE_HEAD);
}

/** Put the parts of a message together, as whoever signed it wrote them. */
export function encodeEnvelope(
  kid: Bytes,
  typ: string | null,
  payload: Bytes,
  signature: Bytes,
): Bytes {
  const head = concat(TAG_18_ARRAY_OF_4, byteString(encodeProtected(kid, typ)), EMPTY_MAP);
  return concat(head, byteString(payload), byteString(signature));
}

/** Whether `key` made the signature (RFC 9052 §4.4), s in the lower half. */
export async function isSignedBy(envelope: Envelope, key: PublicKey): Promise<boolean> {
  const s = BigInt(`0x${toHex(envelope.signature.subarray(32))}`);
  // SECURITY: n - s is as valid as s: the vector "mirrored signature".
  if (s === 0n || s > HALF_ORDER) return false;
  const message = concat(
    SIG_STRUCTURE_HEAD,
    byteString(envelope.protectedHeader),
    EMPTY_BYTE_STRING,
    byteString(envelope.payload),
  );
  const imported = await importKey(key.point);
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  return crypto.subtle.verify(algorithm, imported, envelope.signature, message);
}

function importKey(point: Bytes): Promise<CryptoKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  return crypto.subtle.importKey("raw", point, algorithm, false, ["verify"]);
}

/** `{1: -7, 4: kid}`, with `16: typ` where there is one (RFC 9596). */
function encodeProtected(kid: Bytes, typ: string | null): Bytes {
  const head = Uint8Array.of(typ === null ? 0xa2 : 0xa3, 0x01, 0x26, 0x04, 0x48);
  if (typ === null) return concat(head, kid);
  const text = ascii(typ);
  const length = text.length < 24 ? [0x60 | text.length] : [0x78, text.length];
  return concat(head, kid, Uint8Array.of(0x10, ...length), text);
}

function byteString(data: Bytes): Bytes {
  const n = data.length;
  if (n < 24) return concat(Uint8Array.of(0x40 | n), data);
  if (n < 1 << 8) return concat(Uint8Array.of(0x58, n), data);
  if (n < 1 << 16) return concat(Uint8Array.of(0x59, n >> 8, n & 255), data);
  return concat(Uint8Array.of(0x5a, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255), data);
}

function takeByteString(data: Bytes): [Bytes, Bytes] {
  const first = data[0];
  if (first === undefined || first >> 5 !== 2) throw new Malformed("not a byte string");
  const short = first & 31;
  const width = short < 24 ? 0 : { 24: 1, 25: 2, 26: 4 }[short];
  if (width === undefined) throw new Malformed("a byte string of indefinite or absurd length");
  let length = short;
  if (width > 0) {
    length = 0;
    for (const byte of data.subarray(1, 1 + width)) length = length * 256 + byte;
  }
  const smallest = { 0: 0, 1: 24, 2: 1 << 8, 4: 1 << 16 }[width] as number;
  const end = 1 + width + length;
  if (data.length < end || length < smallest)
    throw new Malformed("a byte string that is cut short or not in shortest form");
  return [data.subarray(1 + width, end), data.subarray(end)];
}
