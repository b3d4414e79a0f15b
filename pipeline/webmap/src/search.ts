/** Search as you type over everything that has a name. */

import type { Data, Kind } from "./data.ts";
import { fold } from "./fold.ts";

export interface Entry {
  kind: Kind;
  code: string;
  label: string;
  count: number; // engagements in the whole edition
  names: string[]; // as given; the first is the label
}

export interface Hit extends Entry {
  by: string; // the other name that was found, "" when it is the label
}

export interface Index {
  entries: Entry[];
  texts: string[]; // " name| other name|" per entry, folded
}

const SEARCHED: Kind[] = ["city", "state", "country", "place", "network", "region", "method", "priority"];

/** Returns the index over everything that an engagement has; counts: of each dimension's options. */
export function index(data: Data, counts: Record<Kind, Int32Array>): Index {
  const entries: Entry[] = [];
  for (const kind of SEARCHED) {
    data.dimensions[kind].options.forEach(({ code, label, names }, number) => {
      if (number && counts[kind][number]) {
        entries.push({ kind, code, label, count: counts[kind][number], names: [label, ...names] });
      }
    });
  }
  return { entries, texts: entries.map(({ names }) => ` ${names.map(fold).join("| ")}|`) };
}

/** Returns how well a text answers: 3 is the name, 2 begins it, 1 begins a word of it, 0 does not. Label before others. */
function quality(text: string, asked: string): number {
  const label = text.slice(0, text.indexOf("|") + 1);
  for (const [part, bonus] of [
    [label, 0.5],
    [text, 0],
  ] as const) {
    if (part.startsWith(` ${asked}|`) || (!bonus && part.includes(`| ${asked}|`))) return 3 + bonus;
    if (part.startsWith(` ${asked}`) || (!bonus && part.includes(`| ${asked}`))) return 2 + bonus;
    if (part.includes(` ${asked}`)) return 1 + bonus;
  }
  return 0;
}

/** Returns the best answers to what was typed, at most `most`; every typed word must begin a word of one name or label. */
export function search({ entries, texts }: Index, typed: string, most = 12): Hit[] {
  const asked = fold(typed);
  if (!asked) return [];
  const found: { entry: Entry; quality: number }[] = [];
  for (let at = 0; at < entries.length; at += 1) {
    const better = quality(texts[at], asked);
    if (better) found.push({ entry: entries[at], quality: better });
  }
  found.sort(
    (a, b) => b.quality - a.quality || b.entry.count - a.entry.count || (a.entry.label < b.entry.label ? -1 : 1),
  );
  return found.slice(0, most).map(({ entry }) => ({ ...entry, by: otherName(entry, asked) }));
}

/** Returns the name by which an entry was found, "" when that is its label: one that begins so, then the shortest. */
function otherName({ label, names }: Entry, asked: string): string {
  if (` ${fold(label)}`.includes(` ${asked}`)) return "";
  const fitting = names.slice(1).filter((name) => ` ${fold(name)}`.includes(` ${asked}`));
  const late = (name: string) => Number(!fold(name).startsWith(asked));
  return fitting.sort((a, b) => late(a) - late(b) || a.length - b.length)[0] ?? "";
}
