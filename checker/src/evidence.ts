/**
 * Evidence as text: a QR text, a code, or neither with the reason.
 *
 * No address is followed. A text is compared with the issuer's own addresses character by
 * character, and any other address is suspicious.
 */

import type { Bytes } from "./bytes.ts";
import { parseCode } from "./code.ts";
import { MOST_CREDENTIAL_BYTES } from "./messages.ts";
import type { Gap } from "./verify.ts";

const PATH = "/v#";
const SCHEME = "https://";
const MOST_CHARACTERS = 4000;
const MOST_ADDRESS_CHARACTERS = 200;
const MOST_DIGITS = BigInt(`0x01${"ff".repeat(MOST_CREDENTIAL_BYTES)}`).toString().length;
// What Python takes for white space at the ends of a text.
const ENDS = /^[\s\u001c-\u001f\u0085]+|[\s\u001c-\u001f\u0085]+$/gu;
const ADDRESS_LIKE =
  /^(?:[a-z][a-z0-9+.-]*:\S|www\.|[^\s/@]+@|[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+(?:[/:?#]|$))/u;
const NUMBER = /^[A-Z]{1,8}-[0-9]{4}-[0-9]{4,9}$/u;

export type TextEvidence =
  | { readonly credential: Bytes }
  | { readonly code: string }
  | { readonly gap: Gap };

export function readText(given: string, addresses: readonly string[]): TextEvidence {
  const text = given.replace(ENDS, "");
  if (text === "") return { gap: "empty" };
  if ([...text].length > MOST_CHARACTERS) return { gap: "not-a-code" };
  const digits = /^#?([0-9]{64,})$/u.exec(text);
  if (digits?.[1] !== undefined) return readDigits(digits[1]);
  if (leadsTo(text, addresses)) return readQrText(text, addresses);
  // Browsers leave the scheme out of what they show, and so do people who copy it.
  if (leadsTo(SCHEME + text, addresses)) return readQrText(SCHEME + text, addresses);
  const reading = parseCode(text);
  if ("code" in reading) return reading;
  return { gap: reading.fault === "code-mistyped" ? "code-mistyped" : whatElse(text) };
}

export function readQrText(text: string, addresses: readonly string[]): TextEvidence {
  const read = text.slice(0, MOST_ADDRESS_CHARACTERS + MOST_DIGITS);
  const place = read.indexOf(PATH);
  if (place < 0 || !addresses.includes(read.slice(0, place)))
    return { gap: isAddress(text) ? "foreign-address" : "no-credential" };
  return readDigits(read.slice(place + PATH.length));
}

export function readDigits(digits: string): TextEvidence {
  const nothing: TextEvidence = { gap: "no-credential" };
  if (!/^[1-9][0-9]*$/u.test(digits) || digits.length > MOST_DIGITS) return nothing;
  const hex = BigInt(digits).toString(16);
  // The mark is 0x01: its leading zero is not written.
  if (hex.length % 2 === 0 || !hex.startsWith("1")) return nothing;
  const pairs = hex.slice(1).match(/../gu) ?? [];
  return { credential: Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) };
}

export function leadsTo(text: string, addresses: readonly string[]): boolean {
  return addresses.some((address) => text.startsWith(address + PATH));
}

/** Whether `text` looks like one of our QR texts and leads elsewhere. */
export function imitates(text: string, addresses: readonly string[]): boolean {
  return /\/v#[0-9]+/u.test(text) && !leadsTo(text, addresses);
}

function isAddress(text: string): boolean {
  return text.includes(PATH) || ADDRESS_LIKE.test(text.toLowerCase());
}

function whatElse(text: string): Gap {
  const bare = text
    .replace(/[\s\u001c-\u001f\u0085]+/gu, "")
    .replace(/[‐‑‒–—−]/gu, "-")
    .toUpperCase();
  if (NUMBER.test(bare.replace(/^N°/u, ""))) return "number-only";
  return isAddress(text) ? "foreign-address" : "not-a-code";
}
