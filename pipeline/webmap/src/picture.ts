/** The view as a picture that says what it is wherever it ends up: title, what is shown, whence, and that data is simulated. */

import type { LegendLine } from "./legend.ts";
import { paintGround, paintLines, paintMarks } from "./paint.ts";
import { CanvasPen, type Pen, SvgPen, type Transform } from "./pen.ts";
import { type Atlas, marks, type Scene } from "./scene.ts";
import { LIGHT } from "./theme.ts";

export interface Words {
  title: string;
  shown: string; // what is chosen and how much it is
  source: string;
  isSimulated: boolean;
}

export interface View {
  atlas: Atlas;
  scene: Scene;
  to: Transform;
  width: number;
  height: number;
  zoom: number;
}

const LINE = 22;
const MARGIN = 16;
const COLUMN = 330;

/** Where everything stands. */
interface Layout {
  title: string[];
  shown: string[];
  source: string[];
  columns: number; // of the legend
  head: number;
  height: number;
}

/** Breaks a text into lines that fit a width, by a letter's usual width; share: of the size, more for bold letters. */
function broken(text: string, size: number, width: number, share: number): string[] {
  const most = Math.max(8, Math.floor(width / (size * share)));
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length <= most || longer === word) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => (line.length > most * 1.3 ? `${line.slice(0, most - 1)}…` : line));
}

function layout(view: View, legend: LegendLine[], { title, shown, source, isSimulated }: Words): Layout {
  const room = view.width - 2 * MARGIN;
  const mark = isSimulated ? "SIMULATED DATA. " : "";
  const lines = {
    title: broken(title, 18, room, 0.62),
    shown: broken(mark + shown, 13, room, isSimulated ? 0.62 : 0.55),
    source: broken(mark + source, 11, room, 0.56),
  };
  const columns = Math.max(1, Math.floor((view.width - MARGIN) / COLUMN));
  const head = 12 + lines.title.length * 24 + lines.shown.length * 18;
  const foot = 12 + Math.ceil(legend.length / columns) * LINE + lines.source.length * 15 + 8;
  return { ...lines, columns, head, height: head + view.height + foot };
}

function paint(pen: Pen, view: View, legend: LegendLine[], words: Words): void {
  const { atlas, scene, width } = view;
  const { title, shown, source, columns, head, height } = layout(view, legend, words);
  const to = { ...view.to, y: view.to.y + head };
  const bottom = head + view.height;
  pen.box(0, 0, width, height, LIGHT.paper);
  paintGround(pen, atlas, scene, to, LIGHT);
  for (const _ of paintLines(pen, atlas, scene, to, LIGHT, width, bottom));
  paintMarks(pen, atlas, scene, marks(atlas, scene, to, width, bottom), LIGHT, width, view.zoom);
  // Enlarged land may reach under the words.
  pen.box(0, 0, width, head, LIGHT.paper);
  pen.box(0, bottom, width, height - bottom, LIGHT.paper);
  const color = words.isSimulated ? LIGHT.warning : LIGHT.soft;
  const weight = words.isSimulated ? 700 : 400;
  title.forEach((line, at) => {
    pen.text(line, MARGIN, 26 + at * 24, { size: 18, color: LIGHT.ink, weight: 700 });
  });
  shown.forEach((line, at) => {
    pen.text(line, MARGIN, 20 + title.length * 24 + at * 18, { size: 13, color, weight });
  });
  legend.forEach(({ text, sign }, at) => {
    const x = MARGIN + (at % columns) * COLUMN;
    const middle = bottom + 18 + Math.floor(at / columns) * LINE;
    sign(pen, x + 15, middle);
    pen.text(text, x + 38, middle + 4, { size: 12, color: LIGHT.ink });
  });
  source.forEach((line, at) => {
    pen.text(line, MARGIN, height - 8 - (source.length - 1 - at) * 15, { size: 11, color: LIGHT.soft });
  });
}

export function svg(view: View, legend: LegendLine[], words: Words): string {
  const pen = new SvgPen();
  paint(pen, view, legend, words);
  const mark = words.isSimulated ? "Simulated data. " : "";
  const description = `${mark}${words.shown} ${words.source}`;
  return pen.document(view.width, layout(view, legend, words).height, words.title, description);
}

/** Returns the picture at twice the size, so that it can be printed. */
export function png(view: View, legend: LegendLine[], words: Words): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = view.width * 2;
  canvas.height = layout(view, legend, words).height * 2;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no canvas.");
  paint(new CanvasPen(context, 2), view, legend, words);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture was made."))), "image/png");
  });
}
