/** The filters: for each kind of thing a list of choices, each with the number of engagements it would leave. */

import { type Data, FILTERS, type Filter, KIND_NAMES } from "./data.ts";
import { byId, el, number, replaced } from "./dom.ts";
import type { Choice } from "./filters.ts";
import { fold } from "./fold.ts";
import { label, type Page } from "./page.ts";

const ORDER: Filter[] = ["method", "priority", "country", "region", "state", "city", "network", "source"];
const LONG = 14; // choices: a longer list has a field to narrow it

interface Facet {
  kind: Filter;
  box: HTMLDetailsElement;
  list: HTMLElement;
  summary: HTMLElement;
  narrowed: string;
}

export class Facets {
  private facets: Facet[] = [];
  private page: () => Page;

  constructor(page: () => Page) {
    this.page = page;
    const { data } = page();
    const holder = byId("facets");
    for (const kind of ORDER) holder.append(this.make(data, kind));
    // Beside the map where there is room, else closed above it.
    byId<HTMLDetailsElement>("filters").open = matchMedia("(min-width: 60rem)").matches;
    for (const id of ["from", "to"]) byId(id).addEventListener("change", () => this.years());
    byId("undated").addEventListener("change", () => this.years());
    byId("clear").addEventListener("click", () => {
      page().change({ choice: { chosen: {}, from: null, to: null, undated: true }, focus: null });
      byId("count").focus();
    });
  }

  private make(data: Data, kind: Filter): HTMLElement {
    const summary = el("span", { class: "soft" });
    const list = el("ul", { class: "choices" });
    const [, many] = KIND_NAMES[kind];
    const facet: Facet = { kind, box: el("details", { id: `filter-${kind}` }), list, summary, narrowed: "" };
    const used = data.dimensions[kind].options.length;
    const narrow =
      used > LONG
        ? el("input", {
            type: "search",
            "aria-label": `Narrow the list: ${many}`,
            placeholder: "Narrow this list",
            autocomplete: "off",
            input: (event) => {
              facet.narrowed = fold((event.target as HTMLInputElement).value);
              this.fill(facet);
            },
          })
        : null;
    facet.box.append(
      el("summary", {}, many, " ", summary),
      el("fieldset", {}, el("legend", { class: "unseen" }, many), narrow, list),
    );
    facet.box.addEventListener("toggle", () => this.fill(facet));
    this.facets.push(facet);
    return facet.box;
  }

  show(): void {
    const { state } = this.page();
    for (const facet of this.facets) {
      const chosen = state.choice.chosen[facet.kind]?.length ?? 0;
      facet.summary.textContent = chosen ? `${chosen} chosen` : "";
      this.fill(facet);
    }
    byId<HTMLInputElement>("from").value = String(state.choice.from ?? "");
    byId<HTMLInputElement>("to").value = String(state.choice.to ?? "");
    byId<HTMLInputElement>("undated").checked = state.choice.undated;
    this.chips();
  }

  /** Writes the choices of an open list: those that would leave something, those chosen, most first. */
  private fill(facet: Facet): void {
    if (!facet.box.open) return;
    const { data, state, shown } = this.page();
    const { options } = data.dimensions[facet.kind];
    const counts = shown.counts[facet.kind];
    const chosen = new Set(state.choice.chosen[facet.kind]);
    const numbers = options
      .map((_, at) => at)
      .filter((at) => counts[at] || chosen.has(options[at].code))
      .filter(
        (at) =>
          !facet.narrowed ||
          ` ${fold([options[at].label, ...options[at].names].join(" "))}`.includes(` ${facet.narrowed}`),
      );
    // "Not known" is no name among names: it stands last.
    numbers.sort((a, b) => Number(!a) - Number(!b) || counts[b] - counts[a] || a - b);
    const items = numbers.map((at) => {
      const { code, label: text } = options[at];
      const box = el("input", {
        type: "checkbox",
        "data-key": `${facet.kind}:${code}`,
        change: () => this.toggle(facet.kind, code),
      });
      box.checked = chosen.has(code);
      return el(
        "li",
        {},
        el("label", {}, box, el("span", {}, text), " ", el("span", { class: "n" }, number(counts[at]))),
      );
    });
    replaced(facet.list, ...(items.length ? items : [el("li", { class: "soft" }, "Nothing fits.")]));
  }

  private toggle(kind: Filter, code: string): void {
    const { choice } = this.page().state;
    const codes = choice.chosen[kind] ?? [];
    const now = codes.includes(code) ? codes.filter((other) => other !== code) : [...codes, code];
    this.page().change({ choice: { ...choice, chosen: { ...choice.chosen, [kind]: now } } });
  }

  private years(): void {
    const value = (id: string) => {
      const text = byId<HTMLInputElement>(id).value;
      return /^\d{4}$/.test(text) ? Number(text) : null;
    };
    const undated = byId<HTMLInputElement>("undated").checked;
    this.page().change({ choice: { ...this.page().state.choice, from: value("from"), to: value("to"), undated } });
  }

  /** Writes what is chosen as buttons that take it back. */
  private chips(): void {
    const page = this.page();
    const { state, data } = page;
    const { choice } = state;
    const chip = (text: string, key: string, remove: () => void) =>
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "chip", "data-key": key, "aria-label": `Remove: ${text}`, click: remove },
          text,
          el("span", { "aria-hidden": "true" }, " ×"),
        ),
      );
    const chips: HTMLElement[] = [];
    if (state.focus) {
      const text = `${KIND_NAMES[state.focus.kind][0]}: ${label(data, state.focus)}`;
      chips.push(chip(text, "focus", () => page.look(null)));
    }
    for (const kind of FILTERS) {
      for (const code of choice.chosen[kind] ?? []) {
        chips.push(
          chip(`${KIND_NAMES[kind][0]}: ${label(data, { kind, code })}`, `${kind}:${code}`, () =>
            this.toggle(kind, code),
          ),
        );
      }
    }
    if (choice.from !== null || choice.to !== null) {
      const text = yearsText(choice);
      chips.push(
        chip(text, "years", () => page.change({ choice: { ...choice, from: null, to: null, undated: true } })),
      );
    }
    replaced(byId("chips"), ...chips);
    byId("clear").hidden = !chips.length;
    byId("filtered").textContent = chips.length ? `${chips.length} chosen` : "";
  }
}

export function yearsText({ from, to, undated }: Choice): string {
  const span = from !== null && to !== null ? `${from}–${to}` : from !== null ? `since ${from}` : `until ${to}`;
  return `Years: ${span}${undated ? ", or without a year" : ""}`;
}
