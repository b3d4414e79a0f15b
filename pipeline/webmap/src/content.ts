/** What the stage wrote for this page; pipeline/webmap/content.py makes it. Positions point into the lists, -1 is none. */

import type { Topology } from "topojson-specification";

export type Point = [longitude: number, latitude: number];

export interface About {
  edition: string;
  title: string;
  coverage: string;
  cutOff: string;
  isSimulated: boolean;
  smallestBase: number;
}

export interface Coded {
  code: string;
  label: string;
  description?: string;
  names?: string[];
}

export interface Country extends Coded {
  region: string;
  slug: string;
  point: Point | null;
}

export interface Source {
  id: string;
  label: string;
  producer: string;
  address: string;
  licence: string;
}

export interface City {
  id: string;
  name: string;
  state: number;
  slug: string;
  point: Point | null;
  names: string[];
}

export interface Place {
  id: string;
  name: string;
  country: number;
  point: Point | null;
  names: string[];
}

export interface Columns {
  id: string[];
  city: number[];
  country: number[];
  place: number[];
  network: number[];
  method: number[];
  first: number[];
  last: number[];
  priorities: number[];
  sources: number[];
  reports: number[];
  kind: string[];
  description: string[];
}

export interface Content {
  about: About;
  totals: { engagements: number; cities: number; countries: number; reports: number };
  states: Coded[];
  countries: Country[];
  regions: Coded[];
  networks: Coded[];
  methods: Coded[];
  priorities: Coded[];
  sources: Source[];
  areas: Record<string, string>;
  areaNotes: string[];
  cities: City[];
  places: Place[];
  prioritySets: number[][];
  sourceSets: number[][];
  engagements: Columns;
}

/** Boundaries and the middle of each area; build.mjs makes them. */
export interface Boundaries {
  world: Topology; // as it is drawn, see projection.ts
  states: Topology; // in degrees
  middles: Record<string, Point>;
  middle: number; // longitude in the middle of the drawn world
}
