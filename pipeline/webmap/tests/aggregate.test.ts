import assert from "node:assert/strict";
import { test } from "node:test";
import { groups, headline, leading, peers, rank, rowsOf } from "../src/aggregate.ts";
import { load } from "../src/data.ts";
import { content } from "./content.ts";

const data = load(content());
const all = Int32Array.from({ length: data.size }, (_, row) => row);

test("the headline counts engagements, cities, known countries and reports", () => {
  assert.deepEqual(headline(data, all), data.content.totals);
});

test("a table by country counts its engagements, cities and countries", () => {
  const found = groups(data, all, "country").map(({ label, engagements, cities, countries }) => [
    label,
    engagements,
    cities,
    countries,
  ]);
  assert.deepEqual(found, [
    ["No partner country (a network, or undecided)", 2, 2, 0],
    ["Germany", 2, 2, 1],
    ["Japan", 2, 2, 1],
  ]);
});

test("the groups of each kind add up to all engagements where each has one option", () => {
  for (const kind of ["city", "state", "country", "place", "network", "method"] as const) {
    const sum = groups(data, all, kind).reduce((total, { engagements }) => total + engagements, 0);
    assert.equal(sum, data.size, kind);
  }
});

test("ties share a rank, and nothing has none", () => {
  const counts = Int32Array.of(9, 5, 3, 3, 0, 1);
  assert.deepEqual(rank(counts, 1), { rank: 1, of: 4, tied: 0 });
  assert.deepEqual(rank(counts, 3), { rank: 2, of: 4, tied: 1 });
  assert.deepEqual(rank(counts, 5), { rank: 4, of: 4, tied: 0 });
  assert.equal(rank(counts, 4).rank, 0);
});

test("the leading options leave out what is not known and what has nothing", () => {
  assert.deepEqual(leading(Int32Array.of(9, 1, 3, 0, 3), 3), [2, 4, 1]);
});

test("the rows of one priority area are those that have it, alone or beside others", () => {
  assert.deepEqual([...rowsOf(data, all, { kind: "priority", code: "economic" })], [0, 1, 4]);
});

test("peers are those with the same partners and methods in the same proportions", () => {
  const found = peers(data, all, { kind: "city", code: "1" }, 5, 1);
  // Oakland: Japan 1, Germany 1, sister city 2. Toledo: Germany 1, sister city 1, network 1. Saint Paul: Japan 1, sister city 1.
  assert.deepEqual(
    found.map(({ option, likeness }) => [option, Number(likeness.toFixed(2))]),
    [
      [3, 0.87],
      [2, 0.71],
    ],
  );
});

test("a kind without traits has no peers", () => {
  assert.deepEqual(peers(data, all, { kind: "method", code: "sister_city" }), []);
});
