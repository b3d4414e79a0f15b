/** How the world is drawn: asked by build.mjs, which draws its boundaries beforehand, and by the page, for its points. */

import { type GeoProjection, geoEqualEarth } from "d3-geo";

/** The drawn map has units of its own: a thousand wide. */
export const WIDTH = 1000;
export const HEIGHT = { world: 487, us: 600 };

/** Returns the projection of the world; middle: longitude in the middle. It cuts what lies across the edge. */
export function worldProjection(middle: number): GeoProjection {
  return geoEqualEarth().rotate([-middle, 0]).precision(0.4).fitSize([WIDTH, HEIGHT.world], { type: "Sphere" });
}

/** Returns the same for what the edge does not cut: without clipping and, points being close, without bending. */
export function plainProjection(middle: number): GeoProjection {
  const projection = worldProjection(middle);
  return geoEqualEarth()
    .rotate([-middle, 0])
    .scale(projection.scale())
    .translate(projection.translate())
    .precision(0)
    .preclip((stream) => stream);
}
