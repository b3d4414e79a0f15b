/** What there is to say of one city, state, country, place, method, priority area or network; alone, and side by side. */

import { leading, peers, rank, rowsOf } from "./aggregate.ts";
import { KIND_NAMES, type Kind } from "./data.ts";
import { byId, counted, el, number, replaced } from "./dom.ts";
import type { Focus } from "./filters.ts";
import { tally } from "./filters.ts";
import { label, type Page, profileAddress } from "./page.ts";
import { isSame, MOST_COMPARED } from "./permalink.ts";

/** What is counted of each kind: whom with, how, what for. */
const COUNTED: Record<Kind, Kind[]> = {
  city: ["method", "country", "priority", "network"],
  state: ["city", "method", "country", "priority", "network"],
  country: ["method", "city", "place", "priority"],
  region: ["country", "method", "city", "priority"],
  place: ["city", "method", "priority"],
  method: ["country", "city", "priority"],
  priority: ["country", "method", "city"],
  network: ["city", "state"],
  source: ["method", "country", "city"],
};
const MOST = 8;

/** Returns a count with its base, and its percent where the base is large enough to publish one. */
function share(count: number, base: number, smallest: number): string {
  const percent = base >= smallest ? ` (${Math.floor((100 * count) / base + 0.5)}\u00a0%)` : "";
  return `${number(count)} of ${number(base)}${percent}`;
}

function ordinal(count: number): string {
  const last = count % 100 > 10 && count % 100 < 14 ? 0 : count % 10;
  return `${number(count)}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}

function rankSentence(page: Page, focus: Focus): string {
  const { data, chosen } = page;
  const found = rank(tally(data, chosen, focus.kind), data.dimensions[focus.kind].numbers.get(focus.code) ?? 0);
  const [, many] = KIND_NAMES[focus.kind];
  const words = many.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  if (!found.rank) return "No engagement among what is chosen.";
  const tie = found.tied ? `, together with ${number(found.tied)} more` : "";
  return `${ordinal(found.rank)} of ${number(found.of)} ${words} by number of engagements${tie}.`;
}

function yearsSentence(page: Page, rows: Int32Array): string {
  const { first, last } = page.data;
  let [from, to, undated] = [Infinity, 0, 0];
  for (const row of rows) {
    if (!first[row]) undated += 1;
    else [from, to] = [Math.min(from, first[row]), Math.max(to, last[row])];
  }
  const known = to ? (from === to ? `Year: ${from}` : `Years: ${from}–${to}`) : "No year is known";
  return undated && to ? `${known}; ${number(undated)} without a year.` : `${known}.`;
}

export class Profile {
  private page: () => Page;

  constructor(page: () => Page) {
    this.page = page;
  }

  show(): void {
    const page = this.page();
    const { focus } = page.state;
    const holder = byId("profile");
    holder.hidden = !focus;
    document.body.classList.toggle("has-profile", Boolean(focus));
    if (!focus) {
      holder.replaceChildren();
      return;
    }
    const rows = rowsOf(page.data, page.chosen, focus);
    const address = profileAddress(page.data, focus);
    const shares = COUNTED[focus.kind].map((kind) => this.shares(rows, kind));
    replaced(
      holder,
      el("p", { class: "soft kind" }, KIND_NAMES[focus.kind][0]),
      el("h2", { id: "profile-name", tabindex: -1 }, el("bdi", {}, label(page.data, focus))),
      el("p", {}, el("b", {}, counted(rows.length, "engagement", "engagements")), `. ${rankSentence(page, focus)}`),
      el("p", { class: "soft" }, yearsSentence(page, rows)),
      el(
        "p",
        { class: "actions" },
        this.compareButton(focus),
        el("button", { type: "button", "data-key": "close", click: () => page.look(null) }, "Close"),
      ),
      address && el("p", {}, el("a", { href: address }, "Profile page, to print and to link to")),
      ...shares,
      this.peers(focus),
      el(
        "p",
        { class: "soft" },
        "Counts of the engagements that are known, after the filters. They are no sample and no estimate, so they have no interval.",
      ),
    );
  }

  private compareButton(focus: Focus): HTMLElement {
    const page = this.page();
    const { compared } = page.state;
    const isIn = compared.some((other) => isSame(other, focus));
    const isFull = !isIn && compared.length >= MOST_COMPARED;
    const without = compared.filter((other) => !isSame(other, focus));
    const change = () => {
      if (!isFull) page.change({ compared: isIn ? without : [...compared, focus] });
    };
    const text = isIn ? "Take out of the comparison" : isFull ? `${MOST_COMPARED} are compared already` : "Compare";
    return el(
      "button",
      { type: "button", "data-key": "compare", "aria-disabled": isFull ? "true" : null, click: change },
      text,
    );
  }

  /** Returns the leading options of a kind with count, base and a bar. */
  private shares(rows: Int32Array, kind: Kind): HTMLElement | null {
    const { data, look } = this.page();
    const counts = tally(data, rows, kind);
    const first = leading(counts, MOST);
    if (!first.length) return null;
    const base = rows.length - counts[0];
    const { options } = data.dimensions[kind];
    const [, many] = KIND_NAMES[kind];
    const more = leading(counts, counts.length).length - first.length;
    const items = first.map((at) => {
      const bar = el("span", { class: "bar", "aria-hidden": "true" });
      bar.style.setProperty("--share", String(counts[at] / base));
      const focus = { kind, code: options[at].code };
      return el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "link", "data-key": `${kind}:${focus.code}`, click: () => look(focus) },
          el("bdi", {}, options[at].label),
        ),
        el("span", { class: "n" }, share(counts[at], base, data.content.about.smallestBase)),
        bar,
      );
    });
    return el(
      "section",
      { "aria-label": many },
      el("h3", {}, many),
      el("ul", { class: "shares" }, ...items),
      more > 0 && el("p", { class: "soft" }, `and ${number(more)} more`),
    );
  }

  private peers(focus: Focus): HTMLElement | null {
    const { data, chosen, look } = this.page();
    const found = peers(data, chosen, focus);
    if (!found.length) return null;
    const { options } = data.dimensions[focus.kind];
    const [, many] = KIND_NAMES[focus.kind];
    const items = found.map(({ option, likeness }) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": `peer:${option}`,
            click: () => look({ kind: focus.kind, code: options[option].code }),
          },
          options[option].label,
        ),
        el("span", { class: "n" }, `likeness ${likeness.toFixed(2)}`),
      ),
    );
    const by = focus.kind === "country" ? "states and methods" : "partner countries and methods";
    return el(
      "section",
      { "aria-label": "Peers" },
      el("h3", {}, `${many} like this one`),
      el("ul", { class: "shares" }, ...items),
      el(
        "p",
        { class: "soft" },
        `Likeness (0 to 1) of their ${by}, whatever their number; of those with 3 engagements or more.`,
      ),
    );
  }
}

/** Up to five beside each other, as a table: what is compared in columns, what is counted in lines. */
export class Comparison {
  private page: () => Page;

  constructor(page: () => Page) {
    this.page = page;
  }

  show(): void {
    const page = this.page();
    const { data, state, chosen } = page;
    const { compared } = state;
    byId("compare").hidden = !compared.length;
    if (!compared.length) return;
    const rows = compared.map((focus) => rowsOf(data, chosen, focus));
    const heads = compared.map((focus) =>
      el(
        "th",
        { scope: "col" },
        el(
          "button",
          {
            type: "button",
            class: "link",
            "data-key": `look:${focus.kind}:${focus.code}`,
            click: () => page.look(focus),
          },
          el("bdi", {}, label(data, focus)),
        ),
        el("span", { class: "soft kind" }, KIND_NAMES[focus.kind][0]),
        el(
          "button",
          {
            type: "button",
            "aria-label": `Take ${label(data, focus)} out of the comparison`,
            "data-key": `out:${focus.kind}:${focus.code}`,
            click: () => page.change({ compared: compared.filter((other) => !isSame(other, focus)) }),
          },
          "Take out",
        ),
      ),
    );
    replaced(byId("compare-head"), el("tr", {}, el("td", {}), ...heads));
    const line = (name: string, cell: (at: number) => string) =>
      el("tr", {}, el("th", { scope: "row" }, name), ...compared.map((_, at) => el("td", {}, cell(at))));
    const counts = (kind: Kind) => rows.map((mine) => tally(data, mine, kind));
    const [cities, countries] = [counts("city"), counts("country")];
    const size = (tallies: Int32Array[], at: number) => number(leading(tallies[at], tallies[at].length).length);
    const first = (at: number) =>
      leading(countries[at], 5)
        .map((option) => `${data.dimensions.country.options[option].label} ${number(countries[at][option])}`)
        .join(", ") || "none known";
    const parts = (["method", "priority", "network"] as const).flatMap((kind) =>
      this.lines(kind, counts(kind), rows, line),
    );
    replaced(
      byId("compare-body"),
      line("Engagements", (at) => number(rows[at].length)),
      line("Rank among its kind", (at) => rankSentence(page, compared[at])),
      line("U.S. cities", (at) => size(cities, at)),
      line("Partner countries", (at) => size(countries, at)),
      line("First partner countries", first),
      line("When", (at) => yearsSentence(page, rows[at])),
      ...parts,
    );
  }

  /** Returns a line for each option that one of those compared has. */
  private lines(
    kind: Kind,
    counts: Int32Array[],
    rows: Int32Array[],
    line: (name: string, cell: (at: number) => string) => HTMLElement,
  ): HTMLElement[] {
    const { data } = this.page();
    const { options } = data.dimensions[kind];
    const held = options.map((_, option) => option).filter((option) => option && counts.some((mine) => mine[option]));
    const [one] = KIND_NAMES[kind];
    return held.map((option) =>
      line(`${one}: ${options[option].label}`, (at) => {
        const base = rows[at].length - counts[at][0];
        return base ? share(counts[at][option], base, data.content.about.smallestBase) : "none known";
      }),
    );
  }
}
