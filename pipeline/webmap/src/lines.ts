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
