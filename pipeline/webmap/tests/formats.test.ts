import assert from "node:assert/strict";
import { test } from "node:test";
import { parquetReadObjects } from "hyparquet";
import { load } from "../src/data.ts";
import { cell, csv, geojson, parquet } from "../src/formats.ts";
import { columns } from "../src/records.ts";
import { content } from "./content.ts";

const data = load(content());
const all = Int32Array.from({ length: data.size }, (_, row) => row);

for (const [text, written] of [
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@a", "'@a"],
  ["\ta", "'\ta"],
  ["\n=a", '"\'\n=a"'],
  ['=A,"', '"\'=A,"""'],
  ["a-b", "a-b"],
  ["a,b", '"a,b"'],
] as const) {
  test(`a cell that a spreadsheet would run does not run: ${JSON.stringify(text)}`, () =>
    assert.equal(cell(text), written));
}

test("numbers are numbers, also below zero, and nothing is nothing", () => {
  assert.deepEqual([cell(-122.27), cell(null), cell("")], ["-122.27", "", ""]);
});

test("CSV has a line for each engagement and says that data is simulated", () => {
  const lines = csv(columns(data, all)).trimEnd().split("\n");
  assert.equal(lines.length, 7);
  assert.ok(lines.slice(1).every((line) => line.endsWith(",test,simulated")));
  assert.ok(lines[6].includes(",'=1+1,"));
  assert.ok(lines[2].includes(',"""Quoted"", with a comma",'));
});

test("GeoJSON: a line where both ends are known, else the city", () => {
  const found = JSON.parse(geojson(columns(data, all), data.content));
  assert.equal(found.simulated, true);
  assert.deepEqual(found.features[0].geometry, {
    type: "LineString",
    coordinates: [
      [-122.27, 37.8],
      [130.4, 33.6],
    ],
  });
  assert.deepEqual(found.features[3].geometry, { type: "Point", coordinates: [-83.55, 41.65] });
  assert.equal(found.features[3].properties.network, "C40 Cities");
});

test("Parquet holds what CSV holds, as written: nothing runs it", async () => {
  const file = parquet(columns(data, all), data.content);
  const found = await parquetReadObjects({ file });
  assert.deepEqual(
    found.map((row) => row.engagement_id),
    ["a", "b", "c", "d", "e", "f"],
  );
  assert.deepEqual(
    [found[5].description_text, found[5].partner_place, found[3].partner_country_code],
    ["=1+1", "=cmd()", null],
  );
  assert.deepEqual([found[1].first_year, found[1].last_year, found[3].first_year], [2001, 2005, null]);
  assert.equal(found[0].priorities, "Economic development");
  assert.equal(found[1].source_ids, "survey; desk");
});
