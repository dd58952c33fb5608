"""Colour maps as tables, and contrast after WCAG: text on a coloured cell stays legible."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.plots.spec import Array

RGB = tuple[int, int, int]

CIVIDIS = np.array(
    [
        (0.0000, 0.1262, 0.3015), (0.0000, 0.1714, 0.4102), (0.0236, 0.2130, 0.4314), (0.1752, 0.2583, 0.4224),
        (0.2556, 0.3032, 0.4201), (0.3209, 0.3481, 0.4244), (0.3798, 0.3933, 0.4346), (0.4354, 0.4390, 0.4508),
        (0.4897, 0.4856, 0.4714), (0.5502, 0.5338, 0.4735), (0.6129, 0.5835, 0.4673), (0.6773, 0.6347, 0.4543),
        (0.7434, 0.6877, 0.4338), (0.8114, 0.7427, 0.4049), (0.8813, 0.7998, 0.3657), (0.9536, 0.8593, 0.3116),
        (1.0000, 0.9169, 0.2731),
    ]
)  # fmt: skip
"""Every sixteenth colour of cividis by Nuñez, Anderton and Renslow (PLoS ONE 13(7) e0199239, 2018; CC0)."""


def table(stops: Sequence[RGB] | Array, count: int) -> Array:
    """`count` colours evenly along the stops, as rows of bytes."""
    colors = np.asarray(stops, dtype=float)
    if isinstance(stops, np.ndarray):
        colors = colors * 255
    place = np.linspace(0, len(colors) - 1, count)
    columns = [np.interp(place, np.arange(len(colors)), colors[:, channel]) for channel in range(3)]
    rows: Array = np.rint(np.column_stack(columns)).astype(np.uint8)
    return rows


def luminance(color: RGB) -> float:
    """Relative luminance, 0 for black to 1 for white."""
    parts = [c / 255 for c in color]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: RGB, second: RGB) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def legible(on: RGB, candidates: Sequence[RGB]) -> RGB:
    """The first candidate that reaches 4.5:1 on the colour, else whatever contrasts most, black and white included."""
    for color in candidates:
        if contrast(color, on) >= 4.5:
            return color
    return max((*candidates, (0, 0, 0), (255, 255, 255)), key=lambda color: contrast(color, on))
