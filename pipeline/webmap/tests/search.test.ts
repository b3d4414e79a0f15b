import assert from "node:assert/strict";
import { test } from "node:test";
import { type Data, KIND_NAMES, type Kind, load } from "../src/data.ts";
import { tally } from "../src/filters.ts";
import { fold } from "../src/fold.ts";
import { index, search } from "../src/search.ts";
import { content } from "./content.ts";

const data: Data = load(content());
const all = Int32Array.from({ length: data.size }, (_, row) => row);
const counts = Object.fromEntries(Object.keys(KIND_NAMES).map((kind) => [kind, tally(data, all, kind as Kind)]));
const made = index(data, counts as Record<Kind, Int32Array>);
const found = (typed: string) => search(made, typed).map(({ label }) => label);

test("case, accents and punctuation do not matter", () => {
  assert.equal(fold("  Saint-Étienne, Łódź "), "saint etienne lodz");
  assert.equal(fold("Côte d’Ivoire"), "cote divoire");
  assert.equal(fold("TŌKYŌ"), "tokyo");
  assert.equal(fold("福冈"), "福冈");
});

test("folding again changes nothing", () => {
  for (const text of ["Saint-Étienne", "ẞtraße", "İstanbul", "Å", "ガ", "한국"])
    assert.equal(fold(fold(text)), fold(text));
});

test("a name is found by its beginning, with and without its accents", () => {
  assert.deepEqual(found("koln"), ["Köln, Germany"]);
  assert.deepEqual(found("Köl"), ["Köln, Germany"]);
});

test("other names are found and said", () => {
  const [hit] = search(made, "Cologne");
  assert.deepEqual([hit.label, hit.by], ["Köln, Germany", "cologne"]);
  assert.equal(search(made, "福冈")[0].label, "Fukuoka, Japan");
  assert.equal(search(made, "alemania")[0].label, "Germany");
});

test("the thing of that name comes before what has it in its name", () => {
  assert.deepEqual(found("germany"), ["Germany", "Köln, Germany"]);
});

test("networks, methods and states are found", () => {
  assert.deepEqual([found("c40")[0], found("sister")[0], found("ohio")[0]], ["C40 Cities", "Sister city", "Ohio"]);
});

test("nothing is found inside a word, by nothing, or by what does not occur", () => {
  assert.deepEqual([found("oledo"), found("  "), found("zzz")], [[], [], []]);
});
