/** Which engagements are shown, and how many each further choice would leave. */

import { type Data, FILTERS, type Filter, type Kind } from "./data.ts";

/** What a person chose; codes within one kind are joined by "or", kinds by "and". */
export interface Choice {
  chosen: Partial<Record<Filter, string[]>>;
  from: number | null;
  to: number | null;
  undated: boolean; // whether engagements without a year stay when years are chosen
}

/** One thing looked at: its engagements only are shown. */
export interface Focus {
  kind: Kind;
  code: string;
}

export interface Shown {
  rows: Int32Array; // positions of the engagements shown
  counts: Record<Filter, Int32Array>; // per option: engagements shown if it were the only choice in its kind
}

export const NOTHING_CHOSEN: Choice = { chosen: {}, from: null, to: null, undated: true };

/** Returns per bucket of a dimension whether one of the codes is in it; null when there are no codes. */
function allowed(data: Data, kind: Kind, codes: string[] | undefined): Uint8Array | null {
  if (!codes?.length) return null;
  const { numbers, bucketOptions } = data.dimensions[kind];
  const wanted = new Set(codes.map((code) => numbers.get(code)));
  return Uint8Array.from(bucketOptions, (options) => (options.some((option) => wanted.has(option)) ? 1 : 0));
}

function yearsPass(data: Data, { from, to, undated }: Choice): Uint8Array | null {
  if (from === null && to === null) return null;
  const [least, most] = [from ?? -Infinity, to ?? Infinity];
  const passes = new Uint8Array(data.size);
  for (let row = 0; row < data.size; row += 1) {
    const first = data.first[row];
    passes[row] = Number(first ? first <= most && data.last[row] >= least : undated);
  }
  return passes;
}

/**
 * Returns the engagements that pass every choice, and the counts beside every option.
 *
 * A count leaves out its own kind's choice, so it says what choosing the option would show. One pass: a row that fails
 * in one kind only counts in that kind.
 */
export function show(data: Data, choice: Choice, focus: Focus | null): Shown {
  const dimensions = FILTERS.map((kind) => data.dimensions[kind]);
  const passes = FILTERS.map((kind) => allowed(data, kind, choice.chosen[kind]));
  const years = yearsPass(data, choice);
  const focused = focus && allowed(data, focus.kind, [focus.code]);
  const focusBuckets = focus && data.dimensions[focus.kind].buckets;
  const tallies = dimensions.map(({ bucketOptions }) => new Int32Array(bucketOptions.length));
  const rows = new Int32Array(data.size);
  let size = 0;
  for (let row = 0; row < data.size; row += 1) {
    if ((years && !years[row]) || (focused && focusBuckets && !focused[focusBuckets[row]])) continue;
    let failed = -1;
    let failures = 0;
    for (let at = 0; at < dimensions.length && failures < 2; at += 1) {
      const pass = passes[at];
      if (pass && !pass[dimensions[at].buckets[row]]) {
        failures += 1;
        failed = at;
      }
    }
    if (failures === 0) {
      rows[size] = row;
      size += 1;
      for (let at = 0; at < dimensions.length; at += 1) tallies[at][dimensions[at].buckets[row]] += 1;
    } else if (failures === 1) {
      tallies[failed][dimensions[failed].buckets[row]] += 1;
    }
  }
  const counts = Object.fromEntries(FILTERS.map((kind, at) => [kind, perOption(data, kind, tallies[at])]));
  return { rows: rows.slice(0, size), counts: counts as Record<Filter, Int32Array> };
}

/** Returns counts per option from counts per bucket. */
function perOption(data: Data, kind: Kind, tally: Int32Array): Int32Array {
  const { options, bucketOptions } = data.dimensions[kind];
  const counts = new Int32Array(options.length);
  tally.forEach((count, bucket) => {
    if (count) for (const option of bucketOptions[bucket]) counts[option] += count;
  });
  return counts;
}

/** Returns how many of the rows have each option of a dimension. */
export function tally(data: Data, rows: Int32Array, kind: Kind): Int32Array {
  const { buckets, bucketOptions } = data.dimensions[kind];
  const counts = new Int32Array(bucketOptions.length);
  for (const row of rows) counts[buckets[row]] += 1;
  return perOption(data, kind, counts);
}
