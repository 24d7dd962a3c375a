/** The signed messages that decide: credential, statement, status list, checkpoint. */

import { type Bytes, inflate } from "./bytes.ts";
import { decode, Fields, Malformed } from "./cbor.ts";
import { codeFromBytes } from "./code.ts";
import { decodeEnvelope, type Envelope } from "./cose.ts";
import {
  type Attestation,
  FACT_KEYS,
  instant,
  OPTIONAL_FACT_KEYS,
  readAttestation,
} from "./facts.ts";
import { type TreeHead, treeHead } from "./merkle.ts";

export const MOST_CREDENTIAL_BYTES = 600;
const MOST_LIST_BYTES = 1 << 17;

/** All that opening a message must know of its type. */
export interface MessageType<Message> {
  readonly typ: string | null;
  readonly mostBytes: number;
  readonly signedBy: "issuing" | "issuing-or-root" | "root" | "witness";
  /** What counts where the key was compromised later than the message says it was made. */
  readonly afterCompromise: "refused" | "proven" | "as-dated";
  read(payload: Bytes): Promise<Message> | Message;
  signedAt(message: Message): number;
}

export function envelopeOf<Message>(data: Bytes, type: MessageType<Message>): Envelope {
  return decodeEnvelope(data, type.typ, type.mostBytes);
}

export interface StatusReference {
  readonly uri: string;
  readonly index: number;
}

export interface Credential {
  readonly attestation: Attestation;
  readonly status: StatusReference;
}

export const CREDENTIAL: MessageType<Credential> = {
  typ: null,
  mostBytes: MOST_CREDENTIAL_BYTES,
  signedBy: "issuing",
  afterCompromise: "as-dated",
  read(payload) {
    const claims = Fields.of(decode(payload), [6, 7, 65535, -65537]);
    const status = Fields.of(claims.value(65535), ["status_list"]);
    const reference = Fields.of(status.value("status_list"), ["idx", "uri"]);
    const index = reference.int("idx");
    if (index < 0) throw new Malformed("an index below zero");
    const facts = Fields.of(claims.value(-65537), FACT_KEYS, OPTIONAL_FACT_KEYS);
    return {
      attestation: readAttestation(facts, codeFromBytes(claims.bytes(7)), claims.int(6)),
      status: { uri: reference.text("uri"), index },
    };
  },
  signedAt: (credential) => credential.attestation.issuedAt,
};

export type Kind = "issued" | "extended" | "withdrawn" | "replaced" | "erased";

export interface Statement {
  readonly kind: Kind;
  readonly code: string;
  readonly madeAt: number;
  readonly signedAt: number;
  readonly digest: Bytes | null;
  readonly reason: string | null;
}

// By kind: the fields that are there, and those that may be.
const EVENTS: Record<Kind, readonly [readonly number[], readonly number[]]> = {
  issued: [[1, 2], [6]],
  extended: [[1, 2], []],
  withdrawn: [[1, 3], [5]],
  replaced: [[1, 3, 4], [5]],
  erased: [[1], [7]],
};

export const STATEMENT: MessageType<Statement> = {
  typ: "application/attestation-statement+cwt",
  mostBytes: 1200,
  signedBy: "issuing-or-root",
  afterCompromise: "proven",
  read(payload) {
    const claims = Fields.of(decode(payload), [6, 7, -65538]);
    const kind = kindOf(claims);
    if (kind === null) throw new Malformed("an event of another kind");
    const event = Fields.of(claims.value(-65538), ...EVENTS[kind]);
    const signedAt = instant(claims.int(6));
    const earlier = event.optionalInt(5);
    if (earlier !== null && instant(earlier) > signedAt)
      throw new Malformed("stated anew before it happened");
    const reason = event.optionalText(3);
    if (reason !== null && ([...reason].length < 1 || [...reason].length > 200))
      throw new Malformed("a reason that is empty or too long");
    const successor = event.optionalBytes(4);
    if (successor !== null) codeFromBytes(successor);
    event.optionalBytes(6, 32);
    event.optionalBytes(7, 32);
    return {
      kind,
      code: codeFromBytes(claims.bytes(7)),
      madeAt: earlier ?? signedAt,
      signedAt,
      digest: event.optionalBytes(2, 32),
      reason,
    };
  },
  signedAt: (statement) => statement.signedAt,
};

/** The kind that a statement claims, verified or not: good for passing it over, and no more. */
export function claimedKind(payload: Bytes): Kind | null {
  const claims = decode(payload);
  return claims instanceof Map && claims.get(-65538) instanceof Map
    ? kindOf(Fields.of(claims, [...claims.keys()]))
    : null;
}

function kindOf(claims: Fields): Kind | null {
  const event = claims.value(-65538);
  const kind = event instanceof Map ? event.get(1) : null;
  return typeof kind === "string" && Object.hasOwn(EVENTS, kind) ? (kind as Kind) : null;
}

export interface StatusList {
  readonly uri: string;
  readonly issuedAt: number;
  /** From here on it can condemn, and never clears. */
  readonly expiresAt: number;
  /** The status at an index; null outside the list, which is an error and never "valid". */
  at(index: number): number | null;
}

export const STATUS_LIST: MessageType<StatusList> = {
  typ: "application/statuslist+cwt",
  mostBytes: 64 * 1024,
  signedBy: "issuing-or-root",
  // A list proves nothing of its own age.
  afterCompromise: "refused",
  async read(payload) {
    const claims = Fields.of(decode(payload), [2, 4, 6, 65534, 65533]);
    const list = Fields.of(claims.value(65533), ["bits", "lst"]);
    const bits = list.int("bits");
    if (![1, 2, 4, 8].includes(bits)) throw new Malformed("1, 2, 4 or 8 bits an entry");
    const packed = await inflate(list.bytes("lst"), MOST_LIST_BYTES);
    if (packed === null) throw new Malformed("the list cannot be unpacked");
    claims.int(65534);
    return {
      uri: claims.text(2),
      issuedAt: instant(claims.int(6)),
      expiresAt: instant(claims.int(4)),
      at(index) {
        const place = index * bits;
        const byte = index < 0 ? undefined : packed[Math.floor(place / 8)];
        return byte === undefined ? null : (byte >> (place % 8)) & ((1 << bits) - 1);
      },
    };
  },
  signedAt: (list) => list.issuedAt,
};

export interface Checkpoint extends TreeHead {
  readonly madeAt: number;
}

export const CHECKPOINT: MessageType<Checkpoint> = {
  typ: "application/attestation-checkpoint+cwt",
  mostBytes: 256,
  signedBy: "witness",
  afterCompromise: "refused",
  read(payload) {
    const claims = Fields.of(decode(payload), [6, -65539]);
    const head = Fields.of(claims.value(-65539), [1, 2]);
    return { ...treeHead(head.int(1), head.bytes(2, 32)), madeAt: instant(claims.int(6)) };
  },
  signedAt: (checkpoint) => checkpoint.madeAt,
};
