/** What can be taken away: data of what is shown, pictures of the view, an address, code to embed, a citation. */

import type { About } from "./content.ts";
import { byId } from "./dom.ts";
import { csv, geojson, parquet } from "./formats.ts";
import type { Page } from "./page.ts";
import { encode } from "./permalink.ts";
import { columns } from "./records.ts";

export interface Pictures {
  svg: () => string;
  png: () => Promise<Blob>;
}

export function citation({ title, edition, cutOff, isSimulated }: About): string {
  const simulated = isSimulated ? " Simulated data." : "";
  return `${title}, edition ${edition}, collection ended ${cutOff}.${simulated} City Diplomacy Findings, interactive map.`;
}

/** Returns code that shows this view within another page; the text of an attribute is escaped by the browser itself. */
function embedCode({ title, isSimulated }: About, address: string): string {
  const frame = document.createElement("iframe");
  frame.setAttribute("src", address);
  frame.setAttribute("title", `Map: ${title}${isSimulated ? " (simulated data)" : ""}`);
  frame.setAttribute("width", "100%");
  frame.setAttribute("height", "720");
  frame.setAttribute("loading", "lazy");
  return frame.outerHTML;
}

function save(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export class Take {
  private page: () => Page;

  constructor(page: () => Page, pictures: Pictures) {
    this.page = page;
    const { content } = page().data;
    const { about } = content;
    const name = `engagements-${about.edition}${about.isSimulated ? "-simulated" : ""}`;
    const data = () => columns(page().data, page().shown.rows);
    const files: Record<string, () => Blob | Promise<Blob>> = {
      csv: () => new Blob([csv(data())], { type: "text/csv;charset=utf-8" }),
      geojson: () => new Blob([geojson(data(), content)], { type: "application/geo+json" }),
      parquet: () => new Blob([parquet(data(), content)], { type: "application/vnd.apache.parquet" }),
      svg: () => new Blob([pictures.svg()], { type: "image/svg+xml" }),
      png: () => pictures.png(),
    };
    for (const [kind, make] of Object.entries(files)) {
      byId(`take-${kind}`).addEventListener("click", async () => {
        save(`${name}.${kind}`, await make());
        byId("taken").textContent = `${kind.toUpperCase()} of what is shown: saved.`;
      });
    }
    for (const id of ["address", "embed", "citation"]) {
      byId(`copy-${id}`).addEventListener("click", async () => {
        const field = byId<HTMLTextAreaElement>(id);
        field.select();
        try {
          await navigator.clipboard.writeText(field.value);
          byId("taken").textContent = "Copied.";
        } catch {
          byId("taken").textContent = "Selected; copy it with the keyboard.";
        }
      });
    }
  }

  show(): void {
    const { data, state } = this.page();
    const { about } = data.content;
    const address = `${location.href.split("#")[0]}${encode(state) && `#${encode(state)}`}`;
    byId<HTMLTextAreaElement>("address").value = address;
    byId<HTMLTextAreaElement>("embed").value = embedCode(about, address);
    byId<HTMLTextAreaElement>("citation").value = `${citation(about)} ${address}`;
  }
}
