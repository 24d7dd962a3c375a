/** The verification code: 15 Crockford base-32 symbols and a Luhn mod 32 check symbol. */

import { type Bytes, toHex } from "./bytes.ts";
import { Malformed } from "./cbor.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SYMBOLS = 16;
const BETWEEN = /[-‐‑‒–—−_. \t\r\n\u00a0\u202f]/gu;

/** A code in sixteen symbols, or why a text is none. */
export type CodeReading =
  | { readonly code: string }
  | { readonly fault: "not-a-code" | "code-mistyped" };

export function parseCode(text: string): CodeReading {
  const symbols = [...text].length > 4 * SYMBOLS ? null : symbolsOf(text);
  if (symbols === null || symbols.length !== SYMBOLS) return { fault: "not-a-code" };
  return isValid(symbols) ? { code: symbols } : { fault: "code-mistyped" };
}

export function formatCode(code: string): string {
  return (code.match(/.{4}/gu) ?? []).join("-");
}

export function codeFromBytes(packed: Bytes): string {
  if (packed.length !== 10) throw new Malformed("not ten bytes");
  let value = BigInt(`0x${toHex(packed)}`);
  let symbols = "";
  for (let index = 0; index < SYMBOLS; index += 1) {
    symbols = ALPHABET.charAt(Number(value & 31n)) + symbols;
    value >>= 5n;
  }
  if (!isValid(symbols)) throw new Malformed("the check symbol disagrees");
  return symbols;
}

export function codeToBytes(code: string): Bytes {
  let value = 0n;
  for (const symbol of code) value = (value << 5n) | BigInt(ALPHABET.indexOf(symbol));
  const packed = new Uint8Array(10);
  for (let place = 9; place >= 0; place -= 1) {
    packed[place] = Number(value & 255n);
    value >>= 8n;
  }
  return packed;
}

function symbolsOf(text: string): string | null {
  const read = { O: "0", I: "1", L: "1" } as Record<string, string>;
  const symbols = [...text.replace(BETWEEN, "").toUpperCase()].map((one) => read[one] ?? one);
  return symbols.every((one) => ALPHABET.includes(one)) ? symbols.join("") : null;
}

function isValid(symbols: string): boolean {
  let sum = 0;
  [...symbols].reverse().forEach((symbol, place) => {
    const value = ALPHABET.indexOf(symbol) * (place % 2 === 0 ? 1 : 2);
    sum += Math.floor(value / 32) + (value % 32);
  });
  return sum % 32 === 0;
}
