/** Points too close to be told apart become one circle, which opens when it is enlarged. */

export interface Cluster {
  x: number;
  y: number;
  weight: number; // engagements of its members together
  members: number[]; // positions in the arrays given, the heaviest first
}

/**
 * Returns clusters of points: the heaviest point takes in every lighter one within the radius, then the next.
 *
 * xs, ys in any unit, radius in the same. Points with weight 0 are left out. Each point looks at its own and the eight
 * neighbouring cells of a grid, so the work grows with the points and not with their square.
 */
export function clusters(xs: Float64Array, ys: Float64Array, weights: Int32Array, radius: number): Cluster[] {
  const points: number[] = [];
  for (let at = 0; at < weights.length; at += 1) if (weights[at] && Number.isFinite(xs[at])) points.push(at);
  points.sort((a, b) => weights[b] - weights[a] || a - b);
  const cells = new Map<number, number[]>();
  const cellOf = (column: number, line: number) => column * 1_000_003 + line;
  const columnOf = (at: number) => Math.floor(xs[at] / radius);
  const lineOf = (at: number) => Math.floor(ys[at] / radius);
  for (const at of points) {
    const key = cellOf(columnOf(at), lineOf(at));
    const cell = cells.get(key);
    if (cell) cell.push(at);
    else cells.set(key, [at]);
  }
  const taken = new Uint8Array(weights.length);
  const found: Cluster[] = [];
  for (const at of points) {
    if (taken[at]) continue;
    const members: number[] = [];
    let weight = 0;
    for (let column = columnOf(at) - 1; column <= columnOf(at) + 1; column += 1) {
      for (let line = lineOf(at) - 1; line <= lineOf(at) + 1; line += 1) {
        for (const other of cells.get(cellOf(column, line)) ?? []) {
          if (taken[other] || Math.hypot(xs[other] - xs[at], ys[other] - ys[at]) > radius) continue;
          taken[other] = 1;
          members.push(other);
          weight += weights[other];
        }
      }
    }
    members.sort((a, b) => weights[b] - weights[a] || a - b);
    found.push({ x: xs[at], y: ys[at], weight, members });
  }
  return found;
}
