/** Who may sign, and the one rule that decides whether a signed message counts. */

import { type Bytes, equal } from "./bytes.ts";
import { Malformed } from "./cbor.ts";
import { type Envelope, isSignedBy, type PublicKey } from "./cose.ts";
import { type Inclusion, isUnder } from "./merkle.ts";
import { CHECKPOINT, type Checkpoint, envelopeOf, type MessageType } from "./messages.ts";

export type Refusal =
  | "unknown-key"
  | "bad-signature"
  | "outside-validity"
  | "key-compromised"
  | "unknown-code"
  | "malformed";

export interface Issuer {
  readonly name: string;
  readonly contact: string | null;
  /** SHA-256 of the root certificate, in hex: what makes two issuers the same. */
  readonly anchor: string;
}

export interface TrustedKey extends PublicKey {
  readonly kid: string;
  readonly issuer: Issuer;
  readonly notBefore: number;
  /** It signs nothing after this instant; what it signed before stays good. */
  readonly notAfter: number;
  readonly revocation: { readonly isCompromise: boolean; readonly invalidSince: number } | null;
}

export type Opened<Message> =
  | { readonly message: Message; readonly key: TrustedKey }
  | { readonly refusal: Refusal };

export interface OpenOptions {
  /** Whose key must have signed it; any organisation's without. */
  readonly issuer?: Issuer;
  /** Proofs of age, for what a key signed that was compromised later. */
  readonly inclusions?: readonly Inclusion[];
}

type Keys = ReadonlyMap<string, TrustedKey>;

export class TrustedKeys {
  constructor(
    readonly issuing: Keys,
    readonly witnesses: Keys,
    readonly roots: Keys,
  ) {}

  /** Open `data` if it is a message of `type` whose signature counts. */
  async open<Message>(
    data: Bytes,
    type: MessageType<Message>,
    { issuer, inclusions = [] }: OpenOptions = {},
  ): Promise<Opened<Message>> {
    // (1) Exactly one tagged COSE_Sign1 of our profile.
    const envelope = attempt(() => envelopeOf(data, type));
    if (envelope === null) return { refusal: "malformed" };
    // (2) The kit, not the message, decides the key, and the algorithm with it.
    const key = this.find(envelope.kid, type.signedBy);
    if (key === undefined || (issuer !== undefined && key.issuer.anchor !== issuer.anchor))
      return { refusal: "unknown-key" };
    // (3) The signature, and only then the claims.
    if (!(await isSignedBy(envelope, key))) return { refusal: "bad-signature" };
    const message = await read(envelope, type);
    if (message === null) return { refusal: "malformed" };
    // (4) The key was within its validity, and in its owner's hands.
    const refusal = refusalAt(key, type.signedAt(message));
    if (refusal !== null) return { refusal };
    // (5) What a compromised key says about time counts for nothing of itself.
    if (key.revocation?.isCompromise && type.afterCompromise !== "as-dated") {
      const isProven =
        type.afterCompromise === "proven" &&
        (await this.existedBefore(key.revocation.invalidSince, data, key.issuer, inclusions));
      if (!isProven) return { refusal: "key-compromised" };
    }
    return { message, key };
  }

  /** The checkpoint that `inclusion` is under, if a witness of `issuer` signed it. */
  async witnessed(inclusion: Inclusion, issuer: Issuer): Promise<Checkpoint | null> {
    const opened = await this.open(inclusion.checkpoint, CHECKPOINT, { issuer });
    if ("refusal" in opened || !(await isUnder(inclusion, opened.message))) return null;
    return opened.message;
  }

  private async existedBefore(
    instant: number,
    statement: Bytes,
    issuer: Issuer,
    inclusions: readonly Inclusion[],
  ): Promise<boolean> {
    for (const inclusion of inclusions) {
      if (!equal(inclusion.statement, statement)) continue;
      const checkpoint = await this.witnessed(inclusion, issuer);
      if (checkpoint !== null && checkpoint.madeAt < instant) return true;
    }
    return false;
  }

  private find(kid: string, signedBy: MessageType<unknown>["signedBy"]): TrustedKey | undefined {
    switch (signedBy) {
      case "witness":
        return this.witnesses.get(kid);
      case "root":
        return this.roots.get(kid);
      case "issuing-or-root":
        return this.issuing.get(kid) ?? this.roots.get(kid);
      case "issuing":
        return this.issuing.get(kid);
    }
  }
}

/** Why a signature that says `instant` counts for nothing; null if it may count. */
export function refusalAt(
  key: Pick<TrustedKey, "notBefore" | "notAfter" | "revocation">,
  instant: number,
): Refusal | null {
  if (key.revocation !== null && instant >= key.revocation.invalidSince)
    return key.revocation.isCompromise ? "key-compromised" : "outside-validity";
  return key.notBefore <= instant && instant <= key.notAfter ? null : "outside-validity";
}

/** What `make` makes; null where it finds something malformed. */
export function attempt<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

async function read<Message>(
  envelope: Envelope,
  type: MessageType<Message>,
): Promise<Message | null> {
  try {
    return await type.read(envelope.payload);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
