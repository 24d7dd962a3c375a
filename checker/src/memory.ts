/** What was seen before: the newest list of each uri, and no date that would make honest ones old. */

import type { ListMemory } from "./check.ts";

/** A memory over `kept`, which the caller may store. */
export function memoryOf(kept: Map<string, number>, onChange: () => void = () => {}): ListMemory {
  const keyOf = (anchor: string, uri: string): string => `${anchor} ${uri}`;
  return {
    newest(anchor, uri, until) {
      const seen = kept.get(keyOf(anchor, uri));
      return seen !== undefined && seen <= until ? seen : null;
    },
    remember(anchor, uri, issuedAt, until) {
      if (issuedAt > until) return;
      const key = keyOf(anchor, uri);
      const before = kept.get(key);
      if (before === undefined || before > until || issuedAt > before) {
        kept.set(key, issuedAt);
        onChange();
      }
    },
  };
}
