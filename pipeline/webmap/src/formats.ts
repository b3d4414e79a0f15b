/** The files that are taken away. */

import { parquetWriteBuffer } from "hyparquet-writer";
import type { Content } from "./content.ts";
import type { Column } from "./records.ts";

/** Returns a cell of a comma-separated table; one that a spreadsheet would run as a formula gets an apostrophe before it. */
export function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

export function csv(columns: Column[]): string {
  const lines = [columns.map(({ name }) => name).join(",")];
  const size = columns[0].values.length;
  for (let row = 0; row < size; row += 1) lines.push(columns.map(({ values }) => cell(values[row])).join(","));
  return `${lines.join("\n")}\n`;
}

/**
 * Returns engagements as GeoJSON: a line from city to partner where both have a point, else the city's point.
 *
 * The line is straight; what the map bends is only easier to see.
 */
export function geojson(columns: Column[], { about }: Content): string {
  const value = new Map(columns.map(({ name, values }) => [name, values]));
  const size = columns[0].values.length;
  const point = (row: number, of: string) => {
    const found = [value.get(`${of}_longitude`)?.[row] ?? null, value.get(`${of}_latitude`)?.[row] ?? null];
    return found.includes(null) ? null : found;
  };
  const features = Array.from({ length: size }, (_, row) => {
    const [city, partner] = [point(row, "us"), point(row, "partner")];
    const lineString = city && partner && { type: "LineString", coordinates: [city, partner] };
    return {
      type: "Feature",
      id: value.get("engagement_id")?.[row],
      geometry: lineString || (city && { type: "Point", coordinates: city }),
      properties: Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])),
    };
  });
  const said = { type: "FeatureCollection", title: about.title, edition: about.edition, simulated: about.isSimulated };
  return `${JSON.stringify({ ...said, features })}\n`;
}

export function parquet(columns: Column[], { about }: Content): ArrayBuffer {
  return parquetWriteBuffer({
    columnData: columns.map(({ name, type, values }) => ({ name, type, data: values, nullable: true })),
    kvMetadata: [
      { key: "title", value: about.title },
      { key: "edition", value: about.edition },
      { key: "data", value: about.isSimulated ? "simulated" : "as recorded" },
    ],
  });
}
