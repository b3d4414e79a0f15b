/** The map on the screen: moved, enlarged and drawn anew. */

import "d3-transition";
import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { Area } from "./geometry.ts";
import { Grid } from "./grid.ts";
import { type DrawnLine, nearest } from "./lines.ts";
import { type Box, paintGround, paintLines, paintMarks } from "./paint.ts";
import { CanvasPen, type Transform } from "./pen.ts";
import type { Camera } from "./permalink.ts";
import { WIDTH } from "./projection.ts";
import { type Atlas, areaAt, home, type Mark, marks, type Scene } from "./scene.ts";
import type { Theme } from "./theme.ts";

export const MOST_ZOOM = 300;
const REST = 140; // milliseconds without movement before the picture is drawn anew
const SLICE = 7; // milliseconds of drawing lines before the page may do other things
const MOVE = 350; // milliseconds a movement takes

export interface Events {
  moved: (camera: Camera | null) => void;
  pointed: (mark: Mark | null, line: number | null, area: Area | null, x: number, y: number) => void;
  picked: (mark: Mark | null, area: Area | null) => void;
}

export class Viewport {
  private atlas: Atlas;
  private events: Events;
  private frame: HTMLElement;
  private picture: HTMLElement;
  private ground: HTMLCanvasElement;
  private top: HTMLCanvasElement;
  private behavior: ZoomBehavior<HTMLElement, unknown>;
  private scene: Scene | null = null;
  private theme: Theme;
  private zoomed: ZoomTransform = zoomIdentity;
  private drawn: Transform | null = null;
  private grid = new Grid<Mark>([]);
  private lines: DrawnLine[] = []; // while one thing is looked at
  private drawing = 0; // number of the latest drawing; an older one stops
  private timer = 0;
  private byHand = false; // whether a key or button began the movement, not a change of the page's state
  width = 0;
  height = 0;

  constructor(frame: HTMLElement, atlas: Atlas, theme: Theme, events: Events) {
    this.atlas = atlas;
    this.events = events;
    this.frame = frame;
    this.theme = theme;
    this.picture = document.createElement("div");
    this.picture.className = "picture";
    this.ground = document.createElement("canvas");
    this.top = document.createElement("canvas");
    this.picture.append(this.ground, this.top);
    frame.prepend(this.picture);
    this.behavior = zoom<HTMLElement, unknown>()
      .scaleExtent([1, MOST_ZOOM])
      .filter((event: WheelEvent & MouseEvent & TouchEvent) => this.isMeant(event))
      .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => this.follow(event.transform))
      .on("end", (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (event.sourceEvent || this.byHand) this.events.moved(this.camera());
        this.byHand = false;
      });
    select(frame).call(this.behavior).on("dblclick.zoom", null);
    this.listen();
  }

  /** Whether a gesture is for the map and not for the page: the wheel is the page's until the map was clicked. */
  private isMeant(event: WheelEvent & MouseEvent & TouchEvent): boolean {
    if (event.type === "wheel") return event.ctrlKey || event.metaKey || document.activeElement === this.frame;
    if (event.type === "touchstart") return event.touches.length > 1 || this.zoomed.k > 1;
    return !event.button;
  }

  private listen(): void {
    let asked = 0;
    this.frame.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || asked) return;
      asked = requestAnimationFrame(() => {
        asked = 0;
        const [x, y] = this.place(event);
        const mark = this.grid.at(x, y);
        const line = mark ? null : nearest(this.lines, x, y);
        this.frame.classList.toggle("on-mark", mark !== null);
        this.events.pointed(mark, line, mark || line !== null ? null : this.area(x, y), x, y);
      });
    });
    this.frame.addEventListener("pointerleave", () => this.events.pointed(null, null, null, 0, 0));
    this.frame.addEventListener("click", (event) => {
      const [x, y] = this.place(event);
      const mark = this.grid.at(x, y);
      this.events.picked(mark, mark ? null : this.area(x, y));
    });
    this.frame.addEventListener("keydown", (event) => this.key(event));
  }

  private key(event: KeyboardEvent): void {
    const step = 80;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [step, 0],
      ArrowRight: [-step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const move = moves[event.key];
    if (event.target !== this.frame || event.ctrlKey || event.metaKey || event.altKey) return;
    this.byHand = true;
    if (move) select(this.frame).call(this.behavior.translateBy, move[0] / this.zoomed.k, move[1] / this.zoomed.k);
    else if (event.key === "+" || event.key === "=") this.enlarge(1.6);
    else if (event.key === "-") this.enlarge(1 / 1.6);
    else if (event.key === "0") this.goTo(null, true);
    else {
      this.byHand = false;
      return;
    }
    event.preventDefault();
  }

  private place(event: MouseEvent): [number, number] {
    const { left, top } = this.frame.getBoundingClientRect();
    return [event.clientX - left - this.frame.clientLeft, event.clientY - top - this.frame.clientTop];
  }

  private area(x: number, y: number): Area | null {
    const context = this.ground.getContext("2d");
    if (!this.scene || !context) return null;
    const to = this.transform();
    context.setTransform(1, 0, 0, 1, 0, 0);
    return areaAt(this.atlas.ground(this.scene.view), (x - to.x) / to.k, (y - to.y) / to.k, context);
  }

  /** Returns drawn map to screen as it is now. */
  transform(): Transform {
    const first = home(this.scene?.view ?? "world", this.width, this.height);
    const { k, x, y } = this.zoomed;
    return { k: first.k * k, x: first.x * k + x, y: first.y * k + y };
  }

  get zoom(): number {
    return this.zoomed.k;
  }

  camera(): Camera | null {
    if (this.zoomed.k <= 1) return null;
    const to = this.transform();
    return {
      x: (this.width / 2 - to.x) / to.k / WIDTH,
      y: (this.height / 2 - to.y) / to.k / WIDTH,
      zoom: this.zoomed.k,
    };
  }

  /** Moves to where a camera stands; null shows all. */
  goTo(camera: Camera | null, isSmooth: boolean): void {
    const target = select(this.frame);
    const { k, x, y } = home(this.scene?.view ?? "world", this.width, this.height);
    const wanted = camera
      ? zoomIdentity
          .translate(this.width / 2, this.height / 2)
          .scale(camera.zoom)
          .translate(-(camera.x * WIDTH * k + x), -(camera.y * WIDTH * k + y))
      : zoomIdentity;
    if (isSmooth && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      target.transition().duration(MOVE).call(this.behavior.transform, wanted);
    } else {
      target.interrupt().call(this.behavior.transform, wanted);
    }
  }

  /** Returns the camera that holds points of the drawn map, enlarged at most so many times; null for all of it. */
  around(xs: number[], ys: number[], most: number): Camera | null {
    if (!xs.length) return null;
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { k } = home(this.scene?.view ?? "world", this.width, this.height);
    const room = 0.7;
    const zoomed = Math.min(
      most,
      (this.width * room) / Math.max(1e-6, (right - left) * k),
      (this.height * room) / Math.max(1e-6, (bottom - top) * k),
    );
    return zoomed > 1 ? { x: (left + right) / 2 / WIDTH, y: (top + bottom) / 2 / WIDTH, zoom: zoomed } : null;
  }

  enlarge(times: number): void {
    this.byHand = true;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isStill) select(this.frame).call(this.behavior.scaleBy, times);
    else select(this.frame).transition().duration(MOVE).call(this.behavior.scaleBy, times);
  }

  /** Takes the size of its frame and tells whether it is another; then whoever calls draws anew. */
  fit(): boolean {
    const density = Math.min(3, window.devicePixelRatio || 1);
    const { clientWidth: width, clientHeight: height } = this.frame;
    const [across, down] = [Math.round(width * density), Math.round(height * density)];
    if (width === this.width && height === this.height && across === this.ground.width) return false;
    const camera = this.width ? this.camera() : null;
    [this.width, this.height] = [width, height];
    for (const canvas of [this.ground, this.top]) [canvas.width, canvas.height] = [across, down];
    this.behavior
      .extent([
        [0, 0],
        [this.width, this.height],
      ])
      .translateExtent([
        [0, 0],
        [this.width, this.height],
      ]);
    this.goTo(camera, false);
    return true;
  }

  show(scene: Scene, theme: Theme): void {
    this.scene = scene;
    this.theme = theme;
    this.draw();
  }

  /** Follows a hand: the picture as it is is moved, and drawn anew when it rests, so that 50,000 lines do not stutter. */
  private follow(transform: ZoomTransform): void {
    this.zoomed = transform;
    this.frame.classList.toggle("is-enlarged", transform.k > 1);
    let isMoved = true;
    if (this.drawn) {
      const to = this.transform();
      const scale = to.k / this.drawn.k;
      const [x, y] = [to.x - this.drawn.x * scale, to.y - this.drawn.y * scale];
      this.picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      isMoved = scale !== 1 || x !== 0 || y !== 0;
    }
    clearTimeout(this.timer);
    if (isMoved) this.timer = window.setTimeout(() => this.draw(), REST);
  }

  private pens(): [CanvasPen, CanvasPen] | null {
    const density = this.ground.width / Math.max(1, this.width);
    const contexts = [this.ground, this.top].map((canvas) => canvas.getContext("2d"));
    const [below, above] = contexts;
    if (!below || !above) return null;
    for (const context of [below, above]) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.ground.width, this.ground.height);
    }
    return [new CanvasPen(below, density), new CanvasPen(above, density)];
  }

  /** Returns where buttons lie on the picture, under which no name could be read. */
  private covered(): Box[] {
    const { left, top } = this.frame.getBoundingClientRect();
    const buttons = this.frame.parentElement?.querySelectorAll("button") ?? [];
    return Array.from(buttons, (button) => {
      const box = button.getBoundingClientRect();
      return [box.left - left, box.top - top, box.right - left, box.bottom - top];
    });
  }

  private draw(): void {
    const { scene, theme, width, height } = this;
    if (!scene || !width || !height) return;
    // What waited to be drawn when the hand rests is drawn now.
    clearTimeout(this.timer);
    this.drawing += 1;
    const mine = this.drawing;
    const pens = this.pens();
    if (!pens) return;
    const to = this.transform();
    this.drawn = to;
    this.picture.style.transform = "";
    paintGround(pens[0], this.atlas, scene, to, theme);
    const found = marks(this.atlas, scene, to, width, height);
    this.grid = new Grid(found);
    paintMarks(pens[1], this.atlas, scene, found, theme, width, this.zoomed.k, this.covered());
    this.lines = [];
    const rest = paintLines(pens[0], this.atlas, scene, to, theme, width, height, this.lines);
    const slice = () => {
      if (mine !== this.drawing) return;
      const from = performance.now();
      let done = false;
      while (!done && performance.now() - from < SLICE) done = rest.next().done === true;
      if (done) performance.mark("drawn");
      else requestAnimationFrame(slice);
      this.frame.dataset.drawn = String(done);
    };
    slice();
  }
}
