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

const HEAD = 64;
const LINE = 22;
const MARGIN = 16;
const COLUMN = 330;

function rest(view: View, legend: LegendLine[]): { columns: number; foot: number } {
  const columns = Math.max(1, Math.floor((view.width - MARGIN) / COLUMN));
  return { columns, foot: Math.ceil(legend.length / columns) * LINE + 44 };
}

/** Cuts a text to what fits a width, by a letter's usual width. */
function fitting(text: string, size: number, width: number): string {
  const most = Math.floor(width / (size * 0.52));
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}

function paint(pen: Pen, view: View, legend: LegendLine[], words: Words): void {
  const { atlas, scene, width, height } = view;
  const { columns, foot } = rest(view, legend);
  const to = { ...view.to, y: view.to.y + HEAD };
  const bottom = HEAD + height;
  pen.box(0, 0, width, bottom + foot, LIGHT.paper);
  paintGround(pen, atlas, scene, to, LIGHT);
  for (const _ of paintLines(pen, atlas, scene, to, LIGHT, width, bottom));
  paintMarks(pen, atlas, scene, marks(atlas, scene, to, width, bottom), LIGHT, width, view.zoom);
  // Enlarged land may reach under the words.
  pen.box(0, 0, width, HEAD, LIGHT.paper);
  pen.box(0, bottom, width, foot, LIGHT.paper);
  const room = width - 2 * MARGIN;
  const mark = words.isSimulated ? "SIMULATED DATA. " : "";
  pen.text(fitting(words.title, 18, room), MARGIN, 26, { size: 18, color: LIGHT.ink, weight: 700 });
  pen.text(fitting(mark + words.shown, 13, room), MARGIN, 48, {
    size: 13,
    color: words.isSimulated ? LIGHT.warning : LIGHT.soft,
    weight: words.isSimulated ? 700 : 400,
  });
  legend.forEach(({ text, sign }, at) => {
    const x = MARGIN + (at % columns) * COLUMN;
    const y = bottom + 16 + Math.floor(at / columns) * LINE;
    sign(pen, x + 15, y);
    pen.text(fitting(text, 12, COLUMN - 44), x + 38, y + 4, { size: 12, color: LIGHT.ink });
  });
  pen.text(fitting(mark + words.source, 11, room), MARGIN, bottom + foot - 12, { size: 11, color: LIGHT.soft });
}

function size(view: View, legend: LegendLine[]): [number, number] {
  return [view.width, HEAD + view.height + rest(view, legend).foot];
}

export function svg(view: View, legend: LegendLine[], words: Words): string {
  const pen = new SvgPen();
  paint(pen, view, legend, words);
  const mark = words.isSimulated ? "Simulated data. " : "";
  return pen.document(...size(view, legend), words.title, `${mark}${words.shown} ${words.source}`);
}

/** Returns the picture at twice the size, so that it can be printed. */
export function png(view: View, legend: LegendLine[], words: Words): Promise<Blob> {
  const [width, height] = size(view, legend);
  const canvas = document.createElement("canvas");
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no canvas.");
  paint(new CanvasPen(context, 2), view, legend, words);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No picture was made."))), "image/png");
  });
}
