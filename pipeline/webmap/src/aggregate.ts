/** Counting: headlines, rows of the table by city or country, ranks, and who is like whom. */

import type { Data, Kind } from "./data.ts";
import type { Focus } from "./filters.ts";
import { tally } from "./filters.ts";

export interface Headline {
  engagements: number;
  cities: number;
  countries: number;
  reports: number;
}

function distinct(counts: Int32Array): number {
  let found = 0;
  for (let at = 1; at < counts.length; at += 1) if (counts[at]) found += 1;
  return found;
}

export function headline(data: Data, rows: Int32Array): Headline {
  let reports = 0;
  for (const row of rows) reports += data.content.engagements.reports[row];
  return {
    engagements: rows.length,
    cities: distinct(tally(data, rows, "city")),
    countries: distinct(tally(data, rows, "country")),
    reports,
  };
}

/** One row of a table by kind. */
export interface Group {
  option: number;
  code: string;
  label: string;
  engagements: number;
  cities: number;
  countries: number;
}

/** Returns engagements, cities and countries of each option that one of the rows has; "not known" among them. */
export function groups(data: Data, rows: Int32Array, kind: Kind): Group[] {
  const { options, buckets, bucketOptions } = data.dimensions[kind];
  const { city, country } = data.dimensions;
  const counts = new Int32Array(options.length);
  const cities = new Set<number>();
  const countries = new Set<number>();
  const perOption = { cities: new Int32Array(options.length), countries: new Int32Array(options.length) };
  const [cityOptions, countryOptions] = [city.options.length, country.options.length];
  for (const row of rows) {
    for (const option of bucketOptions[buckets[row]]) {
      counts[option] += 1;
      const cityKey = option * cityOptions + city.buckets[row];
      if (!cities.has(cityKey)) {
        cities.add(cityKey);
        perOption.cities[option] += 1;
      }
      const countryKey = option * countryOptions + country.buckets[row];
      if (country.buckets[row] && !countries.has(countryKey)) {
        countries.add(countryKey);
        perOption.countries[option] += 1;
      }
    }
  }
  const found: Group[] = [];
  counts.forEach((engagements, option) => {
    if (!engagements) return;
    const { code, label } = options[option];
    found.push({
      option,
      code,
      label,
      engagements,
      cities: perOption.cities[option],
      countries: perOption.countries[option],
    });
  });
  return found;
}

/** Returns the place of an option by count, 1 the most, and of how many; ties share a rank. 0 has no rank. */
export function rank(counts: Int32Array, option: number): { rank: number; of: number; tied: number } {
  const mine = counts[option];
  let [higher, of, tied] = [0, 0, 0];
  for (let at = 1; at < counts.length; at += 1) {
    if (!counts[at]) continue;
    of += 1;
    if (counts[at] > mine) higher += 1;
    else if (counts[at] === mine && at !== option) tied += 1;
  }
  return { rank: mine ? higher + 1 : 0, of, tied };
}

/** Returns the options with the most, most first; "not known" left out. */
export function leading(counts: Int32Array, most: number): number[] {
  const found: number[] = [];
  for (let at = 1; at < counts.length; at += 1) if (counts[at]) found.push(at);
  return found.sort((a, b) => counts[b] - counts[a] || a - b).slice(0, most);
}

/** Returns the rows that have an option. */
export function rowsOf(data: Data, rows: Int32Array, { kind, code }: Focus): Int32Array {
  const { numbers, buckets, bucketOptions } = data.dimensions[kind];
  const option = numbers.get(code) ?? -1;
  const holds = bucketOptions.map((options) => options.includes(option));
  return rows.filter((row) => holds[buckets[row]]);
}

/** What likeness is measured by: whom a city works with and how; from where a country is worked with and how. */
const TRAITS: Partial<Record<Kind, Kind[]>> = {
  city: ["country", "method"],
  state: ["country", "method"],
  country: ["state", "method"],
};

/**
 * Returns the options most like one of them, most alike first, with likeness from 0 to 1.
 *
 * Likeness is the cosine between their numbers of engagements by trait: the same partners in the same proportions are 1,
 * whatever their number. Options with fewer than `least` engagements say too little and are left out.
 */
export function peers(
  data: Data,
  rows: Int32Array,
  focus: Focus,
  most = 5,
  least = 3,
): { option: number; likeness: number }[] {
  const traits = TRAITS[focus.kind];
  const { numbers, buckets, options } = data.dimensions[focus.kind];
  const mine = numbers.get(focus.code) ?? 0;
  if (!traits) return [];
  const dots = new Float64Array(options.length);
  const squares = new Float64Array(options.length);
  const totals = tally(data, rows, focus.kind);
  for (const trait of traits) {
    const { buckets: values, options: traitOptions } = data.dimensions[trait];
    const cells = new Int32Array(options.length * traitOptions.length);
    for (const row of rows) if (values[row]) cells[buckets[row] * traitOptions.length + values[row]] += 1;
    for (let option = 1; option < options.length; option += 1) {
      if (!totals[option]) continue;
      for (let value = 1; value < traitOptions.length; value += 1) {
        const count = cells[option * traitOptions.length + value];
        if (!count) continue;
        squares[option] += count * count;
        dots[option] += count * cells[mine * traitOptions.length + value];
      }
    }
  }
  const found: { option: number; likeness: number }[] = [];
  for (let option = 1; option < options.length; option += 1) {
    if (option === mine || totals[option] < least || !dots[option]) continue;
    found.push({ option, likeness: dots[option] / Math.sqrt(squares[option] * squares[mine]) });
  }
  return found.sort((a, b) => b.likeness - a.likeness || a.option - b.option).slice(0, most);
}
