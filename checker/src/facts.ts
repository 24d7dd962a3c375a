/** What is certified about one person and one module, and what no attestation can say. */

import { type Fields, Malformed } from "./cbor.ts";

export interface Attestation {
  readonly code: string;
  readonly number: string;
  readonly familyName: string;
  readonly givenName: string | null;
  readonly birthDate: string;
  readonly moduleCode: string;
  readonly moduleTitle: string;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly minutes: number;
  readonly issuedAt: number;
  readonly stated: Stated;
}

/** Facts that are null where the issuer did not state them. */
export interface Stated {
  readonly followed: number | null;
  readonly held: number | null;
  readonly moduleMinutes: number | null;
  readonly requiredMinutes: number | null;
  readonly requiredPercent: number | null;
  readonly language: string | null;
  readonly mode: number | null;
  readonly extent: number | null;
  readonly regime: string | null;
  readonly reference: string | null;
}

export const FACT_KEYS = [1, 2, 4, 5, 6, 7, 8, 9] as const;
export const OPTIONAL_FACT_KEYS = [3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19] as const;

const FIRST_DAY = -719162;
const LAST_DAY = 2932896;
const FIRST_SECOND = FIRST_DAY * 86400;
const LAST_SECOND = (LAST_DAY + 1) * 86400 - 1;
const MOST_MINUTES = 1_439_999_999_999;

export function readAttestation(facts: Fields, code: string, issuedAt: number): Attestation {
  const attestation: Attestation = {
    code,
    number: facts.text(1),
    familyName: facts.text(2),
    givenName: facts.optionalText(3),
    birthDate: facts.text(4),
    moduleCode: facts.text(5),
    moduleTitle: facts.text(6),
    firstDay: facts.int(7),
    lastDay: facts.int(8),
    minutes: facts.int(9),
    issuedAt: instant(issuedAt),
    stated: readStated(facts),
  };
  must(/^[A-Z]{1,8}-[0-9]{4}-[0-9]{4,9}$/u.test(attestation.number));
  must(isName(attestation.familyName));
  must(attestation.givenName === null || isName(attestation.givenName));
  must(isBirthDate(attestation.birthDate));
  must(hasLength(attestation.moduleCode, 40) && hasLength(attestation.moduleTitle, 200));
  must(isDay(attestation.firstDay) && isDay(attestation.lastDay));
  must(attestation.firstDay <= attestation.lastDay);
  must(isMinutes(attestation.minutes));
  const whole = attestation.stated.moduleMinutes;
  must(whole === null || whole >= attestation.minutes);
  return attestation;
}

function readStated(facts: Fields): Stated {
  const stated: Stated = {
    followed: facts.optionalInt(10),
    held: facts.optionalInt(11),
    moduleMinutes: facts.optionalInt(12),
    requiredMinutes: facts.optionalInt(13),
    requiredPercent: facts.optionalInt(14),
    language: facts.optionalText(15),
    mode: facts.optionalInt(16),
    extent: facts.optionalInt(17),
    regime: facts.optionalText(18),
    reference: facts.optionalText(19),
  };
  const { followed, held, moduleMinutes, requiredMinutes, requiredPercent } = stated;
  must((followed === null) === (held === null));
  must(followed === null || held === null || (followed >= 1 && followed <= held));
  must(moduleMinutes === null || isMinutes(moduleMinutes));
  must(requiredMinutes === null || isMinutes(requiredMinutes));
  must(requiredMinutes === null || (moduleMinutes !== null && requiredMinutes <= moduleMinutes));
  must(requiredPercent === null || (requiredPercent >= 1 && requiredPercent <= 100));
  must(stated.language === null || /^[a-z]{2,3}$/u.test(stated.language));
  must(stated.mode === null || [1, 2, 3].includes(stated.mode));
  must(stated.extent === null || [1, 2].includes(stated.extent));
  must(stated.regime === null || /^[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?$/u.test(stated.regime));
  must(stated.reference === null || isReference(stated.reference));
  return stated;
}

/** A time in seconds that a calendar of four digits has. */
export function instant(seconds: number): number {
  must(seconds >= FIRST_SECOND && seconds <= LAST_SECOND);
  return seconds;
}

function isName(name: string): boolean {
  return (
    hasLength(name, 100) &&
    name === name.normalize("NFC") &&
    isOneLine(name) &&
    !/[\p{C}\p{Zl}\p{Zp}]/u.test(name) &&
    /\p{L}/u.test(name)
  );
}

function isReference(text: string): boolean {
  return hasLength(text, 20) && isOneLine(text) && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}

/** Trimmed, and no space but single ordinary ones. */
function isOneLine(text: string): boolean {
  return !/^ | $| {2}|(?! )\p{Zs}/u.test(text);
}

function isBirthDate(text: string): boolean {
  const parts = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?$/u.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
  if (year < 1900) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isDay(day: number): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}

function isMinutes(minutes: number): boolean {
  return minutes > 0 && minutes <= MOST_MINUTES;
}

function hasLength(text: string, most: number): boolean {
  const length = [...text].length;
  return length >= 1 && length <= most;
}

function must(fact: boolean): void {
  if (!fact) throw new Malformed("a fact that no attestation can have");
}
