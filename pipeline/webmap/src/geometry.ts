/** Boundaries and points on the drawn map. */

import { type GeoContext, type GeoPermissibleObjects, type GeoProjection, geoAlbersUsa, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection } from "topojson-specification";
import type { Boundaries, Content, Point } from "./content.ts";
import { HEIGHT, plainProjection, WIDTH, worldProjection } from "./projection.ts";

/** Of a coordinate in words: a hundredth, an eighth of a pixel where the map is enlarged twelvefold. */
const DIGITS = 2;

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
  borders: Shape; // the outlines of all areas
  inner: Shape | null; // between U.S. states, on the world
  sea: Shape | null; // the globe's edge
}

/** A path that notes how far it reaches. */
class Bounded {
  path = new Path2D();
  box: Area["box"] = [Infinity, Infinity, -Infinity, -Infinity];

  moveTo(x: number, y: number): void {
    this.path.moveTo(x, y);
    this.reach(x, y);
  }

  lineTo(x: number, y: number): void {
    this.path.lineTo(x, y);
    this.reach(x, y);
  }

  closePath(): void {
    this.path.closePath();
  }

  private reach(x: number, y: number): void {
    const { box } = this;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
}

function bounded(projection: GeoProjection | null, object: GeoPermissibleObjects): { shape: Shape; box: Area["box"] } {
  const drawn = new Bounded();
  geoPath(projection, drawn as unknown as GeoContext)(object);
  return { shape: { path: drawn.path, words: () => geoPath(projection).digits(DIGITS)(object) ?? "" }, box: drawn.box };
}

/** Returns the outlines of all areas as one. */
function outlines(areas: Area[]): Shape {
  const path = new Path2D();
  for (const { shape } of areas) path.addPath(shape.path);
  return { path, words: () => areas.map(({ shape }) => shape.words()).join("") };
}

export function worldGround({ world: topology, states, middle }: Boundaries, areas: Record<string, string>): Ground {
  const projection = worldProjection(middle);
  // The countries are drawn already, see build.mjs: projecting them took a quarter of the time until the page is ready.
  const found = feature(topology, topology.objects.countries as GeometryCollection).features.map((one) => ({
    code: areas[String(one.id)] ?? "",
    ...bounded(null, one),
  }));
  const inner = mesh(states, states.objects.states as GeometryCollection, (a, b) => a !== b);
  return {
    projection,
    areas: found,
    borders: outlines(found),
    inner: bounded(plainProjection(middle), inner).shape,
    sea: bounded(projection, { type: "Sphere" }).shape,
  };
}

/** Returns the ground of the domestic map; codes: of states by their label. */
export function usGround({ states }: Boundaries, codes: Map<string, string>): Ground {
  const projection = geoAlbersUsa()
    .scale(1250)
    .translate([WIDTH / 2, HEIGHT.us / 2]);
  const collection = states.objects.states as GeometryCollection<{ name: string }>;
  const found = feature(states, collection)
    .features.map((one) => ({ code: codes.get(one.properties.name) ?? "", ...bounded(projection, one) }))
    // The territories in the oceans have no place in this projection.
    .filter(({ box }) => Number.isFinite(box[0]));
  return { projection, areas: found, borders: outlines(found), inner: null, sea: null };
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
