/**
 * A PDF file as far as this checker reads it: attachments that could be a credential, and traces of
 * the issuer's signature. Pages are not drawn, and no text is read.
 */

import { type Bytes, inflate, latin1, startsWith, toHex } from "./bytes.ts";
import { endsWithSignature } from "./cose.ts";
import { MOST_CREDENTIAL_BYTES } from "./messages.ts";

const COSE_SIGN1 = Uint8Array.of(0xd2, 0x84);
const HEX_STRING = /<([0-9A-Fa-f\s]{600,200000})/gu;
const MOST_FOUND = 50;
const MOST_STREAMS = 400;

export interface PdfContent {
  readonly attachments: readonly Bytes[];
  /** It carries a signature with a key of the issuer's. */
  readonly isSignedByTrusted: boolean;
  readonly isEncrypted: boolean;
}

export function isPdf(data: Bytes): boolean {
  return latin1(data.subarray(0, 1024)).includes("%PDF-");
}

export async function readPdf(data: Bytes, trustedPoints: readonly string[]): Promise<PdfContent> {
  const text = latin1(data);
  return {
    attachments: await attachmentsIn(data, text),
    isSignedByTrusted: holdsKey(text, trustedPoints),
    isEncrypted: /\/Encrypt\s+[0-9]+\s+[0-9]+\s+R/u.test(text),
  };
}

/** Each stream that, as it is or unpacked, is a COSE_Sign1 of a credential's size. */
async function attachmentsIn(data: Bytes, text: string): Promise<Bytes[]> {
  const found = new Map<string, Bytes>();
  let count = 0;
  for (const match of text.matchAll(/stream\r?\n/gu)) {
    if (text.slice(match.index - 3, match.index) === "end") continue;
    count += 1;
    if (count > MOST_STREAMS) break;
    const start = match.index + match[0].length;
    const end = text.indexOf("endstream", start);
    const raw = data.slice(start, end < 0 ? data.length : end);
    for (const whole of [trimmed(raw), await unpacked(raw)])
      if (whole !== null && startsWith(whole, COSE_SIGN1)) found.set(toHex(whole), whole);
  }
  return [...found.values()];
}

/**
 * The stream without the end of line before `endstream`, of which only its length says whether it is
 * a part: a signature may end with such a byte, so the piece that ends with a whole one is taken.
 */
function trimmed(raw: Bytes): Bytes | null {
  const pieces = ["\r\n", "\n", "\r", ""]
    .filter((end) => latin1(raw.subarray(raw.length - end.length)) === end)
    .map((end) => raw.slice(0, raw.length - end.length))
    .filter((piece) => piece.length <= MOST_CREDENTIAL_BYTES);
  return pieces.find(endsWithSignature) ?? pieces[0] ?? null;
}

async function unpacked(raw: Bytes): Promise<Bytes | null> {
  // A zlib stream (RFC 1950) of a credential: short, and with the method "deflate".
  if (raw.length > 2 * MOST_CREDENTIAL_BYTES || ((raw[0] ?? 0) & 15) !== 8) return null;
  for (const end of [0, 1, 2]) {
    const content = await inflate(raw.slice(0, raw.length - end), MOST_CREDENTIAL_BYTES);
    if (content !== null) return content;
  }
  return null;
}

function holdsKey(text: string, points: readonly string[]): boolean {
  let count = 0;
  for (const match of text.matchAll(HEX_STRING)) {
    count += 1;
    if (count > MOST_FOUND) return false;
    const digits = (match[1] ?? "").replace(/\s/gu, "").toLowerCase();
    if (points.some((point) => digits.includes(point))) return true;
  }
  return false;
}
