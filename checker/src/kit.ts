/** A kit, as its manifest says it: believed once the root signed it and every file is what it says. */

import { type Bytes, concat, equal, indexOf, sha256, toHex } from "./bytes.ts";
import { decode, Fields, isBytes, Malformed, type Value } from "./cbor.ts";
import { codeToBytes } from "./code.ts";
import { encodeEnvelope, isSignedBy } from "./cose.ts";
import { instant } from "./facts.ts";
import { attempt, type Issuer, refusalAt, type TrustedKey, TrustedKeys } from "./keys.ts";
import type { Inclusion } from "./merkle.ts";
import { envelopeOf, type MessageType, STATEMENT, STATUS_LIST } from "./messages.ts";
import type { Evidence, Known, Policy } from "./verify.ts";

export interface Manifest {
  /** The day of the snapshot, in seconds. */
  readonly madeAt: number;
  /** SHA-256 of each file, in hex. */
  readonly files: ReadonlyMap<string, string>;
  readonly keys: readonly {
    readonly use: number;
    readonly key: Omit<TrustedKey, "issuer"> & Named;
  }[];
  readonly addresses: readonly string[];
  readonly clockSlack: number;
  readonly documentKeys: readonly string[];
  /** Nothing was issued after it. */
  readonly isLast: boolean;
}

interface Named {
  readonly name: string;
  readonly contact: string | null;
}

/** What a kit holds of one attestation. */
export interface KitRecord {
  readonly signed:
    | (Omit<Known, "issuer" | "isDoubtful" | "attestation" | "code"> & {
        readonly kid: string;
      })
    | null;
  readonly statements: readonly Bytes[];
  readonly inclusions: readonly Inclusion[];
  /** When and why it was replaced; the root vouches for it, since the statement is left out. */
  readonly replaced: { readonly endedAt: number; readonly reason: string } | null;
}

/** All that a check asks of a kit. */
export interface Snapshot {
  readonly policy: Policy;
  readonly madeAt: number;
  readonly isLast: boolean;
  record(code: string): Promise<KitRecord | null>;
  hasNumber(number: string): Promise<boolean>;
  list(uri: string): Bytes | null;
}

export const KIT: MessageType<Manifest> = {
  typ: "application/attestation-kit+cwt",
  mostBytes: 1 << 20,
  signedBy: "root",
  afterCompromise: "refused",
  read: readManifest,
  signedAt: (manifest) => manifest.madeAt,
};

// SubjectPublicKeyInfo of P-256, up to its point (RFC 5480 §2).
const P256_HEAD = Uint8Array.from(
  [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08].concat(
    [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00],
  ),
);
const POINT_BYTES = 65;
const ROOT = 3;
/** Of no credential: without a proof of age nothing asks for it. */
const NO_DIGEST: Bytes = new Uint8Array();
const ROUNDS = 10_000;
const SALT = new TextEncoder().encode("attestation-kit-1");

/** The manifest in `token`, if the root whose certificate is `root` signed it; else null. */
export async function openManifest(token: Bytes, root: Bytes): Promise<Manifest | null> {
  const fingerprint = await sha256(root);
  const point = pointOf(root);
  const envelope = attempt(() => envelopeOf(token, KIT));
  if (envelope === null || point === null) return null;
  if (envelope.kid !== toHex(fingerprint.subarray(0, 8))) return null;
  if (!(await isSignedBy(envelope, { point }))) return null;
  const manifest = attempt(() => readManifest(envelope.payload));
  // A root that may sign messages, on a day of its certificate; as everywhere, of the very same key.
  const isItsRoot = manifest?.keys.some(
    ({ use, key }) =>
      use === ROOT &&
      key.kid === envelope.kid &&
      equal(key.point, point) &&
      refusalAt(key, manifest.madeAt) === null,
  );
  return isItsRoot ? manifest : null;
}

/** Whether `files` are all those of the manifest, byte for byte. */
export async function isWhole(
  manifest: Manifest,
  files: ReadonlyMap<string, Bytes>,
): Promise<boolean> {
  for (const [path, digest] of manifest.files) {
    const content = files.get(path);
    if (content === undefined || toHex(await sha256(content)) !== digest) return false;
  }
  return true;
}

export function readManifest(payload: Bytes): Manifest {
  const claims = Fields.of(decode(payload), [6, -65550]);
  const kit = Fields.of(claims.value(-65550), [1, 2, 3]);
  const policy = Fields.of(kit.value(2), [1, 2, 3, 4]);
  const files = kit.value(1);
  if (!(files instanceof Map)) throw new Malformed("no files");
  const isLast = kit.value(3);
  if (typeof isLast !== "boolean") throw new Malformed("the last one or not");
  return {
    madeAt: instant(claims.int(6)),
    files: new Map(
      [...files].map(([path, digest]) => {
        if (typeof path !== "string" || !isBytes(digest)) throw new Malformed("not a file");
        return [path, toHex(digest)];
      }),
    ),
    keys: policy.array(1).map(readKey),
    addresses: policy.array(2).map((one) => {
      if (typeof one !== "string") throw new Malformed("not an address");
      return one;
    }),
    clockSlack: policy.int(3),
    documentKeys: policy.array(4).map((one) => toHex(bytesOf(one))),
    isLast,
  };
}

function readKey(value: Value): Manifest["keys"][number] {
  const key = Fields.of(value, [1, 2, 3, 4, 5, 7], [6, 8]);
  const revocation = key.has(6) ? key.array(6) : null;
  if (revocation !== null && typeof revocation[0] !== "boolean") throw new Malformed("revocation");
  return {
    use: key.int(2),
    key: {
      kid: toHex(key.bytes(1, 8)),
      point: key.bytes(3, POINT_BYTES),
      notBefore: instant(key.int(4)),
      notAfter: instant(key.int(5)),
      revocation:
        revocation === null
          ? null
          : { isCompromise: revocation[0] as boolean, invalidSince: numberOf(revocation[1]) },
      name: key.text(7),
      contact: key.optionalText(8),
    },
  };
}

export function policyOf(manifest: Manifest, anchor: string): Policy {
  const uses = [new Map(), new Map(), new Map()] as Map<string, TrustedKey>[];
  const [issuing, witnesses, roots] = uses as [
    Map<string, TrustedKey>,
    Map<string, TrustedKey>,
    Map<string, TrustedKey>,
  ];
  for (const { use, key } of manifest.keys) {
    const { name, contact, ...rest } = key;
    const issuer: Issuer = { name, contact, anchor };
    uses[use - 1]?.set(key.kid, { ...rest, issuer });
  }
  for (const [kid, key] of roots) witnesses.set(kid, key);
  return {
    keys: new TrustedKeys(issuing, witnesses, roots),
    addresses: manifest.addresses,
    clockSlack: manifest.clockSlack,
    documentKeys: manifest.documentKeys,
  };
}

/** The records of a kit: each opens with its code, and with nothing else. */
export class SealedRecords {
  private readonly places = new Map<string, [number, number]>();

  constructor(private readonly file: Bytes) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    for (let place = 0; place < file.length; ) {
      const size = view.getUint32(place + 16);
      this.places.set(toHex(file.subarray(place, place + 16)), [place + 20, size]);
      place += 20 + size;
    }
  }

  async open(code: string): Promise<KitRecord | null> {
    const derived = await derive(code);
    const tag = await sha256(concat(new TextEncoder().encode("tag"), derived));
    const place = this.places.get(toHex(tag.subarray(0, 16)));
    if (place === undefined) return null;
    const [start, size] = place;
    const secret = await sha256(concat(new TextEncoder().encode("key"), derived));
    const key = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["decrypt"]);
    const nonce = this.file.slice(start, start + 12);
    const sealed = this.file.slice(start + 12, start + size);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, sealed);
    return readRecord(new Uint8Array(plain));
  }
}

async function derive(code: string): Promise<Bytes> {
  const secret = codeToBytes(code);
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: SALT, iterations: ROUNDS };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
}

export function readRecord(data: Bytes): KitRecord {
  const record = Fields.of(decode(data), [2], [1, 3, 4]);
  const signed = record.has(1) ? record.array(1) : null;
  const replaced = record.has(4) ? record.array(4) : null;
  return {
    signed:
      signed === null
        ? null
        : {
            kid: toHex(bytesOf(signed[0])),
            issuedAt: numberOf(signed[1]),
            digest: signed.length > 4 ? bytesOf(signed[4]) : NO_DIGEST,
            status: { index: numberOf(signed[2]), uri: textOf(signed[3]) },
          },
    statements: record.array(2).map((one) => readStatement(one, signed?.[0])),
    inclusions: record.has(3) ? record.array(3).map(readInclusion) : [],
    replaced:
      replaced === null ? null : { endedAt: numberOf(replaced[0]), reason: textOf(replaced[1]) },
  };
}

/** A statement as it was signed, out of its payload and signature, and its kid where it has one. */
function readStatement(value: Value, kid: Value | undefined): Bytes {
  if (!Array.isArray(value)) return bytesOf(value);
  const [signer, payload, signature] = value.length === 2 ? [kid, ...value] : value;
  return encodeEnvelope(bytesOf(signer), STATEMENT.typ, bytesOf(payload), bytesOf(signature));
}

function readInclusion(value: Value): Inclusion {
  if (!Array.isArray(value) || !Array.isArray(value[3])) throw new Malformed("not an inclusion");
  return {
    statement: bytesOf(value[0]),
    credentialDigest: bytesOf(value[1]),
    index: numberOf(value[2]),
    path: value[3].map(bytesOf),
    checkpoint: bytesOf(value[4]),
  };
}

/** Lists by the uri that each names itself; the newest of one uri. */
export async function listsByUri(
  tokens: readonly Bytes[],
  policy: Policy,
): Promise<ReadonlyMap<string, Bytes>> {
  const newest = new Map<string, { token: Bytes; issuedAt: number }>();
  for (const token of tokens) {
    const opened = await policy.keys.open(token, STATUS_LIST);
    if ("refusal" in opened) continue;
    const { uri, issuedAt } = opened.message;
    const before = newest.get(uri);
    if (before === undefined || before.issuedAt < issuedAt) newest.set(uri, { token, issuedAt });
  }
  return new Map([...newest].map(([uri, { token }]) => [uri, token]));
}

export async function openSnapshot(
  manifest: Manifest,
  files: ReadonlyMap<string, Bytes>,
  anchor: string,
): Promise<Snapshot> {
  const policy = policyOf(manifest, anchor);
  const tokens = [...files].flatMap(([path, data]) => (path.startsWith("status/") ? [data] : []));
  const lists = await listsByUri(tokens, policy);
  const records = new SealedRecords(files.get("records.bin") ?? new Uint8Array());
  const numbers = new Set<string>();
  const tags = files.get("numbers.bin") ?? new Uint8Array();
  for (let place = 0; place < tags.length; place += 8)
    numbers.add(toHex(tags.subarray(place, place + 8)));
  return {
    policy,
    madeAt: manifest.madeAt,
    isLast: manifest.isLast,
    record: (code) => records.open(code),
    list: (uri) => lists.get(uri) ?? null,
    async hasNumber(number) {
      const digest = await sha256(new TextEncoder().encode(number));
      return numbers.has(toHex(digest.subarray(0, 8)));
    },
  };
}

export function evidenceOf(snapshot: Snapshot, record: KitRecord | null, uri: string): Evidence {
  return {
    statusList: snapshot.list(uri),
    statements: record?.statements ?? [],
    inclusions: record?.inclusions ?? [],
    replaced: record?.replaced ?? null,
  };
}

/** The point of a certificate's P-256 key; null where there is none, or more than one. */
function pointOf(certificate: Bytes): Bytes | null {
  const place = indexOf(certificate, P256_HEAD);
  if (place < 0 || indexOf(certificate, P256_HEAD, place + 1) >= 0) return null;
  const start = place + P256_HEAD.length;
  return certificate.slice(start, start + POINT_BYTES);
}

function bytesOf(value: Value | undefined): Bytes {
  if (isBytes(value)) return value;
  throw new Malformed("not bytes");
}

function numberOf(value: Value | undefined): number {
  if (typeof value === "number") return value;
  throw new Malformed("not a number");
}

function textOf(value: Value | undefined): string {
  if (typeof value === "string") return value;
  throw new Malformed("not a text");
}
