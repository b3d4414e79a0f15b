import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../src/data.ts";
import { decode, encode, START, type State } from "../src/permalink.ts";
import { content } from "./content.ts";

const data = load(content());

test("the state in which the page starts has an empty address", () => {
  assert.equal(encode(START), "");
  assert.deepEqual(decode(data, ""), START);
});

test("every part of a state is in its address and comes back", () => {
  const state: State = {
    view: "us",
    layers: ["shading", "networks"],
    choice: {
      chosen: {
        state: ["OH"],
        city: ["2", "3"],
        country: ["DE"],
        method: ["sister_city", "unknown"],
        source: ["desk"],
      },
      from: 1990,
      to: 2020,
      undated: false,
    },
    focus: { kind: "place", code: "DE-9" },
    compared: [
      { kind: "city", code: "1" },
      { kind: "country", code: "JP" },
    ],
    table: { of: "country", sort: "engagements", descending: true, page: 3 },
    camera: { x: 0.25, y: 0.1234, zoom: 12.5 },
  };
  assert.deepEqual(decode(data, `#${encode(state)}`), state);
});

test("no layer at all is a state too", () => {
  assert.deepEqual(decode(data, encode({ ...START, layers: [] })).layers, []);
});

for (const address of [
  "view=mars&layers=gold&country=XX&city=9&from=abc&to=99999&look=city:9&look=&compare=planet:1&table=x&page=-4&at=1+2+0",
  "look=constructor:1&compare=__proto__:x&sort=%00&at=NaN+NaN+NaN",
  "%E0%A4%A&&&===",
]) {
  test(`what an address says wrongly is left out: ${address.slice(0, 24)}`, () => {
    const state = decode(data, address);
    assert.deepEqual({ ...state, table: START.table, layers: START.layers }, START);
    assert.ok(state.table.page >= 1);
  });
}

test("a sixth thing to compare, and the same twice, are left out", () => {
  const six = ["city:1", "city:1", "city:2", "city:3", "state:OH", "state:CA", "country:DE"];
  const found = decode(data, six.map((one) => `compare=${one}`).join("&")).compared;
  assert.deepEqual(
    found.map(({ code }) => code),
    ["1", "2", "3", "OH", "CA"],
  );
});
