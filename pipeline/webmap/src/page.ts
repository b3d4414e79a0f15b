/** What the parts of the page share: what is shown now, and the one way to change it. */

import type { Data, Kind } from "./data.ts";
import type { Focus, Shown } from "./filters.ts";
import type { State } from "./permalink.ts";
import type { Atlas } from "./scene.ts";

export interface Page {
  data: Data;
  atlas: Atlas;
  state: State;
  shown: Shown; // by choice and focus
  chosen: Int32Array; // rows by choice alone: what ranks and comparisons are of
  change: (part: Partial<State>) => void;
  look: (focus: Focus | null) => void;
}

export function label(data: Data, { kind, code }: Focus): string {
  const { numbers, options } = data.dimensions[kind];
  return options[numbers.get(code) ?? 0].label;
}

/** Whether this is the one file that is handed on alone: then nothing lies beside it that a link could lead to. */
export const isAlone = () => document.body.dataset.alone !== undefined;

/** Profiles that have a page of their own, made by another stage. */
const PROFILED: Kind[] = ["city", "state", "country", "priority", "method"];

/** Returns the address of the page of a profile, null when there is none. */
export function profileAddress({ content }: Data, { kind, code }: Focus): string | null {
  if (isAlone() || !PROFILED.includes(kind)) return null;
  const slug = {
    city: () => content.cities.find(({ id }) => id === code)?.slug,
    country: () => content.countries.find((country) => country.code === code)?.slug,
  }[kind as "city" | "country"]?.();
  return `../profiles/${kind}/${slug ?? code.toLowerCase().replaceAll("_", "-")}.html`;
}
