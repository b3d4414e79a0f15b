import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../src/data.ts";
import { type Choice, NOTHING_CHOSEN, show, tally } from "../src/filters.ts";
import { content } from "./content.ts";

const data = load(content());
const ids = (choice: Partial<Choice>, focus: Parameters<typeof show>[2] = null) =>
  [...show(data, { ...NOTHING_CHOSEN, ...choice }, focus).rows].map((row) => data.content.engagements.id[row]).join("");

test("without a choice every engagement is shown", () => assert.equal(ids({}), "abcdef"));

for (const [kind, code, expected] of [
  ["state", "OH", "cdef"],
  ["city", "1", "ab"],
  ["country", "DE", "bc"],
  ["region", "Asia", "ae"],
  ["method", "city_network", "d"],
  ["method", "unknown", "f"],
  ["priority", "culture", "b"],
  ["priority", "unknown", "cdf"],
  ["network", "c40", "d"],
  ["source", "desk", "b"],
] as const) {
  test(`${kind} ${code} shows its engagements only`, () => assert.equal(ids({ chosen: { [kind]: [code] } }), expected));
}

test("codes of one kind are joined by or, kinds by and", () => {
  assert.equal(ids({ chosen: { country: ["DE", "JP"], city: ["1"] } }), "ab");
});

test("years that overlap pass, and those without a year as long as they are wanted", () => {
  assert.equal(ids({ from: 2003, to: 2015 }), "bcde");
  assert.equal(ids({ from: 2003, to: 2015, undated: false }), "bc");
  assert.equal(ids({ to: 1995, undated: false }), "a");
});

test("what is looked at is shown only", () => assert.equal(ids({}, { kind: "place", code: "DE-9" }), "bc"));

test("the number beside an option is what choosing it alone in its kind would show", () => {
  const choice = { ...NOTHING_CHOSEN, chosen: { country: ["DE"], state: ["OH"] } };
  const { counts } = show(data, choice, null);
  for (const kind of ["country", "state", "method", "priority"] as const) {
    data.dimensions[kind].options.forEach(({ code }, option) => {
      const alone = show(data, { ...choice, chosen: { ...choice.chosen, [kind]: [code] } }, null).rows.length;
      assert.equal(counts[kind][option], alone, `${kind} ${code}`);
    });
  }
});

test("an engagement with two priority areas counts in both", () => {
  assert.deepEqual([...tally(data, Int32Array.of(0, 1, 2), "priority")], [1, 2, 1]);
});
