/** Drawing a scene with a pen: ground, lines, marks. */

import { bend, type DrawnLine } from "./lines.ts";
import type { Pen, Transform } from "./pen.ts";
import type { Atlas, Mark, Scene } from "./scene.ts";
import { classOf } from "./shades.ts";
import { DASHES, type Theme } from "./theme.ts";

export function paintGround(pen: Pen, atlas: Atlas, scene: Scene, to: Transform, theme: Theme): void {
  const ground = atlas.ground(scene.view);
  const isShaded = scene.layers.includes("shading");
  if (ground.sea) {
    pen.fill(ground.sea, to, theme.sea);
    pen.stroke(ground.sea, to, theme.edge, 1);
  }
  for (const { code, shape } of ground.areas) {
    const at = isShaded ? classOf(scene.areaCounts.get(code) ?? 0, scene.shadeStarts) : -1;
    pen.fill(shape, to, at < 0 ? theme.land : shade(theme, at, scene.shadeStarts.length));
  }
  if (ground.inner) pen.stroke(ground.inner, to, theme.inner, 0.6);
  pen.stroke(ground.borders, to, theme.border, 0.7);
  const areaKind = scene.view === "us" ? "state" : "country";
  if (scene.focus?.kind !== areaKind) return;
  for (const { code, shape } of ground.areas) if (code === scene.focus.code) pen.stroke(shape, to, theme.highlight, 2);
}

/** Returns the shade of a class; few classes take the lightest to the darkest all the same. */
export function shade(theme: Theme, at: number, classes: number): string {
  const last = theme.shades.length - 1;
  return theme.shades[classes > 1 ? Math.round((at * last) / (classes - 1)) : Math.floor(last / 2)];
}

/** How many lines are one stroke: one each would be slow, all at once would not show where they are dense. */
const TOGETHER = 24;

/** Returns how opaque a neutral line is: the more there are, the fainter each, so that their density is what is seen. */
function faintness(count: number): number {
  return Math.max(0.06, 0.4 - 0.1 * Math.log10(Math.max(1, count)));
}

/**
 * Draws the lines, some at each step, so that a page can rest in between.
 *
 * Neutral until one thing is looked at: of many lines across each other the last drawn would colour the map. Then each
 * has the colour and dashes of its method, and is noted for what is under the pointer.
 */
export function* paintLines(
  pen: Pen,
  atlas: Atlas,
  scene: Scene,
  to: Transform,
  theme: Theme,
  width: number,
  height: number,
  noted: DrawnLine[] = [],
) {
  if (scene.view !== "world" || !scene.layers.includes("lines")) return;
  const { lines, partners } = atlas;
  const cities = atlas.cities("world");
  const isColoured = scene.focus !== null;
  const batches = new Map<string, { points: number[]; color: string; dash: number[]; width: number }>();
  const faint = faintness(scene.lineCounts.reduce((sum, count) => sum + Math.min(1, count), 0));
  let drawn = 0;
  const draw = (key: string) => {
    const batch = batches.get(key);
    if (!batch) return;
    pen.curves(batch.points, batch.color, batch.width, batch.dash, isColoured ? 0.85 : faint);
    batches.delete(key);
  };
  for (let at = 0; at < scene.lineCounts.length; at += 1) {
    const count = scene.lineCounts[at];
    if (!count) continue;
    const [city, anchor, method] = [lines.city[at], lines.anchor[at], lines.method[at]];
    const [x0, y0] = [cities.xs[city] * to.k + to.x, cities.ys[city] * to.k + to.y];
    const [x1, y1] = [partners.xs[anchor] * to.k + to.x, partners.ys[anchor] * to.k + to.y];
    if (!Number.isFinite(x0 + x1)) continue;
    const [x, y] = bend(x0, y0, x1, y1, isColoured ? method : 1);
    if (Math.min(x0, x, x1) > width || Math.max(x0, x, x1) < 0) continue;
    if (Math.min(y0, y, y1) > height || Math.max(y0, y, y1) < 0) continue;
    const thickness = Math.min(4, (isColoured ? 1.3 : 0.8) + Math.log2(count) * 0.6);
    const key = `${isColoured ? method : ""} ${Math.round(thickness)}`;
    let batch = batches.get(key);
    if (!batch) {
      const number = method ? method - 1 : theme.methods.length - 1;
      batch = {
        points: [],
        color: isColoured ? theme.methods[Math.min(number, theme.methods.length - 1)] : theme.line,
        dash: isColoured ? DASHES[Math.min(number, DASHES.length - 1)] : [],
        width: thickness,
      };
      batches.set(key, batch);
    }
    batch.points.push(x0, y0, x, y, x1, y1);
    if (isColoured) noted.push({ at, points: [x0, y0, x, y, x1, y1] });
    if (batch.points.length >= TOGETHER * 6) draw(key);
    drawn += 1;
    if (drawn % 400 === 0) yield;
  }
  for (const key of [...batches.keys()]) draw(key);
}

const LARGEST_NUMBER = 1000;

/** A part of the picture in which no name is written. */
export type Box = [left: number, top: number, right: number, bottom: number];

export function paintMarks(
  pen: Pen,
  atlas: Atlas,
  scene: Scene,
  marks: Mark[],
  theme: Theme,
  width: number,
  zoom: number,
  covered: Box[] = [],
): void {
  for (const mark of marks) {
    const { x, y, radius, kind, weight } = mark;
    if (kind === "network") pen.diamond(x, y, radius, theme.network, theme.networkInk, 1.2);
    else if (kind === "city") pen.disc(x, y, radius, theme.city, theme.halo, 1.2);
    else pen.disc(x, y, radius, theme.place, theme.placeInk, 2);
    const ink = { city: theme.cityInk, partner: theme.placeInk, network: theme.networkInk }[kind];
    if (radius < 8) continue;
    const size = Math.max(9, Math.min(13, radius * 0.72));
    const number = weight >= LARGEST_NUMBER ? `${(weight / LARGEST_NUMBER).toFixed(1)}k` : String(weight);
    pen.text(number, x, y + size * 0.36, { size, color: ink, weight: 700, anchor: "middle" });
  }
  const most = scene.focus ? 40 : zoom < 1.5 ? 0 : Math.min(60, Math.round(6 * zoom));
  paintLabels(pen, atlas, marks, theme, width, most, covered);
}

/** Writes the names of the heaviest marks, each where it covers no mark and no other name. */
function paintLabels(
  pen: Pen,
  atlas: Atlas,
  marks: Mark[],
  theme: Theme,
  width: number,
  most: number,
  covered: Box[],
): void {
  const taken = [...covered, ...marks.map(({ x, y, radius }): Box => [x - radius, y - radius, x + radius, y + radius])];
  const size = 12;
  let written = 0;
  for (const mark of marks.toReversed()) {
    if (written >= most) return;
    if (mark.kind === "network") continue;
    const name = nameOf(atlas, mark);
    const length = name.length * size * 0.56;
    for (const [start, side] of [
      [mark.x + mark.radius + 4, "start"],
      [mark.x - mark.radius - 4 - length, "end"],
    ] as const) {
      const box: Box = [start, mark.y - size * 0.7, start + length, mark.y + size * 0.5];
      const isFree = taken.every(
        (other) => box[0] > other[2] || box[2] < other[0] || box[1] > other[3] || box[3] < other[1],
      );
      if (!isFree || box[0] < 0 || box[2] > width) continue;
      const x = side === "start" ? start : start + length;
      pen.text(name, x, mark.y + size * 0.36, { size, color: theme.ink, halo: theme.halo, anchor: side });
      taken.push(box);
      written += 1;
      break;
    }
  }
}

const LONGEST_NAME = 28;

/** Returns a short name of a mark: the heaviest member's, and how many more there are. */
export function nameOf(atlas: Atlas, mark: Mark): string {
  const [first] = mark.members;
  const short = mark.kind === "partner" ? partnerName(atlas, first) : cityName(atlas, first);
  return mark.members.length > 1 ? `${short} +${mark.members.length - 1}` : short;
}

/** Returns what a line joins, and by which method. */
export function lineName(atlas: Atlas, line: number): string {
  const { city, anchor, method } = atlas.lines;
  const { label } = atlas.data.dimensions.method.options[method[line]];
  return `${cityName(atlas, city[line])} – ${partnerName(atlas, anchor[line])}, ${label}`;
}

function cityName({ data }: Atlas, city: number): string {
  const { name, state } = data.content.cities[city];
  return shortened(`${name}, ${data.content.states[state].code}`);
}

function partnerName({ data }: Atlas, anchor: number): string {
  const { countries, places } = data.content;
  return shortened(anchor < places.length ? places[anchor].name : countries[anchor - places.length].label);
}

function shortened(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
