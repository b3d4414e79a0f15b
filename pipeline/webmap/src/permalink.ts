/** Every state of the page as the part of its address after #, and back. What an address says wrongly is left out. */

import { type Data, FILTERS, KIND_NAMES, type Kind } from "./data.ts";
import { type Choice, type Focus, NOTHING_CHOSEN } from "./filters.ts";

const VIEWS = ["world", "us"] as const;
export type View = (typeof VIEWS)[number];
export const LAYERS = ["lines", "shading", "places", "networks"] as const;
export type Layer = (typeof LAYERS)[number];
export const TABLES = ["engagement", "city", "state", "country", "place", "network", "method", "priority"] as const;
export type TableOf = (typeof TABLES)[number];
export const MOST_COMPARED = 5;

/** Where the middle of the picture is on the drawn map (0 to 1 of its width), and how many times it is enlarged. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
}

export interface State {
  view: View;
  layers: Layer[];
  choice: Choice;
  focus: Focus | null;
  compared: Focus[];
  table: { of: TableOf; sort: string; descending: boolean; page: number };
  camera: Camera | null; // null: all of it
}

export const START: State = {
  view: "world",
  layers: ["lines", "shading", "places"],
  choice: NOTHING_CHOSEN,
  focus: null,
  compared: [],
  table: { of: "engagement", sort: "city", descending: false, page: 1 },
  camera: null,
};

const isKind = (text: string): text is Kind => Object.hasOwn(KIND_NAMES, text);

function one<T extends string>(text: string | null, among: readonly T[], otherwise: T): T {
  return among.includes(text as T) ? (text as T) : otherwise;
}

function year(text: string | null): number | null {
  return text && /^\d{4}$/.test(text) ? Number(text) : null;
}

function focusText({ kind, code }: Focus): string {
  return `${kind}:${code}`;
}

function readFocus(data: Data, text: string | null): Focus | null {
  const [kind, ...rest] = (text ?? "").split(":");
  const code = rest.join(":");
  return isKind(kind) && code !== "unknown" && data.dimensions[kind].numbers.has(code) ? { kind, code } : null;
}

/** Returns the state as the text after #; "" for the state in which the page starts. */
export function encode(state: State): string {
  const said = new URLSearchParams();
  const { choice, table, camera } = state;
  if (state.view !== START.view) said.set("view", state.view);
  if (state.layers.join() !== START.layers.join()) said.set("layers", state.layers.join(" "));
  for (const kind of FILTERS) for (const code of choice.chosen[kind] ?? []) said.append(kind, code);
  if (choice.from !== null) said.set("from", String(choice.from));
  if (choice.to !== null) said.set("to", String(choice.to));
  if (!choice.undated) said.set("undated", "no");
  if (state.focus) said.set("look", focusText(state.focus));
  for (const focus of state.compared) said.append("compare", focusText(focus));
  if (table.of !== START.table.of) said.set("table", table.of);
  if (table.sort !== START.table.sort || table.descending)
    said.set("sort", `${table.descending ? "-" : ""}${table.sort}`);
  if (table.page > 1) said.set("page", String(table.page));
  if (camera) said.set("at", [camera.x.toFixed(4), camera.y.toFixed(4), camera.zoom.toFixed(2)].join(" "));
  return said.toString();
}

/** Returns the state that a text after # describes. */
export function decode(data: Data, text: string): State {
  const said = new URLSearchParams(text.replace(/^#/, ""));
  const chosen: Choice["chosen"] = {};
  for (const kind of FILTERS) {
    const codes = [...new Set(said.getAll(kind))].filter((code) => data.dimensions[kind].numbers.has(code));
    if (codes.length) chosen[kind] = codes;
  }
  const layers = said.get("layers")?.split(" ");
  const sort = said.get("sort") ?? START.table.sort;
  const compared = said.getAll("compare").map((entry) => readFocus(data, entry));
  const [x, y, zoom] = (said.get("at") ?? "").split(" ").map(Number);
  return {
    view: one(said.get("view"), VIEWS, START.view),
    layers: layers ? LAYERS.filter((layer) => layers.includes(layer)) : START.layers,
    choice: { chosen, from: year(said.get("from")), to: year(said.get("to")), undated: said.get("undated") !== "no" },
    focus: readFocus(data, said.get("look")),
    compared: unique(compared.filter((focus) => focus !== null)).slice(0, MOST_COMPARED),
    table: {
      of: one(said.get("table"), TABLES, START.table.of),
      sort: sort.replace(/^-/, ""),
      descending: sort.startsWith("-"),
      page: Math.max(1, Math.floor(Number(said.get("page"))) || 1),
    },
    camera: [x, y].every(Number.isFinite) && zoom >= 1 ? { x, y, zoom: Math.min(zoom, 400) } : null,
  };
}

function unique(list: Focus[]): Focus[] {
  return [...new Map(list.map((focus) => [focusText(focus), focus])).values()];
}

export function isSame(a: Focus | null, b: Focus | null): boolean {
  return a?.kind === b?.kind && a?.code === b?.code;
}
