/**
 * Verification of a credential: from bytes, keys, evidence and an instant to a verdict.
 *
 * `attestation/verdict/verify.py` in another language; `tests/vectors/` hold both to one answer.
 */

import { type Bytes, equal, sha256, toHex } from "./bytes.ts";
import type { Attestation } from "./facts.ts";
import { attempt, type Issuer, type Refusal, refusalAt, type TrustedKeys } from "./keys.ts";
import type { Inclusion } from "./merkle.ts";
import {
  CREDENTIAL,
  claimedKind,
  envelopeOf,
  type Kind,
  STATEMENT,
  STATUS_LIST,
  type Statement,
  type StatusList,
  type StatusReference,
} from "./messages.ts";

export type Gap =
  | "no-credential"
  | "foreign-address"
  | "code-mistyped"
  | "not-a-code"
  | "number-only"
  | "empty"
  | "not-a-document"
  | "password";

export type Obstacle =
  | "stale-status"
  | "no-status"
  | "erased"
  | "rolled-back-status"
  | "number-twice"
  | "from-the-future"
  | "too-large"
  | "several-attestations"
  | "failed"
  /** Of the kit alone: a page that nobody compared. */
  | "page-not-read"
  /** Of the kit alone: a code that it does not know, because it may be newer. */
  | "not-in-kit"
  /** Of the kit alone: it is not signed, not whole, or older than one that was seen. */
  | "kit-refused";

export type Contradiction = "bytes" | "two-credentials";

export type Verdict =
  | { readonly name: "genuine"; readonly known: Known; readonly isErased: boolean }
  | {
      readonly name: "replaced";
      readonly known: Known;
      readonly endedAt: number;
      readonly reason: string;
    }
  | {
      readonly name: "withdrawn";
      readonly known: Known;
      readonly endedAt: number | null;
      readonly reason: string | null;
    }
  | { readonly name: "altered"; readonly known: Known | null; readonly reason: Contradiction }
  | { readonly name: "not_ours"; readonly reason: Refusal }
  | { readonly name: "unreadable"; readonly reason: Gap }
  | { readonly name: "cannot_check"; readonly reason: Obstacle };

/** An attestation of which is known who signed it; of its status nothing is known yet. */
export interface Known {
  readonly code: string;
  readonly issuer: Issuer;
  readonly issuedAt: number;
  readonly status: StatusReference;
  /** SHA-256 of the credential; empty where a code alone led here and no proof asks for it. */
  readonly digest: Bytes;
  /** Its key was compromised later than its own date, so it needs a proof of age. */
  readonly isDoubtful: boolean;
  /** What was signed; null where a code alone led here, because a kit holds no credential. */
  readonly attestation: Attestation | null;
}

export interface Policy {
  readonly keys: TrustedKeys;
  readonly addresses: readonly string[];
  readonly clockSlack: number;
  /** Points of the keys that sign documents, in hex. */
  readonly documentKeys: readonly string[];
}

/** What is on record about one attestation: none of it believed unsigned. */
export interface Evidence {
  readonly statusList: Bytes | null;
  readonly statements: readonly Bytes[];
  readonly inclusions: readonly Inclusion[];
  /** A replacement that the root of a kit vouches for: it can condemn, never clear. */
  readonly replaced: { readonly endedAt: number; readonly reason: string } | null;
}

const ON_DOCUMENTS: readonly Kind[] = ["issued", "extended"];
const ON_STATUS: readonly Kind[] = ["withdrawn", "replaced", "erased"];

/** Open `data` if a trusted key signed it. */
export async function verifyCredential(
  data: Bytes,
  policy: Policy,
  at: number,
): Promise<Known | Verdict> {
  if (attempt(() => envelopeOf(data, CREDENTIAL)) === null)
    return { name: "unreadable", reason: "no-credential" };
  const opened = await policy.keys.open(data, CREDENTIAL);
  if ("refusal" in opened) return { name: "not_ours", reason: opened.refusal };
  const { attestation, status } = opened.message;
  if (attestation.issuedAt > at + policy.clockSlack)
    return { name: "cannot_check", reason: "from-the-future" };
  return {
    code: attestation.code,
    issuer: opened.key.issuer,
    issuedAt: attestation.issuedAt,
    status,
    digest: await sha256(data),
    isDoubtful: opened.key.revocation?.isCompromise ?? false,
    attestation,
  };
}

/** What a kit's record says of an attestation whose credential nobody brought. */
export function fromRecord(
  record: Omit<Known, "issuer" | "isDoubtful" | "attestation"> & { readonly kid: string },
  policy: Policy,
  at: number,
): Known | Verdict {
  const key = policy.keys.issuing.get(record.kid);
  if (key === undefined) return { name: "not_ours", reason: "unknown-key" };
  const refusal = refusalAt(key, record.issuedAt);
  if (refusal !== null) return { name: "not_ours", reason: refusal };
  if (record.issuedAt > at + policy.clockSlack)
    return { name: "cannot_check", reason: "from-the-future" };
  const isDoubtful = key.revocation?.isCompromise ?? false;
  return { ...record, issuer: key.issuer, isDoubtful, attestation: null };
}

export function isKnown(answer: Known | Verdict): answer is Known {
  return "digest" in answer;
}

/** The verdict on a signed attestation as of `at`. */
export async function decide(
  known: Known,
  evidence: Evidence,
  policy: Policy,
  newestSeen: number | null,
  at: number,
): Promise<Verdict> {
  // (0) A compromised key proves nothing about time, so another key must vouch for it.
  if (known.isDoubtful && !(await isVouchedFor(known, evidence, policy)))
    return { name: "not_ours", reason: "key-compromised" };
  // (1) A signed ending counts, whatever the status list says.
  const statements = await statementsAbout(known, evidence, policy, ON_STATUS);
  const ending = endingAmong(statements);
  if (ending !== null) {
    const { kind, madeAt: endedAt, reason } = ending;
    return kind === "withdrawn"
      ? { name: "withdrawn", known, endedAt, reason }
      : { name: "replaced", known, endedAt, reason: reason ?? "" };
  }
  if (evidence.replaced !== null) return { name: "replaced", known, ...evidence.replaced };
  // (2) The status list, if the same issuer signed it for this uri.
  const list = await listFor(known, evidence.statusList, policy);
  const status = list === null ? null : list.at(known.status.index);
  if (list === null || status === null) return { name: "cannot_check", reason: "no-status" };
  // (3) It condemns at any age.
  if (status !== 0) return { name: "withdrawn", known, endedAt: null, reason: null };
  // (4) It clears only while it is fresh, and the newest that was seen.
  if (list.issuedAt > at + policy.clockSlack)
    return { name: "cannot_check", reason: "from-the-future" };
  if (newestSeen !== null && list.issuedAt < newestSeen)
    return { name: "cannot_check", reason: "rolled-back-status" };
  if (at >= list.expiresAt) return { name: "cannot_check", reason: "stale-status" };
  return { name: "genuine", known, isErased: statements.some((one) => one.kind === "erased") };
}

/** SHA-256, in hex, of each file that the issuer signed to be this attestation's document. */
export async function issuedDigests(
  known: Known,
  evidence: Evidence,
  policy: Policy,
): Promise<ReadonlySet<string>> {
  const statements = await statementsAbout(known, evidence, policy, ON_DOCUMENTS);
  return new Set(statements.flatMap((one) => (one.digest === null ? [] : [toHex(one.digest)])));
}

export async function listFor(
  known: Known,
  token: Bytes | null,
  policy: Policy,
): Promise<StatusList | null> {
  if (token === null) return null;
  const opened = await policy.keys.open(token, STATUS_LIST, { issuer: known.issuer });
  return "message" in opened && opened.message.uri === known.status.uri ? opened.message : null;
}

/** The statement in `data` if a trusted key of `issuer` signed it while valid. */
export async function statementOf(
  issuer: Issuer,
  data: Bytes,
  policy: Policy,
  kinds: readonly Kind[],
  inclusions: readonly Inclusion[],
): Promise<Statement | null> {
  const claimed = attempt(() => claimedKind(envelopeOf(data, STATEMENT).payload));
  if (claimed === null || !kinds.includes(claimed)) return null;
  const opened = await policy.keys.open(data, STATEMENT, { issuer, inclusions });
  return "message" in opened ? opened.message : null;
}

async function isVouchedFor(known: Known, evidence: Evidence, policy: Policy): Promise<boolean> {
  const all: readonly Kind[] = [...ON_DOCUMENTS, ...ON_STATUS];
  for (const inclusion of evidence.inclusions) {
    if (!equal(inclusion.credentialDigest, known.digest)) continue;
    if ((await policy.keys.witnessed(inclusion, known.issuer)) === null) continue;
    const { issuer, code } = known;
    const { statement: data } = inclusion;
    const statement = await statementOf(issuer, data, policy, all, evidence.inclusions);
    if (statement !== null && statement.code === code) return true;
  }
  return false;
}

async function statementsAbout(
  known: Known,
  evidence: Evidence,
  policy: Policy,
  kinds: readonly Kind[],
): Promise<Statement[]> {
  const found: Statement[] = [];
  for (const data of evidence.statements) {
    const one = await statementOf(known.issuer, data, policy, kinds, evidence.inclusions);
    if (one !== null && one.code === known.code) found.push(one);
  }
  return found;
}

/** The first ending; a withdrawal before a replacement. */
function endingAmong(statements: readonly Statement[]): Statement | null {
  const first = (kind: Kind): Statement | null =>
    statements
      .filter((one) => one.kind === kind)
      .reduce<Statement | null>(
        (best, one) => (best === null || one.madeAt < best.madeAt ? one : best),
        null,
      );
  return first("withdrawn") ?? first("replaced");
}
