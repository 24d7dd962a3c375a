/** From evidence to a finding, as `verifier/check.py` does; what a kit cannot know is said. */

import { type Bytes, sha256, toHex } from "./bytes.ts";
import { imitates, leadsTo, readDigits, readQrText, readText } from "./evidence.ts";
import { evidenceOf, type KitRecord, type Snapshot } from "./kit.ts";
import { isPdf, readPdf } from "./pdf.ts";
import {
  decide,
  type Evidence,
  fromRecord,
  type Gap,
  isKnown,
  issuedDigests,
  type Known,
  listFor,
  type Obstacle,
  statementOf,
  type Verdict,
  verifyCredential,
} from "./verify.ts";

export interface Finding {
  readonly verdict: Verdict;
  /** `original`: the file is, byte for byte, what was issued. */
  readonly lookedAt: "original" | "copy" | null;
  /** Where the status is stale, and it was genuine at the kit's instant: that, in seconds. */
  readonly genuineAsOf: { readonly at: number; readonly known: Known } | null;
}

/** The newest list of each uri that was seen; older ones are refused. */
export interface ListMemory {
  newest(anchor: string, uri: string, until: number): number | null;
  remember(anchor: string, uri: string, issuedAt: number, until: number): void;
}

export interface Checker {
  readonly snapshot: Snapshot;
  readonly memory: ListMemory;
  /** The texts of the QR codes in a picture; null where it is none. */
  readonly readPicture: (data: Bytes) => Promise<readonly string[] | null>;
  readonly now: () => number;
}

const MOST_FILE_BYTES = 10_000_000;

export async function checkText(checker: Checker, text: string): Promise<Finding> {
  const evidence = readText(text, checker.snapshot.policy.addresses);
  if ("credential" in evidence) return checkCredential(checker, evidence.credential);
  if ("code" in evidence) return checkCode(checker, evidence.code);
  return unreadable(evidence.gap);
}

export async function checkDigits(checker: Checker, digits: string): Promise<Finding> {
  const evidence = readDigits(digits);
  if ("credential" in evidence) return checkCredential(checker, evidence.credential);
  return unreadable("no-credential");
}

/** A code alone leads to what the kit knows of its status, and to no name. */
async function checkCode(checker: Checker, code: string): Promise<Finding> {
  const { snapshot } = checker;
  const record = await snapshot.record(code);
  if (record === null)
    return snapshot.isLast
      ? nothing({ name: "not_ours", reason: "unknown-code" })
      : cannot("not-in-kit");
  if (record.signed === null) {
    if (await isErased(snapshot, record, code)) return cannot("erased");
    return cannot("failed");
  }
  const known = fromRecord({ ...record.signed, code }, snapshot.policy, checker.now());
  return isKnown(known) ? decideOn(checker, known, record, "copy") : nothing(known);
}

async function isErased(snapshot: Snapshot, record: KitRecord, code: string): Promise<boolean> {
  const { policy } = snapshot;
  const issuers = new Set([...policy.keys.issuing.values()].map((key) => key.issuer));
  for (const issuer of issuers)
    for (const data of record.statements) {
      const statement = await statementOf(issuer, data, policy, ["erased"], []);
      if (statement?.code === code) return true;
    }
  return false;
}

async function checkCredential(checker: Checker, data: Bytes): Promise<Finding> {
  const known = await verifyCredential(data, checker.snapshot.policy, checker.now());
  if (isKnown(known))
    return decideOn(checker, known, await checker.snapshot.record(known.code), "copy");
  return known.name === "not_ours" ? copy(known) : nothing(known);
}

export async function checkFile(checker: Checker, data: Bytes): Promise<Finding> {
  if (data.length === 0) return unreadable("empty");
  if (data.length > MOST_FILE_BYTES) return cannot("too-large");
  const [asPdf, asPicture] = [isPdf(data), isPicture(data)];
  // A file that is both looks different in different programs.
  if (asPdf === asPicture) return unreadable("not-a-document");
  return asPdf ? checkPdf(checker, data) : checkPicture(checker, data);
}

async function checkPdf(checker: Checker, data: Bytes): Promise<Finding> {
  const { policy } = checker.snapshot;
  const points = [
    ...[...policy.keys.issuing.values()].map((key) => toHex(key.point)),
    ...policy.documentKeys,
  ];
  const content = await readPdf(data, points);
  if (content.isEncrypted) return unreadable("password");
  const answers: (Known | Verdict)[] = [];
  for (const attached of content.attachments)
    answers.push(await verifyCredential(attached, policy, checker.now()));
  const good = answers.filter(isKnown);
  const [known, ...others] = good;
  if (known === undefined)
    return withoutCredential(answers.filter(isVerdict), content.isSignedByTrusted);
  if (others.length > 0) return cannot("several-attestations");
  if (answers.some((one) => isVerdict(one) && one.name === "not_ours"))
    return copy({ name: "altered", known: null, reason: "two-credentials" });
  const record = await checker.snapshot.record(known.code);
  const evidence = evidenceOf(checker.snapshot, record, known.status.uri);
  const finding = await decideOn(checker, known, record, "copy");
  if (known.isDoubtful && finding.verdict.name === "not_ours") return finding;
  const issued = await issuedDigests(known, evidence, policy);
  if (issued.has(toHex(await sha256(data)))) return decideOn(checker, known, record, "original");
  // SECURITY: bytes are changed only in comparison with a signed digest.
  if (content.isSignedByTrusted && issued.size > 0)
    return copy({ name: "altered", known, reason: "bytes" });
  // An ending is reported all the same; nothing else is said of a page that nobody looked at.
  return finding.verdict.name === "genuine" || finding.verdict.name === "cannot_check"
    ? copy({
        name: "cannot_check",
        reason: content.isSignedByTrusted ? "no-status" : "page-not-read",
      })
    : finding;
}

function withoutCredential(answers: readonly Verdict[], isSignedByTrusted: boolean): Finding {
  // First of all, because a wrong clock must not make a forgery of an original.
  for (const one of answers) if (one.name === "cannot_check") return nothing(one);
  const refused = answers.filter((one) => one.name === "not_ours");
  for (const one of refused)
    if (one.reason === "key-compromised" || one.reason === "outside-validity") return copy(one);
  if (isSignedByTrusted) return copy({ name: "altered", known: null, reason: "bytes" });
  const [first] = refused;
  // Its page may show a QR code, which nobody looked for.
  return first === undefined ? cannot("page-not-read") : copy(first);
}

async function checkPicture(checker: Checker, data: Bytes): Promise<Finding> {
  const texts = await checker.readPicture(data);
  return texts === null ? unreadable("not-a-document") : checkSymbols(checker, texts);
}

/** Check what a camera or a picture shows: one good credential, and nothing that speaks against it. */
export async function checkSymbols(checker: Checker, texts: readonly string[]): Promise<Finding> {
  const { addresses } = checker.snapshot.policy;
  const answers: { readonly text: string; readonly answer: Known | Verdict }[] = [];
  for (const text of texts) {
    const read = readQrText(text, addresses);
    const answer: Known | Verdict =
      "credential" in read
        ? await verifyCredential(read.credential, checker.snapshot.policy, checker.now())
        : { name: "unreadable", reason: "gap" in read ? read.gap : "no-credential" };
    answers.push({ text, answer });
  }
  const good = new Map<string, Known>();
  for (const { answer } of answers) if (isKnown(answer)) good.set(toHex(answer.digest), answer);
  const [known] = good.values();
  if (known === undefined)
    return withoutSymbol(answers.map(({ answer }) => answer).filter(isVerdict));
  if (good.size > 1) return cannot("several-attestations");
  for (const { text, answer } of answers) {
    if (isKnown(answer)) continue;
    if (answer.name === "cannot_check") return nothing(answer);
    if (answer.name === "not_ours" || leadsTo(text, addresses))
      return copy({ name: "altered", known: null, reason: "two-credentials" });
    if (imitates(text, addresses)) return unreadable("foreign-address");
  }
  return decideOn(checker, known, await checker.snapshot.record(known.code), "copy");
}

function withoutSymbol(answers: readonly Verdict[]): Finding {
  for (const one of answers) if (one.name === "cannot_check") return nothing(one);
  const refused = answers.filter((one) => one.name === "not_ours");
  const ofKey = refused.find(
    (one) => one.reason === "key-compromised" || one.reason === "outside-validity",
  );
  const [first] = ofKey === undefined ? refused : [ofKey];
  if (first !== undefined) return copy(first);
  const isSuspicious = answers.some(
    (one) => one.name === "unreadable" && one.reason === "foreign-address",
  );
  return unreadable(isSuspicious ? "foreign-address" : "no-credential");
}

async function decideOn(
  checker: Checker,
  known: Known,
  record: KitRecord | null,
  lookedAt: "original" | "copy",
): Promise<Finding> {
  const { snapshot, memory } = checker;
  const { policy } = snapshot;
  const { uri } = known.status;
  const at = checker.now();
  const until = at + policy.clockSlack;
  const evidence: Evidence = evidenceOf(snapshot, record, uri);
  const { anchor } = known.issuer;
  const newest = memory.newest(anchor, uri, until);
  let verdict = await decide(known, evidence, policy, newest, at);
  const list = await listFor(known, evidence.statusList, policy);
  if (list !== null) memory.remember(anchor, uri, list.issuedAt, until);
  // A paper that nobody has on record may be genuine, but its number must not be another's.
  const number = known.attestation?.number;
  const isTaken =
    number !== undefined && evidence.statements.length === 0 && (await snapshot.hasNumber(number));
  if (verdict.name === "genuine" && isTaken)
    verdict = { name: "cannot_check", reason: "number-twice" };
  return {
    verdict,
    lookedAt,
    genuineAsOf:
      verdict.name === "cannot_check" && verdict.reason === "stale-status" && !isTaken
        ? await asOfSnapshot(known, evidence, snapshot)
        : null,
  };
}

/** The snapshot's instant, if the attestation was genuine at it. */
async function asOfSnapshot(
  known: Known,
  evidence: Evidence,
  snapshot: Snapshot,
): Promise<Finding["genuineAsOf"]> {
  if (known.issuedAt > snapshot.madeAt) return null;
  const then = await decide(known, evidence, snapshot.policy, null, snapshot.madeAt);
  return then.name === "genuine" ? { at: snapshot.madeAt, known } : null;
}

/** PNG, JPEG or WEBP, by its first bytes. */
function isPicture(data: Bytes): boolean {
  const head = toHex(data.subarray(0, 12));
  return /^(?:89504e470d0a1a0a|ffd8ff|52494646.{8}57454250)/u.test(head);
}

function isVerdict(answer: Known | Verdict): answer is Verdict {
  return !isKnown(answer);
}

function copy(verdict: Verdict): Finding {
  return { verdict, lookedAt: "copy", genuineAsOf: null };
}

function nothing(verdict: Verdict): Finding {
  return { verdict, lookedAt: null, genuineAsOf: null };
}

function unreadable(reason: Gap): Finding {
  return nothing({ name: "unreadable", reason });
}

function cannot(reason: Obstacle): Finding {
  return nothing({ name: "cannot_check", reason });
}

/** Whether everything that the reader sees was checked: what green means. */
export function isProved(finding: Finding): boolean {
  return finding.verdict.name === "genuine" && finding.lookedAt === "original";
}
