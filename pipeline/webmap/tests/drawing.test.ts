import assert from "node:assert/strict";
import { test } from "node:test";
import { clusters } from "../src/clusters.ts";
import { Grid } from "../src/grid.ts";
import { bend, nearest } from "../src/lines.ts";
import { SvgPen } from "../src/pen.ts";
import { breaks, classLabel, classOf } from "../src/shades.ts";

const at = (...numbers: number[]) => Float64Array.from(numbers);

test("points within the radius of the heaviest are one cluster with all their weight", () => {
  const found = clusters(at(0, 3, 100), at(0, 4, 0), Int32Array.of(2, 7, 1), 10);
  assert.deepEqual(
    found.map(({ weight, members }) => ({ weight, members })),
    [
      { weight: 9, members: [1, 0] },
      { weight: 1, members: [2] },
    ],
  );
});

test("no weight is lost in clusters, whatever the radius; points nowhere and without weight are left out", () => {
  const size = 500;
  const xs = Float64Array.from({ length: size }, (_, n) => Math.sin(n * 12.9) * 400);
  const ys = Float64Array.from({ length: size }, (_, n) => Math.cos(n * 78.2) * 400);
  const weights = Int32Array.from({ length: size }, (_, n) => n % 7);
  xs[14] = Number.NaN;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const radius of [1, 20, 90, 5000]) {
    const found = clusters(xs, ys, weights, radius);
    assert.equal(
      found.reduce((sum, { weight }) => sum + weight, 0),
      total - weights[14],
    );
    assert.equal(new Set(found.flatMap(({ members }) => members)).size, found.flatMap(({ members }) => members).length);
  }
});

test("the line under the pointer is the nearest of those that are near", () => {
  const [flat, bent] = [
    { at: 4, points: [0, 100, 100, 100, 200, 100] },
    { at: 9, points: [0, 100, 100, -100, 200, 100] },
  ] as Parameters<typeof nearest>[0];
  assert.equal(nearest([flat, bent], 100, 97), 4);
  // The middle of a curve is half as far out as the point that bends it.
  assert.equal(nearest([flat, bent], 100, 3), 9);
  assert.equal(nearest([flat, bent], 100, 50), null);
  assert.equal(nearest([flat, bent], 210, 100), null);
  assert.equal(nearest([], 0, 0), null);
});

test("the mark under the pointer is the nearest of those that reach it", () => {
  const [near, far] = [
    { x: 70, y: 10, radius: 20 },
    { x: 60, y: 10, radius: 20 },
  ];
  const grid = new Grid([far, near]);
  assert.equal(grid.at(75, 10), near);
  assert.equal(grid.at(62, 10), far);
  assert.equal(grid.at(120, 10), null);
});

test("lines bend upwards whichever way they go, and more by method", () => {
  for (const [from, to] of [
    [0, 100],
    [100, 0],
  ]) {
    assert.ok(bend(from, 50, to, 50, 0)[1] < 50);
    assert.ok(bend(from, 50, to, 50, 3)[1] < bend(from, 50, to, 50, 0)[1]);
  }
});

test("shades: at most five classes, each count in the class whose label says so", () => {
  const starts = breaks([1, 3, 127, 44]);
  assert.deepEqual(starts, [1, 5, 10, 50, 100]);
  assert.deepEqual(
    [0, 1, 4, 5, 127].map((count) => classOf(count, starts)),
    [-1, 0, 0, 1, 4],
  );
  assert.deepEqual(
    starts.map((_, n) => classLabel(starts, n)),
    ["1–4", "5–9", "10–49", "50–99", "100 or more"],
  );
  assert.deepEqual([breaks([]), breaks([0, 0]), breaks([1])], [[], [], [1]]);
});

test("a text in a picture is a text, whatever is in it", () => {
  const pen = new SvgPen();
  pen.text('</text><script>alert("1")</script>\u0000', 1, 2, { size: 10, color: "#000000" });
  const drawn = pen.document(10, 10, "<b>", "&");
  assert.ok(!drawn.includes("<script") && !drawn.includes("\u0000") && drawn.includes("&lt;script&gt;"));
  assert.ok(drawn.includes('<title id="t">&lt;b&gt;</title><desc id="d">&amp;</desc>'));
});
