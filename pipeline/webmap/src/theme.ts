/** Colours. Marks and lines hold 3:1 on what they lie on, words 4.5:1; what a colour says, a shape or number says too. */

export interface Theme {
  paper: string;
  sea: string;
  land: string;
  border: string;
  inner: string;
  edge: string;
  ink: string;
  soft: string;
  halo: string;
  line: string;
  city: string;
  cityInk: string;
  place: string;
  placeInk: string;
  network: string;
  networkInk: string;
  highlight: string;
  shades: string[]; // few to many
  methods: string[]; // in the order of the codebook; the last for "undecided" and any beyond
  warning: string;
}

export const LIGHT: Theme = {
  paper: "#ffffff",
  sea: "#e9eff4",
  land: "#f6f5f0",
  border: "#b4bbc2",
  inner: "#d3d8dc",
  edge: "#c3cad1",
  ink: "#1d1d1b",
  soft: "#555555",
  halo: "#ffffff",
  line: "#4a5560",
  city: "#12436d",
  cityInk: "#ffffff",
  place: "#ffffff",
  placeInk: "#7a1a4b",
  network: "#f4d35e",
  networkInk: "#3d2f00",
  highlight: "#d1495b",
  shades: ["#dfe9f1", "#bcd3e4", "#8fb5d1", "#5f93ba", "#34709e"],
  methods: ["#12436d", "#c2410c", "#1b7f76", "#801650", "#7b4fb5", "#3d3d3d", "#6b7280"],
  warning: "#801650",
};

export const DARK: Theme = {
  paper: "#14171b",
  sea: "#171c22",
  land: "#262c33",
  border: "#4b545e",
  inner: "#3a424b",
  edge: "#3a424b",
  ink: "#ececec",
  soft: "#b4b4b4",
  halo: "#14171b",
  line: "#a9b4bf",
  city: "#8fc1ee",
  cityInk: "#0b1a28",
  place: "#14171b",
  placeInk: "#f3b6d3",
  network: "#f4d35e",
  networkInk: "#2b2100",
  highlight: "#ff8896",
  shades: ["#2b3a47", "#33506a", "#3c6a91", "#4785b8", "#57a2de"],
  methods: ["#8fc1ee", "#ff9e5e", "#6fd6c6", "#f3b6d3", "#c9abf5", "#e0e0e0", "#9aa4ae"],
  warning: "#f3b6d3",
};

/** Dashes per method, so that lines are told apart without colour. */
export const DASHES: number[][] = [[], [9, 4], [2, 4], [12, 4, 2, 4], [6, 6], [1, 6], [4, 2]];
