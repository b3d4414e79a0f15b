/** Counts in classes that a legend can say: 1, a few, …, many. */

const STEPS = [1, 2, 5];

/** Returns where each of at most five classes begins: steps of 1, 2, 5, 10, 20 … up to the largest count, thinned evenly. */
export function breaks(counts: number[], most = 5): number[] {
  const largest = counts.reduce((first, second) => Math.max(first, second), 0);
  const steps: number[] = [];
  for (let power = 1; power <= largest; power *= 10) {
    for (const step of STEPS) if (step * power <= largest) steps.push(step * power);
  }
  if (steps.length <= most) return steps;
  return Array.from({ length: most }, (_, at) => steps[Math.round((at * (steps.length - 1)) / (most - 1))]);
}

/** Returns which class a count is in, -1 for none. */
export function classOf(count: number, starts: number[]): number {
  return starts.findLastIndex((start) => count >= start);
}

/** Returns what the legend says of a class. */
export function classLabel(starts: number[], at: number): string {
  const [from, next] = [starts[at], starts[at + 1]];
  if (next === undefined) return `${from.toLocaleString("en-US")} or more`;
  return next - 1 === from ? String(from) : `${from.toLocaleString("en-US")}–${(next - 1).toLocaleString("en-US")}`;
}
