/** What there is to draw of the engagements shown, before it is known how large and where. */

import { type Cluster, clusters } from "./clusters.ts";
import type { Boundaries, Content } from "./content.ts";
import type { Data } from "./data.ts";
import type { Focus } from "./filters.ts";
import { tally } from "./filters.ts";
import {
  type Anchors,
  type Area,
  anchors,
  type Ground,
  type Points,
  project,
  usGround,
  worldGround,
} from "./geometry.ts";
import { type Lines, lines } from "./lines.ts";
import type { Transform } from "./pen.ts";
import type { Layer, View } from "./permalink.ts";
import { HEIGHT, WIDTH } from "./projection.ts";
import { breaks } from "./shades.ts";

/** All that stays the same while the page is open. */
export interface Atlas {
  data: Data;
  anchors: Anchors;
  lines: Lines;
  ground: (view: View) => Ground;
  cities: (view: View) => Points;
  partners: Points;
}

export interface Scene {
  view: View;
  layers: Layer[];
  focus: Focus | null;
  areaCounts: Map<string, number>; // by country, or by state
  shadeStarts: number[];
  lineCounts: Int32Array;
  cityCounts: Int32Array;
  partnerCounts: Int32Array;
  networkCounts: Int32Array; // memberships by city
}

export type MarkKind = "city" | "partner" | "network";

export interface Mark {
  kind: MarkKind;
  x: number;
  y: number;
  radius: number;
  weight: number;
  members: number[];
}

export function atlas(data: Data, boundaries: Boundaries): Atlas {
  const { content } = data;
  const stateCodes = new Map(content.states.map(({ code, label }) => [label, code]));
  const grounds: Partial<Record<View, Ground>> = {};
  const cities: Partial<Record<View, Points>> = {};
  const ground = (view: View): Ground => {
    grounds[view] ??= view === "us" ? usGround(boundaries, stateCodes) : worldGround(boundaries, content.areas);
    return grounds[view];
  };
  const found = anchors(content, boundaries.middles);
  return {
    data,
    anchors: found,
    lines: lines(data, found),
    ground,
    cities: (view) => {
      cities[view] ??= project(ground(view).projection, cityPoints(content));
      return cities[view];
    },
    partners: project(ground("world").projection, found.points),
  };
}

function cityPoints(content: Content) {
  return content.cities.map(({ point }) => point);
}

export function scene(atlas: Atlas, rows: Int32Array, view: View, layers: Layer[], focus: Focus | null): Scene {
  const { data } = atlas;
  const areaKind = view === "us" ? "state" : "country";
  const { options } = data.dimensions[areaKind];
  const counts = tally(data, rows, areaKind);
  const { city, network } = data.content.engagements;
  const cityCounts = new Int32Array(data.content.cities.length);
  const networkCounts = new Int32Array(data.content.cities.length);
  const partnerCounts = new Int32Array(atlas.anchors.points.length);
  const lineCounts = new Int32Array(atlas.lines.city.length);
  for (const row of rows) {
    cityCounts[city[row]] += 1;
    if (network[row] >= 0) networkCounts[city[row]] += 1;
    const anchor = atlas.anchors.ofRow[row];
    if (anchor < 0) continue;
    partnerCounts[anchor] += 1;
    lineCounts[atlas.lines.ofRow[row]] += 1;
  }
  return {
    view,
    layers,
    focus,
    areaCounts: new Map(options.slice(1).map(({ code }, at) => [code, counts[at + 1]])),
    shadeStarts: breaks([...counts.slice(1)]),
    lineCounts,
    cityCounts,
    partnerCounts,
    networkCounts,
  };
}

const CLOSE = 30; // pixels: nearer marks are one
const ASIDE = 16; // pixels
const [SMALLEST, LARGEST] = [5, 21]; // radius of a mark, pixels; its area grows with the count

/** Returns the marks of a scene in a picture, lightest first, so that the heaviest are drawn last. */
export function marks(atlas: Atlas, scene: Scene, to: Transform, width: number, height: number): Mark[] {
  const cities = atlas.cities(scene.view);
  const groups: [MarkKind, Cluster[]][] = [];
  const close = CLOSE / to.k;
  if (scene.layers.includes("places")) {
    if (scene.view === "world") {
      groups.push(["partner", clusters(atlas.partners.xs, atlas.partners.ys, scene.partnerCounts, close)]);
    }
    groups.push(["city", clusters(cities.xs, cities.ys, scene.cityCounts, close)]);
  }
  if (scene.layers.includes("networks")) {
    groups.push(["network", clusters(cities.xs, cities.ys, scene.networkCounts, close)]);
  }
  return groups.flatMap(([kind, found]) => {
    const heaviest = Math.max(...found.map(({ weight }) => weight), 12);
    const drawn: Mark[] = [];
    for (const { x, y, weight, members } of found) {
      // A membership stands beside its city and is small, so that neither hides the other's number.
      const isAside = kind === "network" && scene.layers.includes("places");
      const aside = isAside ? ASIDE : 0;
      const radius = isAside ? ASIDE * 0.7 : SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(weight / heaviest);
      const at = { x: x * to.k + to.x + aside, y: y * to.k + to.y - aside };
      if (at.x < -radius || at.y < -radius || at.x > width + radius || at.y > height + radius) continue;
      drawn.push({ kind, ...at, radius, weight, members });
    }
    return drawn.sort((a, b) => a.weight - b.weight);
  });
}

/** Returns what a mark stands for: one thing that can be looked at. Of several together, the heaviest. */
export function meaning(data: Data, { kind, members }: Mark): Focus {
  const { cities, countries, places } = data.content;
  const first = members[0];
  if (kind !== "partner") return { kind: "city", code: cities[first].id };
  if (first < places.length) return { kind: "place", code: places[first].id };
  return { kind: "country", code: countries[first - places.length].code };
}

/** Returns the area at a point of the drawn map. */
export function areaAt(ground: Ground, x: number, y: number, context: CanvasRenderingContext2D): Area | null {
  return (
    ground.areas.find(
      ({ box: [left, top, right, bottom], shape }) =>
        x >= left && x <= right && y >= top && y <= bottom && context.isPointInPath(shape.path, x, y),
    ) ?? null
  );
}

/** Returns how the whole drawn map fits a picture. */
export function home(view: View, width: number, height: number): Transform {
  const margin = 6;
  const k = Math.min((width - 2 * margin) / WIDTH, (height - 2 * margin) / HEIGHT[view]);
  return { k, x: (width - k * WIDTH) / 2, y: (height - k * HEIGHT[view]) / 2 };
}
