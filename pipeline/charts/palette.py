"""Colours by what they are for, each in light and in dark.

A picture is drawn in the light colours. Inside an SVG a style sheet exchanges each for its dark partner where the
reader's screen is dark, by the colour alone; so no two roles may share a light colour.
"""

from typing import NamedTuple


class Shade(NamedTuple):
    """One colour on white paper and its partner on a dark screen."""

    light: str
    dark: str


SHADES = {
    "paper": Shade("#ffffff", "#15191e"),
    "ink": Shade("#1d1d1b", "#f1f1ec"),
    "quiet": Shade("#595959", "#b7bdc5"),
    "rule": Shade("#d9d9d6", "#3a424b"),
    "track": Shade("#eef1f4", "#222931"),
    "warning": Shade("#801651", "#f29bc0"),
    "mark": Shade("#c2410c", "#ff9a62"),
    # Categories: the palette of the U.K. Government Analysis Function, and a set of its own for dark.
    "first": Shade("#12436d", "#7db3e8"),
    "second": Shade("#28a197", "#35c2b5"),
    "third": Shade("#801650", "#ee8cbc"),
    "fourth": Shade("#f46a25", "#ff9e68"),
    "fifth": Shade("#3d3d3d", "#c9cdd2"),
    "sixth": Shade("#a285d1", "#c9b2f0"),
    # What stands on a category's colour: a line, a number.
    "on_deep": Shade("#fefefe", "#0e1216"),
    "on_pale": Shade("#1c1c1a", "#101418"),
    # From few to many.
    "step_1": Shade("#e9eff5", "#1e2731"),
    "step_2": Shade("#c3d3e2", "#294259"),
    "step_3": Shade("#92b0cb", "#386287"),
    "step_4": Shade("#446c94", "#6aa0d4"),
    "step_5": Shade("#12426c", "#a5d0f7"),
}

# In the order in which categories take them, and what is written on each.
CATEGORIES = ["first", "second", "third", "fourth", "fifth", "sixth"]
ON_CATEGORY = dict(zip(CATEGORIES, ["on_deep", "on_pale", "on_deep", "on_pale", "on_deep", "on_pale"], strict=True))
STEPS = ["step_1", "step_2", "step_3", "step_4", "step_5"]
ON_STEP = dict(zip(STEPS, ["ink", "ink", "ink", "on_deep", "on_deep"], strict=True))


def light(role: str) -> str:
    """Return the colour that a role is drawn in."""
    return SHADES[role].light


def dark_style(svg: str) -> str:
    """Return the style sheet that exchanges the light colours of an SVG for dark ones on a dark screen.

    Rules say `screen`: what is printed stays light.
    """
    rules = [
        f'[style*="{what}: {shade.light}"]{{{what}:{shade.dark}!important}}'
        for shade in SHADES.values()
        for what in ("fill", "stroke")
        if f"{what}: {shade.light}" in svg
    ]
    return "@media screen and (prefers-color-scheme:dark){" + "".join(rules) + "}"
