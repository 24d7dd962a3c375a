/** The vectors of `tests/vectors/`, as this checker decides them; shared by Node and the browser. */

import { fromBase64, sha256, toHex } from "../src/bytes.ts";
import { type Checker, checkText } from "../src/check.ts";
import { openManifest, policyOf, readRecord, type Snapshot } from "../src/kit.ts";
import { memoryOf } from "../src/memory.ts";

export interface World {
  readonly now: number;
  readonly root: string;
  readonly manifest: string;
  readonly lists: Readonly<Record<string, { readonly uri: string; readonly token: string }>>;
  readonly records: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, string>>;
}

export interface Case {
  readonly name: string;
  readonly text: string;
  readonly verdict: string;
  readonly reason: string | null;
  readonly at?: number;
  readonly seen?: number;
  readonly lists?: readonly string[];
}

export interface Outcome {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** Check every case; returns each with what was expected and found. */
export async function runVectors(world: World, cases: readonly Case[]): Promise<Outcome[]> {
  const root = fromBase64(world.root);
  const manifest = await openManifest(fromBase64(world.manifest), root);
  if (manifest === null) throw new Error("the manifest of the vectors is not signed by their root");
  const anchor = toHex(await sha256(root));
  const policy = policyOf(manifest, anchor);
  const outcomes: Outcome[] = [];
  for (const one of cases) {
    const lists = (one.lists ?? ["fresh"]).flatMap((name) => world.lists[name] ?? []);
    const snapshot: Snapshot = {
      policy,
      madeAt: manifest.madeAt,
      isLast: manifest.isLast,
      async record(code) {
        const record = world.records[code];
        return record === undefined ? null : readRecord(fromBase64(record));
      },
      async hasNumber(number) {
        return number in world.numbers;
      },
      list(uri) {
        const list = lists.find((found) => found.uri === uri);
        return list === undefined ? null : fromBase64(list.token);
      },
    };
    const now = one.at ?? world.now;
    const memory = memoryOf(new Map());
    const uri = world.lists.fresh?.uri ?? "";
    if (one.seen !== undefined) memory.remember(anchor, uri, one.seen, Number.POSITIVE_INFINITY);
    const checker: Checker = {
      snapshot,
      memory,
      readPicture: async () => null,
      now: () => now,
    };
    const { verdict } = await checkText(checker, one.text);
    const reason = "reason" in verdict && isCode(verdict.name) ? verdict.reason : null;
    outcomes.push({
      name: one.name,
      expected: `${one.verdict} ${one.reason ?? ""}`.trim(),
      found: `${verdict.name} ${reason ?? ""}`.trim(),
    });
  }
  return outcomes;
}

/** Whether the reason is a public code: those of endings are words of the issuer's. */
function isCode(name: string): boolean {
  return name !== "withdrawn" && name !== "replaced";
}
