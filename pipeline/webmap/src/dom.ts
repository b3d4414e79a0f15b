/** Elements made of nodes and texts; no text is ever read as markup. */

type Child = Node | string | null | false;
type Value = string | number | boolean | null | ((event: Event) => void);

/** Returns an element; a function is a listener, true and false are attributes that are there or not. */
export function el<T extends keyof HTMLElementTagNameMap>(
  name: T,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== false));
  return made;
}

/** Returns the element of an id that page.html has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element “${id}”.`);
  return found as T;
}

export function number(count: number): string {
  return count.toLocaleString("en-US");
}

export function counted(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Keeps the keyboard where it was when what holds it is made anew; keyed by data-key. */
export function replaced(holder: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && holder.contains(active) ? active.dataset.key : undefined;
  holder.replaceChildren(...children.filter((child) => child !== null && child !== false));
  if (key !== undefined) holder.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}
