/** Two pens with one hand: what is drawn on the canvas can be drawn as SVG. Coordinates are pixels of the picture. */

import type { Shape } from "./geometry.ts";

/** Drawn map to picture: picture = map * k + (x, y). */
export interface Transform {
  k: number;
  x: number;
  y: number;
}

export interface Pen {
  fill(shape: Shape, to: Transform, color: string): void;
  stroke(shape: Shape, to: Transform, color: string, width: number): void;
  /** Curves, each six numbers: from, middle point, to. */
  curves(points: number[], color: string, width: number, dash: number[], opacity: number): void;
  disc(x: number, y: number, radius: number, fill: string, edge: string, width: number): void;
  diamond(x: number, y: number, radius: number, fill: string, edge: string, width: number): void;
  box(x: number, y: number, width: number, height: number, fill: string, edge?: string): void;
  text(text: string, x: number, y: number, style: TextStyle): void;
}

export interface TextStyle {
  size: number;
  color: string;
  halo?: string;
  weight?: 400 | 700;
  anchor?: "start" | "middle" | "end";
}

const FONT = 'system-ui, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif';

export class CanvasPen implements Pen {
  private context: CanvasRenderingContext2D;
  private density: number;

  constructor(context: CanvasRenderingContext2D, density: number) {
    this.context = context;
    this.density = density;
    this.reset();
  }

  private reset(): void {
    this.context.setTransform(this.density, 0, 0, this.density, 0, 0);
  }

  private within({ k, x, y }: Transform, draw: () => void): void {
    this.context.setTransform(this.density * k, 0, 0, this.density * k, this.density * x, this.density * y);
    draw();
    this.reset();
  }

  fill(shape: Shape, to: Transform, color: string): void {
    this.context.fillStyle = color;
    this.within(to, () => this.context.fill(shape.path));
  }

  stroke(shape: Shape, to: Transform, color: string, width: number): void {
    this.context.strokeStyle = color;
    this.context.lineWidth = width / to.k;
    this.within(to, () => this.context.stroke(shape.path));
  }

  curves(points: number[], color: string, width: number, dash: number[], opacity: number): void {
    const { context } = this;
    context.strokeStyle = color;
    context.lineWidth = width;
    context.globalAlpha = opacity;
    context.setLineDash(dash);
    context.beginPath();
    for (let at = 0; at < points.length; at += 6) {
      context.moveTo(points[at], points[at + 1]);
      context.quadraticCurveTo(points[at + 2], points[at + 3], points[at + 4], points[at + 5]);
    }
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  disc(x: number, y: number, radius: number, fill: string, edge: string, width: number): void {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.paint(fill, edge, width);
  }

  diamond(x: number, y: number, radius: number, fill: string, edge: string, width: number): void {
    const { context } = this;
    context.beginPath();
    context.moveTo(x, y - radius);
    context.lineTo(x + radius, y);
    context.lineTo(x, y + radius);
    context.lineTo(x - radius, y);
    context.closePath();
    this.paint(fill, edge, width);
  }

  private paint(fill: string, edge: string, width: number): void {
    this.context.fillStyle = fill;
    this.context.fill();
    this.context.strokeStyle = edge;
    this.context.lineWidth = width;
    this.context.stroke();
  }

  box(x: number, y: number, width: number, height: number, fill: string, edge?: string): void {
    this.context.fillStyle = fill;
    this.context.fillRect(x, y, width, height);
    if (!edge) return;
    this.context.strokeStyle = edge;
    this.context.lineWidth = 1;
    this.context.strokeRect(x, y, width, height);
  }

  text(text: string, x: number, y: number, { size, color, halo, weight = 400, anchor = "start" }: TextStyle): void {
    const { context } = this;
    context.font = `${weight} ${size}px ${FONT}`;
    context.textAlign = anchor === "middle" ? "center" : anchor;
    context.textBaseline = "alphabetic";
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeText(text, x, y);
    }
    context.fillStyle = color;
    context.fillText(text, x, y);
  }
}

const round = (value: number) => String(Math.round(value * 100) / 100);

export function escaped(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  // XML has no way to write the other control characters.
  return text
    .replace(/[&<>"']/g, (character) => named[character])
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
}

export class SvgPen implements Pen {
  private parts: string[] = [];

  fill(shape: Shape, to: Transform, color: string): void {
    this.parts.push(`<path transform="${matrix(to)}" d="${shape.words()}" fill="${color}"/>`);
  }

  stroke(shape: Shape, to: Transform, color: string, width: number): void {
    const line = `fill="none" stroke="${color}" stroke-width="${round(width)}" vector-effect="non-scaling-stroke"`;
    this.parts.push(`<path transform="${matrix(to)}" d="${shape.words()}" ${line}/>`);
  }

  curves(points: number[], color: string, width: number, dash: number[], opacity: number): void {
    const words: string[] = [];
    for (let at = 0; at < points.length; at += 6) {
      const [x0, y0, x, y, x1, y1] = points.slice(at, at + 6).map(round);
      words.push(`M${x0} ${y0}Q${x} ${y} ${x1} ${y1}`);
    }
    const dashed = dash.length ? ` stroke-dasharray="${dash.join(" ")}"` : "";
    const line = `fill="none" stroke="${color}" stroke-width="${round(width)}" stroke-opacity="${round(opacity)}"${dashed}`;
    this.parts.push(`<path d="${words.join("")}" ${line}/>`);
  }

  disc(x: number, y: number, radius: number, fill: string, edge: string, width: number): void {
    const where = `cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"`;
    this.parts.push(`<circle ${where} fill="${fill}" stroke="${edge}" stroke-width="${width}"/>`);
  }

  diamond(x: number, y: number, radius: number, fill: string, edge: string, width: number): void {
    const corners = [x, y - radius, x + radius, y, x, y + radius, x - radius, y].map(round).join(" ");
    this.parts.push(`<polygon points="${corners}" fill="${fill}" stroke="${edge}" stroke-width="${width}"/>`);
  }

  box(x: number, y: number, width: number, height: number, fill: string, edge?: string): void {
    const where = `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
    this.parts.push(`<rect ${where} fill="${fill}"${edge ? ` stroke="${edge}"` : ""}/>`);
  }

  text(text: string, x: number, y: number, { size, color, halo, weight = 400, anchor = "start" }: TextStyle): void {
    const where = `x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}"`;
    const around = halo ? ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : "";
    this.parts.push(`<text ${where} fill="${color}"${around}>${escaped(text)}</text>`);
  }

  /** Returns the picture; title and description are its words for who cannot see it. */
  document(width: number, height: number, title: string, description: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${escaped(FONT)}" role="img" aria-labelledby="t d">`,
      `<title id="t">${escaped(title)}</title><desc id="d">${escaped(description)}</desc>`,
      ...this.parts,
      "</svg>\n",
    ].join("\n");
  }
}

function matrix({ k, x, y }: Transform): string {
  return `matrix(${[k, 0, 0, k, x, y].map((value) => Math.round(value * 1e4) / 1e4).join(" ")})`;
}
