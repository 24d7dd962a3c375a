/** What was signed, line by line, to compare with the paper. */

import type { Attestation } from "../facts.ts";
import { fill, type Words, writeBirth, writeDay, writeInstant, writeMinutes } from "./words.ts";

const MODES = ["on-site", "video", "both"];
const EXTENTS = ["whole", "component"];

export function factLines(a: Attestation, words: Words): readonly (readonly [string, string])[] {
  const { facts, stated } = words;
  const names: (readonly [string, string])[] =
    a.givenName === null
      ? [[facts.single_name ?? "", a.familyName]]
      : [
          [facts.family_name ?? "", a.familyName],
          [facts.given_name ?? "", a.givenName],
        ];
  const period = {
    first: writeDay(a.firstDay, words),
    last: writeDay(a.lastDay, words),
  };
  const module = { title: a.moduleTitle, code: a.moduleCode };
  return [
    ...names,
    [facts.birth_date ?? "", writeBirth(a.birthDate, words)],
    [facts.module ?? "", fill(facts.module_with_code ?? "", module)],
    [facts.period ?? "", fill(facts.between ?? "", period)],
    [facts.attended ?? "", writeMinutes(a.minutes, words)],
    ...statedLines(a, words).map(
      ([label, value]) => [label ?? "", value ?? stated.not_stated ?? ""] as const,
    ),
    [facts.number ?? "", a.number],
    [facts.issued_on ?? "", writeInstant(a.issuedAt, words)],
  ];
}

function statedLines(a: Attestation, words: Words): [string | undefined, string | null][] {
  const { stated } = words;
  const s = a.stated;
  const required = [
    s.requiredPercent === null
      ? null
      : fill(stated.percent_of_sessions ?? "", { percent: s.requiredPercent }),
    s.requiredMinutes === null ? null : writeMinutes(s.requiredMinutes, words),
  ].filter((one) => one !== null);
  return [
    [
      stated.sessions,
      s.followed === null
        ? null
        : fill(stated.part_of ?? "", { part: s.followed, whole: s.held ?? "" }),
    ],
    [stated.module_time, s.moduleMinutes === null ? null : writeMinutes(s.moduleMinutes, words)],
    [stated.required, required.join(", ") || null],
    [stated.language, s.language === null ? null : (stated.languages[s.language] ?? s.language)],
    [stated.mode, s.mode === null ? null : (stated.modes[MODES[s.mode - 1] ?? ""] ?? null)],
    [
      stated.extent,
      s.extent === null ? null : (stated.extents[EXTENTS[s.extent - 1] ?? ""] ?? null),
    ],
    [stated.regime, s.regime],
    [stated.reception_reference, s.reference],
  ];
}
