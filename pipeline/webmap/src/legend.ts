/** What the map's shades, marks and lines mean; for the page and for pictures. */

import type { Data } from "./data.ts";
import { byId, el } from "./dom.ts";
import { tally } from "./filters.ts";
import { shade } from "./paint.ts";
import { type Pen, SvgPen } from "./pen.ts";
import type { Scene } from "./scene.ts";
import { classLabel } from "./shades.ts";
import { DASHES, type Theme } from "./theme.ts";

export interface LegendLine {
  text: string;
  width: number; // of the sign, pixels
  sign: (pen: Pen, x: number, y: number) => void; // drawn around a middle
}

/** Returns the lines of the legend for what a scene shows. */
export function legend(data: Data, scene: Scene, rows: Int32Array, theme: Theme): LegendLine[] {
  const lines: LegendLine[] = [];
  const isWorld = scene.view === "world";
  if (scene.layers.includes("places")) {
    lines.push({
      text: "U.S. city or cities, with engagements",
      width: 20,
      sign: (pen, x, y) => pen.disc(x, y, 8, theme.city, theme.halo, 1),
    });
    if (isWorld)
      lines.push({
        text: "Partner place, or a country’s middle",
        width: 20,
        sign: (pen, x, y) => pen.disc(x, y, 8, theme.place, theme.placeInk, 2),
      });
  }
  if (scene.layers.includes("networks")) {
    lines.push({
      text: "Network memberships of U.S. cities",
      width: 20,
      sign: (pen, x, y) => pen.diamond(x, y, 9, theme.network, theme.networkInk, 1),
    });
  }
  if (scene.layers.includes("lines") && isWorld) {
    if (!scene.focus) {
      lines.push({
        text: "Engagement; select to see its method",
        width: 30,
        sign: (pen, x, y) => curve(pen, x, y, theme.line, [], 0.6),
      });
    } else {
      const counts = tally(data, rows, "method");
      data.dimensions.method.options.forEach(({ label }, option) => {
        if (!counts[option]) return;
        const at = option ? Math.min(option - 1, theme.methods.length - 1) : theme.methods.length - 1;
        lines.push({
          text: label,
          width: 30,
          sign: (pen, x, y) => curve(pen, x, y, theme.methods[at], DASHES[Math.min(at, DASHES.length - 1)], 1),
        });
      });
    }
  }
  if (scene.layers.includes("shading") && scene.shadeStarts.length) {
    const text = isWorld ? "Shading: engagements with the country" : "Shading: engagements of the state's cities";
    lines.push({ text, width: 0, sign: () => {} });
    scene.shadeStarts.forEach((_, at) => {
      lines.push({
        text: classLabel(scene.shadeStarts, at),
        width: 22,
        sign: (pen, x, y) => pen.box(x - 11, y - 7, 22, 14, shade(theme, at, scene.shadeStarts.length), theme.border),
      });
    });
  }
  return lines;
}

function curve(pen: Pen, x: number, y: number, color: string, dash: number[], opacity: number): void {
  pen.curves([x - 15, y + 3, x, y - 6, x + 15, y + 3], color, 2, dash, opacity);
}

export function showLegend(lines: LegendLine[]): void {
  byId("legend").replaceChildren(
    ...lines.map(({ text, width, sign }) => {
      if (!width) return el("li", {}, text);
      const pen = new SvgPen();
      sign(pen, width / 2 + 1, 10);
      const image = el("img", { alt: "", width: width + 2, height: 20 });
      image.src = `data:image/svg+xml,${encodeURIComponent(pen.document(width + 2, 20, "", ""))}`;
      return el("li", {}, image, text);
    }),
  );
}
