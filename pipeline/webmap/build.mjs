// Bundles the page's sources and simplifies the boundaries; writes {name: text} of the finished files as JSON.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { geoArea, geoCentroid, geoPath } from "d3-geo";
import { build } from "esbuild";
import { feature, quantize } from "topojson-client";
import { filter, presimplify, simplify } from "topojson-simplify";
import { plainProjection, worldProjection } from "./src/projection.ts";

const require = createRequire(import.meta.url);
const room = import.meta.dirname;

// Triangles smaller than this (square degrees) are taken out of a boundary: about 8 km, a pixel of the world at 4×.
const SMALLEST_DETAIL = { world: 0.003, states: 0.0005 };
// Steps to each side: 2 km.
const STEPS = { world: 2e4, states: 1e4 };

// In the middle of the drawn world: the U.S. near it, and lines that go both ways without being cut.
const MIDDLE = -118;

/** Returns a topology with fewer points; no ring is dropped, so that small islands and city states stay. */
function lighter(topology, smallest, steps) {
  return quantize(
    filter(simplify(presimplify(topology), smallest), () => true),
    steps,
  );
}

/** Returns the middle of a shape's largest part: where a country stands that is a partner as a whole. */
function middle(shape) {
  const { type, coordinates } = shape.geometry;
  const parts = type === "Polygon" ? [coordinates] : coordinates;
  const polygons = parts.map((part) => ({ type: "Polygon", coordinates: part }));
  const largest = polygons.reduce((first, second) => (geoArea(second) > geoArea(first) ? second : first));
  return geoCentroid(largest).map((degrees) => Math.round(degrees * 1000) / 1000);
}

/** Returns what an area is called in data/codebook/map_areas.csv: its number, or its name where it has none of its own. */
function areaOf(geometry) {
  const shared = geometry.properties.name === "Ashmore and Cartier Is.";
  return geometry.id && !shared ? geometry.id : geometry.properties.name;
}

/** Returns whether a shape goes across the meridian at which the drawn world is cut, opposite of its middle. */
function isCut(shape, meridian) {
  const rings = shape.geometry.type === "Polygon" ? shape.geometry.coordinates : shape.geometry.coordinates.flat();
  return rings.some((ring) =>
    ring.some(([longitude], at) => {
      const before = ring[Math.max(0, at - 1)][0];
      return Math.abs(longitude - before) < 180 && longitude < meridian !== before < meridian;
    }),
  );
}

/** Returns the rings that a shape is drawn as, closed, with what lies across the edge of the world cut in two. */
function rings(shape, projection) {
  const found = [];
  const context = {
    moveTo: (x, y) => found.push([[x, y]]),
    lineTo: (x, y) => found.at(-1).push([x, y]),
    closePath: () => found.at(-1).push(found.at(-1)[0]),
  };
  geoPath(projection, context)(shape);
  return found;
}

/** Returns the points of an arc in degrees. */
function points(arc, { scale, translate }) {
  let [x, y] = [0, 0];
  return arc.map(([right, down]) => {
    x += right;
    y += down;
    return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
  });
}

/** Returns a topology in degrees as it is drawn; cut: identifiers of the areas that lie across the edge. */
function drawn(topology, cut) {
  const [projection, plain] = [worldProjection(MIDDLE), plainProjection(MIDDLE)];
  const arcs = topology.arcs.map((arc) => points(arc, topology.transform).map(plain));
  const geometries = topology.objects.countries.geometries.map((geometry) => {
    if (!cut.has(geometry.id)) return geometry;
    const own = rings(feature(topology, geometry), projection);
    const first = arcs.push(...own) - own.length;
    return { type: "MultiPolygon", id: geometry.id, arcs: own.map((_, at) => [[first + at]]) };
  });
  const whole = { type: "Topology", arcs, objects: { countries: { type: "GeometryCollection", geometries } } };
  return quantize(
    filter(whole, () => true),
    STEPS.world,
  );
}

function boundaries() {
  const world = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
  const middles = {};
  const cut = new Set();
  for (const geometry of world.objects.countries.geometries) {
    const shape = feature(world, geometry);
    middles[areaOf(geometry)] = middle(shape);
    if (isCut(shape, MIDDLE + 180)) cut.add(areaOf(geometry));
    geometry.id = areaOf(geometry);
  }
  delete world.objects.land;
  const states = JSON.parse(readFileSync(require.resolve("us-atlas/states-10m.json"), "utf8"));
  delete states.objects.nation;
  return {
    world: drawn(lighter(world, SMALLEST_DETAIL.world, STEPS.world), cut),
    states: lighter(states, SMALLEST_DETAIL.states, STEPS.states),
    middles,
    middle: MIDDLE,
  };
}

/** Returns the licences of the packages whose code or data the page holds. */
function licences(inputs) {
  const bundled = Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  const names = new Set([...bundled.filter(Boolean), "us-atlas", "world-atlas"]);
  return [...names]
    .sort()
    .map((name) => {
      const folder = join(room, "node_modules", name);
      const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}\n`;
    })
    .join("\n----\n\n");
}

const options = { bundle: true, minify: true, write: false, absWorkingDir: room, logLevel: "silent", charset: "utf8" };
const script = await build({
  ...options,
  entryPoints: ["src/main.ts"],
  format: "iife",
  target: "es2022",
  legalComments: "none",
  metafile: true,
});
const style = await build({ ...options, entryPoints: ["src/map.css"] });
process.stdout.write(
  JSON.stringify({
    "map.js": script.outputFiles[0].text,
    "map.css": style.outputFiles[0].text,
    "boundaries.js": `globalThis.mapBoundaries=${JSON.stringify(boundaries())};\n`,
    "licences.txt": licences(script.metafile.inputs),
  }),
);
