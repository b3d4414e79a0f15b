/** The table: all that the map shows, by engagement or by what is counted; sorted, in pages, without a map. */

import { type Group, groups } from "./aggregate.ts";
import { type Data, KIND_NAMES, labelsOf, partnerLabel, yearsLabel } from "./data.ts";
import { byId, counted, el, number, replaced } from "./dom.ts";
import { isAlone, type Page } from "./page.ts";
import { TABLES, type TableOf } from "./permalink.ts";

const PER_PAGE = 50;

interface Heading {
  key: string;
  text: string;
  isNumber?: boolean;
}

const ENGAGEMENT: Heading[] = [
  { key: "city", text: "U.S. city" },
  { key: "partner", text: "Partner" },
  { key: "method", text: "Method" },
  { key: "priority", text: "Priority areas" },
  { key: "year", text: "Years" },
  { key: "reports", text: "Reports", isNumber: true },
];

const GROUP: Heading[] = [
  { key: "name", text: "" },
  { key: "engagements", text: "Engagements", isNumber: true },
  { key: "cities", text: "U.S. cities", isNumber: true },
  { key: "countries", text: "Partner countries", isNumber: true },
];

/** Ranks of texts as a reader sorts them, per key, made when first asked for. */
class Order {
  private data: Data;
  private ranks = new Map<string, Int32Array | Int16Array>();
  private collator = new Intl.Collator("en-US");

  constructor(data: Data) {
    this.data = data;
  }

  private ranked(texts: string[]): Int32Array {
    const sorted = [...new Set(texts)].sort(this.collator.compare);
    const position = new Map(sorted.map((text, at) => [text, at]));
    return Int32Array.from(texts, (text) => position.get(text) ?? 0);
  }

  private values(key: string): Int32Array | Int16Array {
    const { data } = this;
    const known = this.ranks.get(key);
    if (known) return known;
    const rows = Array.from({ length: data.size }, (_, row) => row);
    const byOption = (kind: "city" | "method") => {
      const ranks = this.ranked(data.dimensions[kind].options.map((option) => option.label));
      return Int32Array.from(rows, (row) => ranks[data.dimensions[kind].buckets[row]]);
    };
    const made =
      key === "year"
        ? data.first
        : key === "reports"
          ? Int32Array.from(data.content.engagements.reports)
          : key === "method"
            ? byOption("method")
            : key === "partner"
              ? this.ranked(rows.map((row) => partnerLabel(data, row)))
              : key === "priority"
                ? this.ranked(rows.map((row) => labelsOf(data.dimensions.priority, row).join("; ")))
                : byOption("city");
    this.ranks.set(key, made);
    return made;
  }

  /** Returns rows in order of a key, those with the same by city, then as they were. */
  rows(rows: Int32Array, key: string, descending: boolean): Int32Array {
    const [values, cities] = [this.values(key), this.values("city")];
    const side = descending ? -1 : 1;
    return rows.slice().sort((a, b) => side * (values[a] - values[b]) || cities[a] - cities[b] || a - b);
  }

  groups(found: Group[], key: string, descending: boolean): Group[] {
    const side = descending ? -1 : 1;
    const compare = (a: Group, b: Group) => {
      if (key === "cities" || key === "countries" || key === "engagements") return a[key] - b[key];
      return this.collator.compare(a.label, b.label);
    };
    return found.toSorted((a, b) => side * compare(a, b) || this.collator.compare(a.label, b.label));
  }
}

export class Table {
  private page: () => Page;
  private order: Order;

  constructor(page: () => Page) {
    this.page = page;
    this.order = new Order(page().data);
    const choice = byId<HTMLSelectElement>("table-of");
    for (const of of TABLES) {
      choice.append(el("option", { value: of }, of === "engagement" ? "Engagements" : KIND_NAMES[of][1]));
    }
    choice.addEventListener("change", () => {
      const of = choice.value as TableOf;
      const table =
        of === "engagement" ? { of, sort: "city", descending: false } : { of, sort: "engagements", descending: true };
      page().change({ table: { ...table, page: 1 } });
    });
  }

  show(): void {
    const { state, shown } = this.page();
    const { of } = state.table;
    byId<HTMLSelectElement>("table-of").value = of;
    if (of === "engagement") this.engagements(shown.rows);
    else this.groups(groups(this.page().data, shown.rows, of), of);
  }

  private headings(headings: Heading[], name: string): HTMLElement {
    const { state, change } = this.page();
    const { sort, descending } = state.table;
    const known = headings.some(({ key }) => key === sort);
    const cells = headings.map(({ key, text, isNumber }, at) => {
      const isSorted = key === sort || (!known && at === 0);
      const turn = isSorted ? !descending : Boolean(isNumber);
      return el(
        "th",
        {
          scope: "col",
          class: isNumber ? "n" : null,
          "aria-sort": isSorted ? (descending ? "descending" : "ascending") : null,
        },
        el(
          "button",
          {
            type: "button",
            class: "sort",
            "data-key": `sort-${key}`,
            click: () => change({ table: { ...state.table, sort: key, descending: turn, page: 1 } }),
          },
          text || name,
          el("span", { "aria-hidden": "true" }, isSorted ? (descending ? " ▼" : " ▲") : " ↕"),
        ),
      );
    });
    return el("tr", {}, ...cells);
  }

  /** Writes one page of lines, and where in all of them it is. */
  private write(
    headings: HTMLElement,
    lines: (from: number, to: number) => HTMLElement[],
    size: number,
    one: string,
    many: string,
  ): void {
    const { state, change } = this.page();
    const pages = Math.max(1, Math.ceil(size / PER_PAGE));
    const at = Math.min(state.table.page, pages);
    const from = (at - 1) * PER_PAGE;
    const to = Math.min(size, from + PER_PAGE);
    replaced(byId("table-head"), headings);
    replaced(byId("table-body"), ...lines(from, to));
    byId("table-caption").textContent = size
      ? `${counted(size, one, many)}${pages > 1 ? `, ${number(from + 1)} to ${number(to)} of them here` : ""}`
      : `No ${many} fit what is chosen.`;
    const step = (text: string, key: string, page: number, possible: boolean) =>
      el(
        "button",
        {
          type: "button",
          "data-key": key,
          "aria-disabled": possible ? null : "true",
          click: () => possible && change({ table: { ...state.table, page } }),
        },
        text,
      );
    replaced(
      byId("pages"),
      step("First", "first", 1, at > 1),
      step("Previous", "previous", at - 1, at > 1),
      el("span", {}, `Page ${number(at)} of ${number(pages)}`),
      step("Next", "next", at + 1, at < pages),
      step("Last", "last", pages, at < pages),
    );
    byId("pages").hidden = pages === 1;
  }

  private engagements(rows: Int32Array): void {
    const { data, state } = this.page();
    const sorted = this.order.rows(rows, state.table.sort, state.table.descending);
    const lines = (from: number, to: number) => Array.from(sorted.subarray(from, to), (row) => this.line(data, row));
    this.write(this.headings(ENGAGEMENT, ""), lines, rows.length, "engagement", "engagements");
  }

  private line(data: Data, row: number): HTMLElement {
    const { engagements, states, cities } = data.content;
    const { city, method, priority, source } = data.dimensions;
    const description = engagements.description[row];
    const state = states[cities[engagements.city[row]].state].code;
    const behind = `../engagements/${state}.html#${engagements.id[row]}`;
    const details = el(
      "details",
      {},
      el(
        "summary",
        {},
        number(engagements.reports[row]),
        el("span", { class: "unseen" }, " reports: sources and description"),
      ),
      description && el("p", { class: "description" }, el("bdi", {}, `“${description}”`)),
      el("p", { class: "soft" }, `Sources: ${labelsOf(source, row).join("; ") || "not known"}.`),
      !isAlone() && el("p", {}, el("a", { href: behind }, "Its reports, rows and rules")),
    );
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        this.button("city", city.options[city.buckets[row]].code, city.options[city.buckets[row]].label, row),
      ),
      el("td", {}, this.partner(data, row)),
      el("td", {}, labelsOf(method, row)[0] ?? "Undecided"),
      el("td", {}, labelsOf(priority, row).join("; ")),
      el("td", {}, yearsLabel(engagements, row)),
      el("td", { class: "n" }, details),
    );
  }

  private partner(data: Data, row: number): HTMLElement {
    const { place, country, network } = data.dimensions;
    const [kind, found] = network.buckets[row]
      ? (["network", network] as const)
      : place.buckets[row]
        ? (["place", place] as const)
        : (["country", country] as const);
    const text = partnerLabel(data, row);
    const { code } = found.options[found.buckets[row]];
    return code === "unknown" ? el("span", {}, text) : this.button(kind, code, text, row);
  }

  private button(kind: TableOf, code: string, text: string, row: number): HTMLElement {
    const { look } = this.page();
    if (kind === "engagement") throw new Error("An engagement has no profile.");
    return el(
      "button",
      { type: "button", class: "link", "data-key": `${kind}-${row}`, click: () => look({ kind, code }) },
      el("bdi", {}, text),
    );
  }

  private groups(found: Group[], of: Exclude<TableOf, "engagement">): void {
    const { state } = this.page();
    const sorted = this.order.groups(found, state.table.sort, state.table.descending);
    const [one, many] = KIND_NAMES[of];
    const lines = (from: number, to: number) =>
      sorted
        .slice(from, to)
        .map((group) =>
          el(
            "tr",
            {},
            el(
              "th",
              { scope: "row" },
              group.option ? this.button(of, group.code, group.label, group.option) : group.label,
            ),
            ...[group.engagements, group.cities, group.countries].map((count) =>
              el("td", { class: "n" }, number(count)),
            ),
          ),
        );
    this.write(
      this.headings(GROUP, one),
      lines,
      found.length,
      one.toLowerCase(),
      many.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()),
    );
  }
}
