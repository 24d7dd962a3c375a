/** The page, drawn from a finding; nothing that was brought is ever shown, only what was signed. */

import { type Finding, isProved } from "../check.ts";
import type { Known } from "../verify.ts";
import { factLines } from "./lines.ts";
import { fill, type ReasonWords, type VerdictWords, type Words, writeInstant } from "./words.ts";

const SIGNS: Readonly<Record<string, string>> = {
  genuine: "✓",
  to_compare: "≟",
  as_of: "◷",
  replaced: "↻",
  withdrawn: "✕",
  altered: "✕",
  not_ours: "✕",
  unreadable: "?",
  cannot_check: "?",
};

type Child = Node | string | null | undefined;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((one): one is Node | string => one !== null && one !== undefined));
  return made;
}

/** Draw what was found; `knownOn` is the day of the kit. */
export function drawFinding(finding: Finding, words: Words, knownOn: string): HTMLElement {
  const { verdict } = finding;
  const asOf = finding.genuineAsOf;
  const sign = signOf(finding);
  const spoken = verdictWords(finding, words);
  const reason = reasonWords(finding, words);
  const known = asOf?.known ?? ("known" in verdict ? verdict.known : null);
  return element(
    "section",
    { class: "verdict", "data-sign": sign, "data-verdict": verdict.name },
    element(
      "h1",
      { tabindex: "-1" },
      element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[sign] ?? "?"),
      element("span", {}, spoken.heading),
    ),
    element("p", {}, spoken.sentence),
    asOf === null && reason !== null ? element("p", { class: "reason" }, reason.sentence) : null,
    ...details(finding, words).map((line) => element("p", {}, line)),
    element("p", { class: "next" }, (asOf === null && reason?.next_step) || spoken.next_step),
    lookedAt(finding, words),
    known === null || isCodeAlone(finding)
      ? null
      : drawFacts(known, headingOf(finding, words), words),
    element("p", { class: "hint" }, knownOn),
  );
}

function signOf(finding: Finding): string {
  if (finding.genuineAsOf !== null) return "as_of";
  const { name } = finding.verdict;
  return name === "genuine" && !isProved(finding) ? "to_compare" : name;
}

function verdictWords(finding: Finding, words: Words): VerdictWords {
  const { kit } = words;
  const asOf = finding.genuineAsOf;
  const day = asOf === null ? "" : writeInstant(asOf.at, words);
  if (isCodeAlone(finding))
    return {
      heading: kit.code_alone_heading ?? "",
      sentence: (asOf === null ? kit.code_alone_sentence : kit.as_of_sentence) ?? "",
      next_step: kit.code_alone_next_step ?? "",
    };
  if (asOf !== null)
    return {
      heading: fill(kit.as_of_heading ?? "", { day }),
      sentence: kit.as_of_sentence ?? "",
      next_step: kit.as_of_next_step ?? "",
    };
  const name = isProved(finding) ? "genuine-original" : finding.verdict.name;
  return words.verdicts[name] as VerdictWords;
}

function reasonWords({ verdict }: Finding, words: Words): ReasonWords | null {
  if (!("reason" in verdict) || verdict.name === "withdrawn" || verdict.name === "replaced")
    return null;
  const { page_not_read, not_in_kit, kit_refused } = words.kit;
  const ofKits: Readonly<Record<string, ReasonWords>> = {
    "page-not-read": page_not_read,
    "not-in-kit": not_in_kit,
    "kit-refused": kit_refused,
  };
  return ofKits[verdict.reason] ?? words.reasons[verdict.reason] ?? null;
}

function details({ verdict }: Finding, words: Words): string[] {
  const said: string[] = [];
  const { details: spoken } = words;
  if (verdict.name === "genuine" && verdict.isErased) said.push(spoken.erased ?? "");
  if (verdict.name === "replaced" || verdict.name === "withdrawn") {
    const day = verdict.endedAt === null ? null : writeInstant(verdict.endedAt, words);
    if (day === null) said.push(spoken.withdrawn_undated ?? "");
    else said.push(fill(spoken[verdict.name] ?? "", { day }));
    if (verdict.reason) said.push(fill(spoken.ending_reason ?? "", { reason: verdict.reason }));
  }
  return said;
}

/** A code that stands for a valid attestation, and no fact to compare with the paper. */
function isCodeAlone({ verdict, genuineAsOf }: Finding): boolean {
  const known = genuineAsOf?.known ?? (verdict.name === "genuine" ? verdict.known : null);
  return known !== null && known.attestation === null;
}

function lookedAt(finding: Finding, { page }: Words): HTMLElement | null {
  if (finding.lookedAt === null || isCodeAlone(finding)) return null;
  const said = finding.lookedAt === "original" ? page.looked_at_original : page.looked_at_copy;
  return element("p", { class: "looked-at" }, said ?? "");
}

function headingOf(finding: Finding, { page }: Words): string {
  if (isProved(finding)) return page.facts_heading ?? "";
  const isValid = finding.genuineAsOf !== null || finding.verdict.name === "genuine";
  return (isValid ? page.compare_heading : page.signed_heading) ?? "";
}

function drawFacts(known: Known, heading: string, words: Words): HTMLElement {
  if (known.attestation === null)
    return element("p", { class: "code-alone" }, words.kit.code_alone ?? "");
  const lines: (readonly [string, string])[] = [
    ...factLines(known.attestation, words),
    [words.facts.issuer ?? "", known.issuer.name],
  ];
  if (known.issuer.contact !== null) lines.push([words.facts.contact ?? "", known.issuer.contact]);
  return element(
    "div",
    {},
    element("h2", {}, heading),
    element(
      "dl",
      { class: "facts" },
      ...lines.flatMap(([label, value]) => [element("dt", {}, label), element("dd", {}, value)]),
    ),
  );
}
