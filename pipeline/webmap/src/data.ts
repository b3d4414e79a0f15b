/** Engagements as columns of numbers: what is filtered, counted and drawn without looking at a word. */

import type { Columns, Content, Country, Place } from "./content.ts";

export const FILTERS = ["state", "city", "country", "region", "method", "priority", "network", "source"] as const;
export type Filter = (typeof FILTERS)[number];
export type Kind = Filter | "place";

export const KIND_NAMES: Record<Kind, [one: string, many: string]> = {
  city: ["City", "U.S. cities"],
  state: ["State", "States"],
  country: ["Partner country", "Partner countries"],
  region: ["Region of the world", "Regions of the world"],
  place: ["Partner place", "Partner places"],
  method: ["Method", "Methods"],
  priority: ["Priority area", "Priority areas"],
  network: ["City network", "City networks"],
  source: ["Source", "Sources"],
};

/** A value a dimension may have. */
export interface Option {
  code: string;
  label: string;
  names: string[];
}

/** One thing engagements are told apart by. Option 0 is "not known"; a row has a bucket, a bucket one or more options. */
export interface Dimension {
  kind: Kind;
  options: Option[];
  numbers: Map<string, number>;
  buckets: Int32Array;
  bucketOptions: number[][];
}

export interface Data {
  content: Content;
  size: number;
  dimensions: Record<Kind, Dimension>;
  first: Int16Array;
  last: Int16Array;
}

const UNKNOWN: Record<Kind, string> = {
  city: "Not known",
  state: "Not known",
  country: "No partner country (a network, or undecided)",
  region: "No partner country (a network, or undecided)",
  place: "No place named",
  method: "Undecided",
  priority: "None known",
  network: "No network membership",
  source: "Not known",
};

/** Returns a dimension; numbers: of each row into options, -1 for not known, or into sets of such numbers. */
function dimension(kind: Kind, options: Option[], numbers: number[], sets?: number[][]): Dimension {
  const all = [{ code: "unknown", label: UNKNOWN[kind], names: [] }, ...options];
  const buckets = Int32Array.from(numbers);
  if (!sets) for (let row = 0; row < buckets.length; row += 1) buckets[row] += 1;
  return {
    kind,
    options: all,
    numbers: new Map(all.map((option, number) => [option.code, number])),
    buckets,
    bucketOptions: sets
      ? sets.map((set) => (set.length ? set.map((number) => number + 1) : [0]))
      : all.map((_, number) => [number]),
  };
}

function coded(list: { code: string; label: string; names?: string[] }[]): Option[] {
  return list.map(({ code, label, names }) => ({ code, label, names: names ?? [] }));
}

/** Returns what a place is called beside its country. */
function placeLabel(place: Place, countries: Country[]): string {
  const country = place.country < 0 ? "country not known" : countries[place.country].label;
  return place.name === country ? country : `${place.name}, ${country}`;
}

/** Returns the content in columns. */
export function load(content: Content): Data {
  const { cities, states, countries, regions, places, engagements: rows } = content;
  const regionOf = new Map(regions.map((region, number) => [region.code, number]));
  const cityOptions = cities.map(({ id, name, state, names }) => ({
    code: id,
    label: `${name}, ${states[state].code}`,
    names,
  }));
  const placeOptions = places.map((place) => ({
    code: place.id,
    label: placeLabel(place, countries),
    names: place.names,
  }));
  const sourceOptions = content.sources.map(({ id, label }) => ({ code: id, label, names: [] }));
  const stateColumn = rows.city.map((city) => cities[city].state);
  const regionColumn = rows.country.map((country) =>
    country < 0 ? -1 : (regionOf.get(countries[country].region) ?? -1),
  );
  return {
    content,
    size: rows.id.length,
    dimensions: {
      state: dimension("state", coded(states), stateColumn),
      city: dimension("city", cityOptions, rows.city),
      country: dimension("country", coded(countries), rows.country),
      region: dimension("region", coded(regions), regionColumn),
      method: dimension("method", coded(content.methods), rows.method),
      priority: dimension("priority", coded(content.priorities), rows.priorities, content.prioritySets),
      network: dimension("network", coded(content.networks), rows.network),
      source: dimension("source", sourceOptions, rows.sources, content.sourceSets),
      place: dimension("place", placeOptions, rows.place),
    },
    first: Int16Array.from(rows.first),
    last: Int16Array.from(rows.last),
  };
}

/** Returns what the partner of an engagement is called. */
export function partnerLabel(data: Data, row: number): string {
  const { engagements: rows, countries, networks, places } = data.content;
  const place = rows.place[row];
  if (rows.network[row] >= 0) return networks[rows.network[row]].label;
  if (place >= 0) return rows.kind[row] === "network" ? places[place].name : placeLabel(places[place], countries);
  if (rows.country[row] >= 0) return countries[rows.country[row]].label;
  return rows.kind[row] === "network" ? "Network not known" : "Partner not known";
}

/** Returns the years of an engagement in words, "" when none is known. */
export function yearsLabel(columns: Columns, row: number): string {
  const [first, last] = [columns.first[row], columns.last[row]];
  if (!first) return "";
  return first === last ? String(first) : `${first}–${last}`;
}

/** Returns what the options of a row in one dimension are called; none for "not known". */
export function labelsOf(dimension: Dimension, row: number): string[] {
  const options = dimension.bucketOptions[dimension.buckets[row]];
  return options.filter(Boolean).map((option) => dimension.options[option].label);
}
