/** Which mark is under the pointer: marks by the squares of a grid that they touch. */

export interface Round {
  x: number;
  y: number;
  radius: number;
}

const CELL = 64; // pixels

export class Grid<T extends Round> {
  private cells = new Map<string, T[]>();

  constructor(marks: Iterable<T>) {
    for (const mark of marks) {
      for (let column = cell(mark.x - mark.radius); column <= cell(mark.x + mark.radius); column += 1) {
        for (let line = cell(mark.y - mark.radius); line <= cell(mark.y + mark.radius); line += 1) {
          const key = `${column} ${line}`;
          this.cells.set(key, [...(this.cells.get(key) ?? []), mark]);
        }
      }
    }
  }

  /** Returns the mark at a point, the one whose middle is nearest where several overlap. */
  at(x: number, y: number): T | null {
    let nearest: T | null = null;
    let least = Infinity;
    for (const mark of this.cells.get(`${cell(x)} ${cell(y)}`) ?? []) {
      const distance = Math.hypot(mark.x - x, mark.y - y);
      if (distance <= mark.radius && distance < least) [nearest, least] = [mark, distance];
    }
    return nearest;
  }
}

function cell(at: number): number {
  return Math.floor(at / CELL);
}
