/** One line for all engagements between one U.S. city and one partner by one method. */

import type { Data } from "./data.ts";
import type { Anchors } from "./geometry.ts";

export interface Lines {
  city: Int32Array;
  anchor: Int32Array;
  method: Int32Array; // option of the dimension, 0 undecided
  ofRow: Int32Array; // -1: no line
}

export function lines(data: Data, anchors: Anchors): Lines {
  const { city } = data.content.engagements;
  const methods = data.dimensions.method.buckets;
  const [anchorCount, methodCount] = [anchors.points.length, data.dimensions.method.options.length];
  const numbers = new Map<number, number>();
  const found = { city: [] as number[], anchor: [] as number[], method: [] as number[] };
  const ofRow = new Int32Array(data.size).fill(-1);
  for (let row = 0; row < data.size; row += 1) {
    const anchor = anchors.ofRow[row];
    if (anchor < 0) continue;
    const key = (city[row] * anchorCount + anchor) * methodCount + methods[row];
    let number = numbers.get(key);
    if (number === undefined) {
      number = found.city.length;
      numbers.set(key, number);
      found.city.push(city[row]);
      found.anchor.push(anchor);
      found.method.push(methods[row]);
    }
    ofRow[row] = number;
  }
  return {
    city: Int32Array.from(found.city),
    anchor: Int32Array.from(found.anchor),
    method: Int32Array.from(found.method),
    ofRow,
  };
}

/** Returns the middle point that bends a line: upwards, by a share of its length that differs by method. */
export function bend(x0: number, y0: number, x1: number, y1: number, method: number): [x: number, y: number] {
  const share = 0.16 + 0.035 * method;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const side = dx >= 0 ? 1 : -1;
  return [(x0 + x1) / 2 + side * dy * share, (y0 + y1) / 2 - side * dx * share];
}

/** A line as it was drawn, in pixels of the picture. */
export interface DrawnLine {
  at: number; // its place among the lines
  points: [x0: number, y0: number, x: number, y: number, x1: number, y1: number];
}

const NEAR = 5; // pixels between pointer and line
const STEPS = 32; // straight pieces that a curve is measured by

/** Returns the line nearest to a point, null where none is near. */
export function nearest(lines: DrawnLine[], x: number, y: number): number | null {
  let [found, least]: [number | null, number] = [null, NEAR];
  for (const { at, points } of lines) {
    const [x0, y0, xm, ym, x1, y1] = points;
    if (x < Math.min(x0, xm, x1) - NEAR || x > Math.max(x0, xm, x1) + NEAR) continue;
    if (y < Math.min(y0, ym, y1) - NEAR || y > Math.max(y0, ym, y1) + NEAR) continue;
    let [left, top] = [x0, y0];
    for (let step = 1; step <= STEPS; step += 1) {
      const part = step / STEPS;
      const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
      const [right, bottom] = [a * x0 + b * xm + c * x1, a * y0 + b * ym + c * y1];
      const distance = toPiece(x, y, left, top, right, bottom);
      if (distance < least) [found, least] = [at, distance];
      [left, top] = [right, bottom];
    }
  }
  return found;
}

/** Returns how far a point is from a straight piece. */
function toPiece(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const part = Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}
