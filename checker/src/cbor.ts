/**
 * CBOR in core deterministic encoding (RFC 8949 §4.2.1), and nothing else.
 *
 * One value has one byte string: long forms, indefinite lengths, keys twice or out of order, tags,
 * floating point, numbers that this language cannot hold, and a byte at the end are refused.
 */

import type { Bytes } from "./bytes.ts";

export type Value = number | string | boolean | Bytes | Value[] | CborMap;
export type CborMap = Map<number | string, Value>;

/** What somebody else wrote, and what we do not read. */
export class Malformed extends Error {}

const DEPTH = 8;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

class Reader {
  place = 0;
  constructor(readonly data: Bytes) {}

  value(depth: number): Value {
    const first = this.take(1)[0] as number;
    const major = first >> 5;
    if (major === 7) {
      if (first === 0xf4 || first === 0xf5) return first === 0xf5;
      throw new Malformed("a simple value or a floating-point number");
    }
    const argument = this.argument(first & 31);
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.take(argument).slice();
      case 3:
        return this.text(argument);
      case 4:
        return this.array(argument, depth);
      case 5:
        return this.map(argument, depth);
      default:
        throw new Malformed("a tag");
    }
  }

  private argument(short: number): number {
    if (short < 24) return short;
    const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[short];
    if (width === undefined) throw new Malformed("a reserved or indefinite length");
    let number = 0;
    for (const byte of this.take(width)) number = number * 256 + byte;
    const smallest = { 1: 24, 2: 2 ** 8, 4: 2 ** 16, 8: 2 ** 32 }[width] as number;
    if (number < smallest || !Number.isSafeInteger(number))
      throw new Malformed("a number that is not in shortest form, or too large");
    return number;
  }

  private text(length: number): string {
    try {
      return utf8.decode(this.take(length));
    } catch (error) {
      if (error instanceof Malformed) throw error;
      throw new Malformed("text that is not UTF-8");
    }
  }

  private array(length: number, depth: number): Value[] {
    if (depth === 0 || length > this.data.length) throw new Malformed("too deep or too long");
    return Array.from({ length }, () => this.value(depth - 1));
  }

  private map(length: number, depth: number): CborMap {
    if (depth === 0 || length > this.data.length) throw new Malformed("too deep or too long");
    const map: CborMap = new Map();
    let before: Bytes | null = null;
    for (let index = 0; index < length; index += 1) {
      const start = this.place;
      const key = this.value(0);
      if (typeof key !== "number" && typeof key !== "string")
        throw new Malformed("a key that is neither number nor text");
      const encoded = this.data.slice(start, this.place);
      if (before !== null && !isBefore(before, encoded))
        throw new Malformed("keys twice or out of order");
      before = encoded;
      map.set(key, this.value(depth - 1));
    }
    return map;
  }

  private take(length: number): Bytes {
    const end = this.place + length;
    if (end > this.data.length) throw new Malformed("cut short");
    const taken = this.data.subarray(this.place, end);
    this.place = end;
    return taken;
  }
}

export function decode(data: Bytes): Value {
  const reader = new Reader(data);
  const value = reader.value(DEPTH);
  if (reader.place !== data.length) throw new Malformed("something follows");
  return value;
}

/** The shorter key first, then byte by byte; for the keys of our messages both orders agree. */
function isBefore(one: Bytes, other: Bytes): boolean {
  if (one.length !== other.length) return one.length < other.length;
  for (let place = 0; place < one.length; place += 1) {
    const [left, right] = [one[place] as number, other[place] as number];
    if (left !== right) return left < right;
  }
  return false;
}

/** A map that has these keys, and no other than these and the optional ones. */
export class Fields {
  private constructor(private readonly map: CborMap) {}

  static of(
    value: Value | undefined,
    required: readonly (number | string)[],
    optional: readonly (number | string)[] = [],
  ): Fields {
    if (!(value instanceof Map)) throw new Malformed("not a map");
    const known = new Set([...required, ...optional]);
    for (const key of value.keys()) if (!known.has(key)) throw new Malformed("an unknown key");
    for (const key of required) if (!value.has(key)) throw new Malformed("a key is missing");
    return new Fields(value);
  }

  has(key: number | string): boolean {
    return this.map.has(key);
  }
  value(key: number | string): Value | undefined {
    return this.map.get(key);
  }
  int(key: number | string): number {
    const value = this.map.get(key);
    if (typeof value === "number") return value;
    throw new Malformed("not a number");
  }
  text(key: number | string): string {
    const value = this.map.get(key);
    if (typeof value === "string") return value;
    throw new Malformed("not a text");
  }
  bytes(key: number | string, size?: number): Bytes {
    const value = this.map.get(key);
    if (value instanceof Uint8Array && (size === undefined || value.length === size)) return value;
    throw new Malformed("not bytes, or not so many");
  }
  array(key: number | string): Value[] {
    const value = this.map.get(key);
    if (Array.isArray(value)) return value;
    throw new Malformed("not an array");
  }
  optionalInt(key: number | string): number | null {
    return this.map.has(key) ? this.int(key) : null;
  }
  optionalText(key: number | string): string | null {
    return this.map.has(key) ? this.text(key) : null;
  }
  optionalBytes(key: number | string, size?: number): Bytes | null {
    return this.map.has(key) ? this.bytes(key, size) : null;
  }
}

export function isBytes(value: Value | undefined): value is Bytes {
  return value instanceof Uint8Array;
}
