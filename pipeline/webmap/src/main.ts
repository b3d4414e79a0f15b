/** Puts the page together: reads the address, shows what it says, writes the address when that changes. */

import { headline } from "./aggregate.ts";
import type { Boundaries, Content } from "./content.ts";
import { FILTERS, KIND_NAMES, type Kind, load } from "./data.ts";
import { byId, counted, el, number } from "./dom.ts";
import { Facets, yearsText } from "./facets.ts";
import { type Focus, show, tally } from "./filters.ts";
import { type LegendLine, legend, showLegend } from "./legend.ts";
import { label, type Page } from "./page.ts";
import { lineName, nameOf } from "./paint.ts";
import { type Camera, decode, encode, isSame, LAYERS, type Layer, type State, type View } from "./permalink.ts";
import { png, svg, type Words } from "./picture.ts";
import { Comparison, Profile } from "./profile.ts";
import { type Atlas, atlas, type Mark, meaning, type Scene, scene } from "./scene.ts";
import { index } from "./search.ts";
import { SearchBox } from "./searchbox.ts";
import { Table } from "./table.ts";
import { citation, Take } from "./take.ts";
import { DARK, LIGHT } from "./theme.ts";
import { MOST_ZOOM, Viewport } from "./viewport.ts";

declare global {
  var mapContent: Content;
  var mapBoundaries: Boundaries;
}

const data = load(globalThis.mapContent);
const world: Atlas = atlas(data, globalThis.mapBoundaries);
const all = Int32Array.from({ length: data.size }, (_, row) => row);
const dark = matchMedia("(prefers-color-scheme: dark)");
const theme = () => (dark.matches ? DARK : LIGHT);

let page: Page;
let drawn: Scene;
let lines: LegendLine[] = [];

/** Returns the page as a state makes it. */
function pageOf(state: State): Page {
  const shown = show(data, state.choice, state.focus);
  const chosen = state.focus ? show(data, state.choice, null).rows : shown.rows;
  return { data, atlas: world, state, shown, chosen, change, look };
}

function change(part: Partial<State>): void {
  const paged = part.choice || "focus" in part ? { table: { ...page.state.table, page: 1 } } : {};
  go({ ...page.state, ...paged, ...part }, true);
}

/** Looks at one thing, with the map moved so that all its ends are seen; null looks at everything again. */
function look(focus: Focus | null): void {
  change({ focus, camera: focus ? ends(show(data, page.state.choice, focus).rows) : null });
  viewport.goTo(page.state.camera, true);
  const heading = document.getElementById("profile-name");
  if (focus) heading?.focus({ preventScroll: window.innerWidth > 1100 });
  else byId("count").focus({ preventScroll: true });
}

const CLOSEST = 12; // how many times the map is enlarged at most to hold what is looked at

/** Returns the camera that holds the cities of engagements, and on the world their partners. */
function ends(rows: Int32Array): Camera | null {
  const { view } = page.state;
  const { city } = data.content.engagements;
  const cities = world.cities(view);
  const points = new Map<string, [number, number]>();
  for (const row of rows) {
    points.set(`c${city[row]}`, [cities.xs[city[row]], cities.ys[city[row]]]);
    const anchor = world.anchors.ofRow[row];
    if (view === "world" && anchor >= 0)
      points.set(`p${anchor}`, [world.partners.xs[anchor], world.partners.ys[anchor]]);
  }
  const found = [...points.values()].filter(([x, y]) => Number.isFinite(x + y));
  return viewport.around(
    found.map(([x]) => x),
    found.map(([, y]) => y),
    CLOSEST,
  );
}

/** Shows a state; a step can be gone back, a mere movement of the map replaces the address. */
function go(state: State, isStep: boolean): void {
  page = pageOf(state);
  render();
  const address = `#${encode(state)}`;
  if (address === (location.hash || "#")) return;
  if (isStep) location.hash = address;
  else location.replace(address);
}

function sentence(): string {
  const { engagements, cities, countries } = headline(data, page.shown.rows);
  if (!engagements) return "No engagement fits what is chosen.";
  const from = `${counted(engagements, "engagement", "engagements")} of ${counted(cities, "U.S. city", "U.S. cities")}`;
  return countries ? `${from} with partners in ${counted(countries, "country", "countries")}` : from;
}

/** Returns what is chosen in words, "" for everything. */
function choiceWords(): string {
  const { choice, focus } = page.state;
  const said = focus ? [`${KIND_NAMES[focus.kind][0]}: ${label(data, focus)}`] : [];
  for (const kind of FILTERS) {
    const codes = choice.chosen[kind] ?? [];
    if (codes.length)
      said.push(`${KIND_NAMES[kind][0]}: ${codes.map((code) => label(data, { kind, code })).join(" or ")}`);
  }
  if (choice.from !== null || choice.to !== null) said.push(yearsText(choice));
  return said.join(" · ");
}

function render(): void {
  const { state, shown } = page;
  document.body.dataset.view = state.view;
  for (const input of document.querySelectorAll<HTMLInputElement>("input[name=view]"))
    input.checked = input.value === state.view;
  for (const layer of LAYERS) byId<HTMLInputElement>(`layer-${layer}`).checked = state.layers.includes(layer);
  byId("count").textContent =
    `${sentence()}${page.shown.rows.length === data.size ? "." : `, of ${number(data.size)} in all.`}`;
  draw();
  facets.show();
  table.show();
  profile.show();
  comparison.show();
  take.show();
  nowhere(shown.rows);
}

function draw(): void {
  const { state, shown } = page;
  drawn = scene(world, shown.rows, state.view, state.layers, state.focus);
  lines = legend(data, drawn, shown.rows, theme());
  showLegend(lines);
  viewport.show(drawn, theme());
}

/** Says how many engagements the map cannot show, so that nobody counts the lines and is wrong. */
function nowhere(rows: Int32Array): void {
  let [without, networks] = [0, 0];
  for (const row of rows) {
    if (world.anchors.ofRow[row] >= 0) continue;
    if (data.content.engagements.network[row] >= 0) networks += 1;
    else without += 1;
  }
  const said: string[] = [];
  if (page.state.view === "world" && networks)
    said.push(
      `${counted(networks, "network membership has", "network memberships have")} no line; see the layer “Network memberships”.`,
    );
  if (page.state.view === "world" && without)
    said.push(
      `${counted(without, "engagement has", "engagements have")} a partner that no rule could place: in the table only.`,
    );
  const points = world.cities(page.state.view);
  const outside = data.content.cities.filter((_, city) => drawn.cityCounts[city] && !Number.isFinite(points.xs[city]));
  if (outside.length) said.push(`Not on this map: ${outside.map(({ name }) => name).join(", ")}.`);
  byId("nowhere").textContent = said.join(" ");
}

function pointed(mark: Mark | null, line: number | null, code: string | null, x: number, y: number): void {
  const tip = byId("tip");
  tip.hidden = !mark && line === null && !code;
  if (tip.hidden) return;
  if (mark) {
    const what =
      mark.kind === "network"
        ? counted(mark.weight, "network membership", "network memberships")
        : counted(mark.weight, "engagement", "engagements");
    tip.replaceChildren(el("b", {}, el("bdi", {}, nameOf(world, mark))), `: ${what}`);
  } else if (line !== null) {
    const many = counted(drawn.lineCounts[line], "engagement", "engagements");
    tip.replaceChildren(el("b", {}, el("bdi", {}, lineName(world, line))), `: ${many}`);
  } else if (code) {
    const kind: Kind = page.state.view === "us" ? "state" : "country";
    tip.replaceChildren(
      el("b", {}, label(data, { kind, code })),
      `: ${counted(drawn.areaCounts.get(code) ?? 0, "engagement", "engagements")}`,
    );
  }
  tip.style.left = `${Math.min(x + 14, viewport.width - tip.offsetWidth - 4)}px`;
  tip.style.top = `${y > viewport.height - 60 ? y - 40 : y + 14}px`;
}

/** Looks at a mark or an area; a mark of several opens until they can be told apart. */
function picked(mark: Mark | null, code: string | null): void {
  if (mark && mark.members.length > 1) {
    const points = mark.kind === "partner" ? world.partners : world.cities(page.state.view);
    const xs = mark.members.map((at) => points.xs[at]);
    const ys = mark.members.map((at) => points.ys[at]);
    const camera = viewport.around(xs, ys, MOST_ZOOM);
    if (camera && camera.zoom > viewport.zoom * 1.05) {
      viewport.goTo(camera, true);
      go({ ...page.state, camera }, true);
      return;
    }
  }
  // Picked on the map, it is in sight: the map stays where it is.
  if (mark) change({ focus: meaning(data, mark) });
  else if (code) {
    const focus: Focus = { kind: page.state.view === "us" ? "state" : "country", code };
    if (drawn.areaCounts.get(code) || isSame(page.state.focus, focus))
      change({ focus: isSame(page.state.focus, focus) ? null : focus });
  }
}

function words(): Words {
  const chosen = choiceWords();
  return {
    title: data.content.about.title,
    shown: `${sentence()}.${chosen ? ` ${chosen}.` : ""}`,
    source: `${citation(data.content.about)} Boundaries: Natural Earth, U.S. Census Bureau; places: GeoNames.`,
    isSimulated: data.content.about.isSimulated,
  };
}

const view = () => ({
  atlas: world,
  scene: drawn,
  to: viewport.transform(),
  width: viewport.width,
  height: viewport.height,
  zoom: viewport.zoom,
});
const current = () => page;

page = pageOf(decode(data, location.hash));
const viewport = new Viewport(byId("map"), world, theme(), {
  moved: (camera) => {
    // Nothing else on the page depends on where the map stands.
    page = { ...page, state: { ...page.state, camera } };
    location.replace(`#${encode(page.state)}`);
    take.show();
  },
  pointed: (mark, line, area, x, y) => pointed(mark, line, area?.code ?? null, x, y),
  picked: (mark, area) => picked(mark, area?.code ?? null),
});
const facets = new Facets(current);
const table = new Table(current);
const profile = new Profile(current);
const comparison = new Comparison(current);
const take = new Take(current, { svg: () => svg(view(), lines, words()), png: () => png(view(), lines, words()) });
new SearchBox(() => {
  const counts = Object.fromEntries(Object.keys(KIND_NAMES).map((kind) => [kind, tally(data, all, kind as Kind)]));
  return index(data, counts as Record<Kind, Int32Array>);
}, look);

for (const input of document.querySelectorAll<HTMLInputElement>("input[name=view]")) {
  input.addEventListener("change", () => {
    change({ view: input.value as View, camera: null });
    viewport.goTo(null, false);
  });
}
for (const layer of LAYERS) {
  byId(`layer-${layer}`).addEventListener("change", () => {
    const layers: Layer[] = LAYERS.filter((one) =>
      one === layer ? !page.state.layers.includes(one) : page.state.layers.includes(one),
    );
    change({ layers });
  });
}
byId("zoom-in").addEventListener("click", () => viewport.enlarge(2));
byId("zoom-out").addEventListener("click", () => viewport.enlarge(0.5));
byId("zoom-all").addEventListener("click", () => {
  viewport.goTo(null, true);
  go({ ...page.state, camera: null }, false);
});
// A link within the page would otherwise overwrite the address of what is shown.
for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-to]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    byId(link.dataset.to ?? "").focus();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") byId("tip").hidden = true;
});
window.addEventListener("hashchange", () => {
  if (`#${encode(page.state)}` === (location.hash || "#")) return;
  page = pageOf(decode(data, location.hash));
  render();
  viewport.goTo(page.state.camera, false);
});
dark.addEventListener("change", draw);
window.addEventListener("beforeprint", () => {
  const picture = new DOMParser().parseFromString(svg(view(), lines, words()), "image/svg+xml");
  byId("paper").replaceChildren(document.importNode(picture.documentElement, true));
});
window.addEventListener("afterprint", () => byId("paper").replaceChildren());
new ResizeObserver(() => {
  if (viewport.fit()) draw();
}).observe(byId("map"));

viewport.fit();
render();
viewport.goTo(page.state.camera, false);
document.body.dataset.ready = "true";
performance.mark("ready");
