/** A small edition for the tests: six engagements of three cities. */

import type { Content } from "../src/content.ts";

export function content(): Content {
  return {
    about: { edition: "test", title: "Test", coverage: "", cutOff: "2024-06-21", isSimulated: true, smallestBase: 2 },
    totals: { engagements: 6, cities: 3, countries: 2, reports: 7 },
    states: [
      { code: "CA", label: "California" },
      { code: "OH", label: "Ohio" },
    ],
    countries: [
      { code: "DE", label: "Germany", region: "Europe", slug: "germany", names: ["alemania"], point: null },
      { code: "JP", label: "Japan", region: "Asia", slug: "japan", names: [], point: null },
    ],
    regions: [
      { code: "Asia", label: "Asia" },
      { code: "Europe", label: "Europe" },
    ],
    networks: [{ code: "c40", label: "C40 Cities", names: [] }],
    methods: [
      { code: "sister_city", label: "Sister city" },
      { code: "city_network", label: "City network" },
    ],
    priorities: [
      { code: "economic", label: "Economic development" },
      { code: "culture", label: "Culture" },
    ],
    sources: [
      { id: "survey", label: "Survey", producer: "", address: "", licence: "" },
      { id: "desk", label: "Desk research", producer: "", address: "", licence: "" },
    ],
    areas: { "276": "DE", "392": "JP" },
    areaNotes: [],
    cities: [
      { id: "1", name: "Oakland", state: 0, slug: "oakland-ca", point: [-122.27, 37.8], names: [] },
      { id: "2", name: "Toledo", state: 1, slug: "toledo-oh", point: [-83.55, 41.65], names: [] },
      { id: "3", name: "Saint Paul", state: 1, slug: "saint-paul-oh", point: [-83.6, 41.7], names: ["st paul"] },
    ],
    places: [
      { id: "DE-9", name: "Köln", country: 0, point: [6.95, 50.93], names: ["cologne"] },
      { id: "JP-8", name: "Fukuoka", country: 1, point: [130.4, 33.6], names: ["福冈"] },
      { id: "-?", name: "=cmd()", country: -1, point: null, names: [] },
    ],
    prioritySets: [[], [0], [0, 1]],
    sourceSets: [[], [0], [0, 1]],
    engagements: {
      id: ["a", "b", "c", "d", "e", "f"],
      city: [0, 0, 1, 1, 2, 2],
      country: [1, 0, 0, -1, 1, -1],
      place: [1, 0, 0, -1, -1, 2],
      network: [-1, -1, -1, 0, -1, -1],
      method: [0, 0, 0, 1, 0, -1],
      first: [1990, 2001, 2010, 0, 0, 2020],
      last: [1990, 2005, 2010, 0, 0, 2020],
      priorities: [1, 2, 0, 0, 1, 0],
      sources: [1, 2, 1, 1, 1, 1],
      reports: [1, 2, 1, 1, 1, 1],
      kind: ["city", "city", "city", "network", "country", "unknown"],
      description: ["", '"Quoted", with a comma', "", "", "", "=1+1"],
    },
  };
}
