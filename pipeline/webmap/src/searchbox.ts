/** The search field and its list of answers: a combobox as WAI-ARIA describes it. */

import { KIND_NAMES } from "./data.ts";
import { byId, counted, el } from "./dom.ts";
import type { Focus } from "./filters.ts";
import { type Hit, type Index, search } from "./search.ts";

export class SearchBox {
  private field = byId<HTMLInputElement>("search");
  private list = byId("answers");
  private said = byId("search-status");
  private hits: Hit[] = [];
  private active = -1;

  /** index: made when first asked for, which takes longer than all else that the page does while it opens. */
  constructor(index: () => Index, choose: (focus: Focus) => void) {
    let made: Index | null = null;
    const pick = (at: number) => {
      const hit = this.hits[at];
      if (!hit) return;
      this.field.value = "";
      this.close();
      choose({ kind: hit.kind, code: hit.code });
    };
    this.field.addEventListener("input", () => {
      made ??= index();
      this.hits = search(made, this.field.value);
      this.active = this.hits.length ? 0 : -1;
      this.show(pick);
    });
    this.field.addEventListener("keydown", (event) => {
      const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && this.hits.length) {
        this.active = (this.active + steps[event.key] + this.hits.length) % this.hits.length;
        this.show(pick);
      } else if (event.key === "Enter") pick(this.active);
      else if (event.key === "Escape") {
        if (this.list.hidden) this.field.value = "";
        this.close();
      } else return;
      event.preventDefault();
    });
    this.field.addEventListener("blur", () => this.close());
    this.field.addEventListener("focus", () => {
      if (this.field.value) this.field.dispatchEvent(new Event("input"));
    });
  }

  private close(): void {
    this.hits = [];
    this.active = -1;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  private show(pick: (at: number) => void): void {
    const typed = this.field.value.trim();
    this.said.textContent = !typed
      ? ""
      : this.hits.length
        ? counted(this.hits.length, "answer", "answers")
        : "No answer";
    this.list.hidden = !typed;
    this.field.setAttribute("aria-expanded", String(this.hits.length > 0));
    if (this.active >= 0) this.field.setAttribute("aria-activedescendant", `answer-${this.active}`);
    else this.field.removeAttribute("aria-activedescendant");
    const items = this.hits.map(({ kind, label, count, by }, at) =>
      el(
        "li",
        {
          role: "option",
          id: `answer-${at}`,
          "aria-selected": at === this.active ? "true" : "false",
          // Before blur, which would close the list under the pointer.
          pointerdown: (event) => event.preventDefault(),
          click: () => pick(at),
        },
        el("span", { class: "name" }, label, by && el("span", { class: "soft" }, ` (${by})`)),
        el("span", { class: "soft" }, `${KIND_NAMES[kind][0]} · ${counted(count, "engagement", "engagements")}`),
      ),
    );
    const nothing = el(
      "li",
      { class: "soft", role: "option", "aria-disabled": "true", "aria-selected": "false" },
      "Nothing of that name has an engagement here.",
    );
    this.list.replaceChildren(...(items.length ? items : [nothing]));
    this.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }
}
