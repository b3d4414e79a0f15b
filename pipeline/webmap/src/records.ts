/** Engagements as they are taken away: the columns that CSV, GeoJSON and Parquet have in common. */

import { type Data, labelsOf } from "./data.ts";

export interface Column {
  name: string;
  type: "STRING" | "INT32" | "DOUBLE";
  values: (string | number | null)[];
}

const joined = (texts: string[]) => texts.join("; ");

/** Returns the columns of some engagements, null where nothing is known. */
export function columns(data: Data, rows: Int32Array): Column[] {
  const {
    about,
    cities,
    countries,
    engagements,
    methods,
    networks,
    places,
    priorities,
    prioritySets,
    sources,
    sourceSets,
    states,
  } = data.content;
  const { country: countryDimension, priority } = data.dimensions;
  const text = (name: string, value: (row: number) => string | null): Column => ({
    name,
    type: "STRING",
    values: Array.from(rows, (row) => value(row) || null),
  });
  const real = (name: string, value: (row: number) => number | null | undefined): Column => ({
    name,
    type: "DOUBLE",
    values: Array.from(rows, (row) => value(row) ?? null),
  });
  const whole = (name: string, value: (row: number) => number): Column => ({
    name,
    type: "INT32",
    values: Array.from(rows, (row) => value(row) || null),
  });
  const city = (row: number) => cities[engagements.city[row]];
  const place = (row: number) => places[engagements.place[row]];
  return [
    text("engagement_id", (row) => engagements.id[row]),
    text("us_place_id", (row) => city(row).id),
    text("us_city", (row) => city(row).name),
    text("us_state", (row) => states[city(row).state].code),
    real("us_longitude", (row) => city(row).point?.[0]),
    real("us_latitude", (row) => city(row).point?.[1]),
    text("method_code", (row) => methods[engagements.method[row]]?.code),
    text("method", (row) => methods[engagements.method[row]]?.label),
    text("partner_kind", (row) => engagements.kind[row]),
    text("partner_country_code", (row) => countries[engagements.country[row]]?.code),
    text("partner_country", (row) => joined(labelsOf(countryDimension, row))),
    text("partner_place", (row) => place(row)?.name),
    real("partner_longitude", (row) => place(row)?.point?.[0]),
    real("partner_latitude", (row) => place(row)?.point?.[1]),
    text("network_code", (row) => networks[engagements.network[row]]?.code),
    text("network", (row) => networks[engagements.network[row]]?.label),
    whole("first_year", (row) => engagements.first[row]),
    whole("last_year", (row) => engagements.last[row]),
    text("priority_codes", (row) => joined(prioritySets[engagements.priorities[row]].map((at) => priorities[at].code))),
    text("priorities", (row) => joined(labelsOf(priority, row))),
    text("description_text", (row) => engagements.description[row]),
    whole("report_count", (row) => engagements.reports[row]),
    text("source_ids", (row) => joined(sourceSets[engagements.sources[row]].map((at) => sources[at].id))),
    text("edition", () => about.edition),
    text("data", () => (about.isSimulated ? "simulated" : "as recorded")),
  ];
}
