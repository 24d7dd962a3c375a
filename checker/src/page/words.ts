/** The words of the page: those of the verifier's own catalogue, as the kit carries them. */

export interface VerdictWords {
  readonly heading: string;
  readonly sentence: string;
  readonly next_step: string;
}

export interface ReasonWords {
  readonly sentence: string;
  readonly next_step: string | null;
}

/** One language, as `verifier/kit/words.py` writes it. */
export interface Words {
  readonly language: string;
  readonly language_name: string;
  readonly verdicts: Readonly<Record<string, VerdictWords>>;
  readonly reasons: Readonly<Record<string, ReasonWords>>;
  readonly details: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string>> & { readonly months: readonly string[] };
  readonly stated: Readonly<Record<string, string>> & {
    readonly modes: Readonly<Record<string, string>>;
    readonly extents: Readonly<Record<string, string>>;
    readonly languages: Readonly<Record<string, string>>;
  };
  readonly page: Readonly<Record<string, string>>;
  readonly gallery: Readonly<Record<string, string>>;
  readonly kit: Readonly<Record<string, string>> & {
    readonly page_not_read: ReasonWords;
    readonly not_in_kit: ReasonWords;
    readonly kit_refused: ReasonWords;
  };
}

export interface Models {
  readonly file: string;
  readonly regime: string | null;
  readonly first: number | null;
  readonly last: number | null;
}

/** What is said of a kit whose own words are not believed either. */
export const REFUSED = [
  ["fr", "Ce dossier est refusé : sa racine ne l’a pas signé, ou il n’est pas complet."],
  ["nl", "Deze map wordt geweigerd: haar root heeft ze niet ondertekend, of ze is niet volledig."],
  [
    "de",
    "Dieser Ordner wird abgelehnt: nicht von seiner Wurzel unterschrieben oder unvollständig.",
  ],
  ["en", "This kit is refused: its root has not signed it, or it is not whole."],
] as const;

export const REFUSED_OLDER = [
  ["fr", "Ce dossier est refusé : un dossier plus récent a déjà été ouvert ici."],
  ["nl", "Deze map wordt geweigerd: hier werd al een recentere map geopend."],
  ["de", "Dieser Ordner wird abgelehnt: Hier wurde schon ein neuerer geöffnet."],
  ["en", "This kit is refused: a newer one was opened here before."],
] as const;

export const REFUSED_HERE = [
  [
    "fr",
    "Ce navigateur ne peut pas vérifier ici : ouvrez le dossier en https, ou depuis un disque.",
  ],
  ["nl", "Deze browser kan hier niet controleren: open de map via https, of van een schijf."],
  [
    "de",
    "Dieser Browser kann hier nicht prüfen: Öffnen Sie den Ordner per https oder vom Datenträger.",
  ],
  ["en", "This browser cannot check here: open the kit over https, or from a disk."],
] as const;

/** Fill what stands in braces. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)(?::02d)?\}/gu, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return whole.endsWith(":02d}") ? String(value).padStart(2, "0") : String(value);
  });
}

/** Write a day, given in days since 1970. */
export function writeDay(day: number, { facts }: Words): string {
  const date = new Date(day * 86_400_000);
  const number = date.getUTCDate();
  return fill(facts.day ?? "", {
    day: number === 1 ? (facts.first_day ?? "1") : number,
    month: facts.months[date.getUTCMonth()] ?? "",
    year: date.getUTCFullYear(),
  });
}

/** Write the day of an instant, as a calendar in Brussels shows it. */
export function writeInstant(seconds: number, words: Words): string {
  const there = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Brussels" });
  return writeDay(Date.parse(there.format(new Date(seconds * 1000))) / 86_400_000, words);
}

export function writeMinutes(minutes: number, { facts }: Words): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return fill((rest > 0 ? facts.hours_and_minutes : facts.hours) ?? "", { hours, minutes: rest });
}

/** Write `1988-02-29`, `2001-04` or `1995`. */
export function writeBirth(text: string, words: Words): string {
  const [year = "", month, day] = text.split("-");
  if (month === undefined) return String(Number(year));
  if (day === undefined) {
    const name = words.facts.months[Number(month) - 1] ?? "";
    return fill(words.facts.month ?? "", { month: name, year: Number(year) });
  }
  return writeDay(Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000, words);
}
