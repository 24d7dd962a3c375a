/** What this browser remembers: kits, lists and dates that were seen, and of nobody anything. */

import type { ListMemory } from "../check.ts";
import { memoryOf } from "../memory.ts";

const KEY = "attestation-kit";

interface Kept {
  /** The day of the newest kit, by the root's fingerprint. */
  kits: Record<string, number>;
  lists: Record<string, number>;
  /** The latest instant that was seen. */
  latest: number;
}

export class Store {
  private readonly kept: Kept;
  private constructor(
    kept: Kept,
    readonly isKept: boolean,
  ) {
    this.kept = kept;
  }

  static open(): Store {
    const nothing: Kept = { kits: {}, lists: {}, latest: 0 };
    try {
      const text = localStorage.getItem(KEY);
      localStorage.setItem(`${KEY}-trial`, "1");
      localStorage.removeItem(`${KEY}-trial`);
      return new Store(text === null ? nothing : { ...nothing, ...JSON.parse(text) }, true);
    } catch {
      return new Store(nothing, false);
    }
  }

  /** Whether a newer kit of this root was seen; remembers this one otherwise. */
  isOlderThanSeen(anchor: string, madeAt: number): boolean {
    const seen = this.kept.kits[anchor];
    if (seen !== undefined && madeAt < seen) return true;
    this.kept.kits[anchor] = madeAt;
    this.write();
    return false;
  }

  knowsOtherRoot(anchor: string): boolean {
    return Object.keys(this.kept.kits).some((one) => one !== anchor);
  }

  /** Now, and never earlier than what was seen: a clock that is set back makes nothing fresh. */
  now(clock: number, atLeast: number): number {
    const latest = Math.max(clock, this.kept.latest, atLeast);
    if (latest > this.kept.latest) {
      this.kept.latest = latest;
      this.write();
    }
    return latest;
  }

  lists(): ListMemory {
    const map = new Map(Object.entries(this.kept.lists));
    return memoryOf(map, () => {
      this.kept.lists = Object.fromEntries(map);
      this.write();
    });
  }

  private write(): void {
    if (this.isKept) localStorage.setItem(KEY, JSON.stringify(this.kept));
  }
}
