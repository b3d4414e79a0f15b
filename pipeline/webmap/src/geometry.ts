/** Boundaries and points on the drawn map, in units of its own: a thousand wide. */

import { type GeoProjection, geoAlbersUsa, geoEqualEarth, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection } from "topojson-specification";
import type { Boundaries, Content, Point } from "./content.ts";
import type { View } from "./permalink.ts";

export const WIDTH = 1000;
export const HEIGHT: Record<View, number> = { world: 487, us: 600 };

/** An outline, for the canvas and in words for SVG. */
export interface Shape {
  path: Path2D;
  words: () => string;
}

export interface Area {
  code: string; // of the country or state, "" for one that is counted for none
  shape: Shape;
  box: [left: number, top: number, right: number, bottom: number];
}

export interface Ground {
  projection: GeoProjection;
  areas: Area[];
  borders: Shape; // between areas
  inner: Shape | null; // between U.S. states, on the world
  sea: Shape | null; // the globe's edge
}

/** Returns a shape of a GeoJSON object. */
function shape(projection: GeoProjection, object: Parameters<ReturnType<typeof geoPath>>[0]): Shape {
  const path = new Path2D();
  geoPath(projection, path as unknown as CanvasRenderingContext2D)(object);
  return { path, words: () => geoPath(projection)(object) ?? "" };
}

// Pacific in the middle of nowhere we look: the cut through Asia's west lets lines from the U.S. go both ways.
const world = () => geoEqualEarth().rotate([118, 0]).precision(0.4).fitSize([WIDTH, HEIGHT.world], { type: "Sphere" });

const us = () =>
  geoAlbersUsa()
    .scale(1250)
    .translate([WIDTH / 2, HEIGHT.us / 2]);

export function worldGround({ world: topology, states }: Boundaries, areas: Record<string, string>): Ground {
  const projection = world();
  const countries = topology.objects.countries as GeometryCollection;
  const path = geoPath(projection);
  const found = feature(topology, countries).features.map((one) => {
    const [[left, top], [right, bottom]] = path.bounds(one);
    const box: Area["box"] = [left, top, right, bottom];
    return { code: areas[String(one.id)] ?? "", shape: shape(projection, one), box };
  });
  return {
    projection,
    areas: found,
    borders: shape(
      projection,
      mesh(topology, countries, (a, b) => a !== b),
    ),
    inner: shape(
      projection,
      mesh(states, states.objects.states as GeometryCollection, (a, b) => a !== b),
    ),
    sea: shape(projection, { type: "Sphere" }),
  };
}

/** Returns the ground of the domestic map; codes: of states by their label. */
export function usGround({ states }: Boundaries, codes: Map<string, string>): Ground {
  const projection = us();
  const collection = states.objects.states as GeometryCollection<{ name: string }>;
  const path = geoPath(projection);
  const areas: Area[] = [];
  for (const one of feature(states, collection).features) {
    const [[left, top], [right, bottom]] = path.bounds(one);
    // The territories in the oceans have no place in this projection.
    if (!Number.isFinite(left)) continue;
    areas.push({
      code: codes.get(one.properties.name) ?? "",
      shape: shape(projection, one),
      box: [left, top, right, bottom],
    });
  }
  return {
    projection,
    areas,
    borders: shape(
      projection,
      mesh(states, collection, (a, b) => a !== b),
    ),
    inner: null,
    sea: null,
  };
}

/** Points on the drawn map; not a number where there is none. */
export interface Points {
  xs: Float64Array;
  ys: Float64Array;
}

export function project(projection: GeoProjection, points: (Point | null)[]): Points {
  const xs = new Float64Array(points.length).fill(Number.NaN);
  const ys = new Float64Array(points.length).fill(Number.NaN);
  points.forEach((point, at) => {
    const found = point && projection(point);
    if (found) [xs[at], ys[at]] = found;
  });
  return { xs, ys };
}

/** Where partners stand: places with a point, and the middle of a country for partners of which only that is known. */
export interface Anchors {
  points: (Point | null)[]; // places first, then countries
  ofRow: Int32Array; // -1: nowhere, as a network
}

export function anchors(content: Content, middles: Record<string, Point>): Anchors {
  const middleOf = new Map(Object.entries(content.areas).map(([area, code]) => [code, middles[area]]));
  const middle = ({ code, point }: { code: string; point: Point | null }) => middleOf.get(code) ?? point;
  const { place, country } = content.engagements;
  const size = content.places.length;
  return {
    points: [...content.places.map(({ point }) => point), ...content.countries.map(middle)],
    ofRow: Int32Array.from(place, (at, row) => {
      if (at >= 0 && content.places[at].point) return at;
      return country[row] >= 0 ? size + country[row] : -1;
    }),
  };
}
