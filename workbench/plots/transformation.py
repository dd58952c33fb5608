"""Transformation: what a real 2 x 2 matrix does to the plane, with the images of e₁ and e₂ to drag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from workbench.plots.geometry import UNIT_CIRCLE, UNIT_SQUARE, box_around
from workbench.plots.plane import Plane, describe
from workbench.plots.spec import (
    Array,
    Arrow,
    ColumnOf,
    Drawing,
    Handle,
    Lattice,
    LegendItem,
    Lines,
    Plot,
    Polygon,
    Primitive,
    Ray,
    Setting,
    Text,
)
from workbench.plots.words import sentence, shape_text, short, subscript

IDENTITY = np.eye(2)
ROUNDING = 1e-14  # of the largest entry: a smaller eigenvalue is rounding error and written as 0
LARGEST, SMALLEST = 1e100, 1e-100


def accepts(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str | None:
    """Only a real 2 x 2 matrix is a map of the plane."""
    if shape != (2, 2):
        return f"This view shows maps of the plane: 2 × 2 matrices. Here is {shape_text(shape)}."
    if dtype.kind == "c":
        return "The entries are complex; this view shows real maps of the plane."
    return None


def draw(name: str, arrays: Mapping[str, Array], settings: Mapping[str, Any]) -> Drawing:
    """The grid, the unit square and the unit circle, and where the matrix (or the way to it) takes them."""
    matrix = np.asarray(arrays["matrix"], dtype=float)
    reason = _undrawable(matrix)
    if reason:
        return Drawing((), (-4.0, 4.0, -4.0, 4.0), "origin", equal_aspect=True, sentence=sentence(reason))
    t = float(settings.get("morph", 1.0))
    target = Plane.of(matrix)
    plane = target if t >= 1 else Plane.of((1 - t) * IDENTITY + t * matrix)
    return Drawing(
        items=tuple(_items(name, plane, target, t, settings)),
        view=_view(matrix),
        axes="origin",
        equal_aspect=True,
        title="Transformation",
        sentence=describe(name, target),
        legend=tuple(_legend(plane, settings)),
    )


def _undrawable(matrix: Array) -> str:
    if not np.isfinite(matrix).all():
        return "An entry is NaN or infinite, so there is no picture of the plane."
    largest = float(np.abs(matrix).max())
    if largest > LARGEST or 0 < largest < SMALLEST:
        return f"Entries around {short(largest, 2)} are beyond what a picture of the plane can show."
    return ""


def _view(matrix: Array) -> tuple[float, float, float, float]:
    """Room for twice the circle and for the images; the same all the way from the identity."""
    shown = np.concatenate((2 * UNIT_CIRCLE, UNIT_CIRCLE @ matrix.T, UNIT_SQUARE @ matrix.T))
    x0, x1, y0, y1 = box_around(shown)
    pad = 0.06 * max(x1 - x0, y1 - y0)
    return x0 - 2 * pad, x1 + 2 * pad, y0 - pad, y1 + 1.5 * pad


def _items(name: str, plane: Plane, target: Plane, t: float, settings: Mapping[str, Any]) -> Iterator[Primitive]:
    matrix = plane.matrix
    yield Lattice(matrix, "transformed")
    if settings.get("ellipse", True):
        yield Lines(UNIT_CIRCLE, "muted", "closed", 1.25, (4.0, 3.0))
        yield Polygon(UNIT_CIRCLE @ matrix.T, "singular", 0.07, "singular", 2.0)
    sign = "negative" if plane.det < 0 else "positive"
    yield Polygon(UNIT_SQUARE @ matrix.T, sign, 0.16 if plane.det < 0 else 0.26, sign, 1.0, hatch=plane.det < 0)
    if settings.get("eigenlines", True):
        yield from _eigenlines(plane, target)
    if settings.get("singular", False):
        yield from _singular_directions(plane)
    yield from _unit_arrows()
    yield from _image_arrows(name, matrix, t)
    yield _area(plane)


def _eigenlines(plane: Plane, target: Plane) -> Iterator[Primitive]:
    """The lines of the target: on the way from the identity they are kept as well, with the value reached so far."""
    for index, (_, vector) in enumerate(target.lines):
        value = float(np.dot(vector, plane.matrix @ vector))
        value = 0.0 if abs(value) < ROUNDING * float(np.abs(plane.matrix).max()) else value
        number = subscript(index + 1) if len(target.lines) > 1 else ""
        yield Ray(vector, "eigen", 2.0, (7.0, 5.0), f"λ{number} = {short(value)}", "eigen_text")


def _singular_directions(plane: Plane) -> Iterator[Primitive]:
    """Half axes of the ellipse: σᵢ uᵢ, the images of the directions that stay perpendicular."""
    for index, (value, right) in enumerate(zip(plane.singular_values, plane.right, strict=True)):
        x, y = (float(v) for v in plane.matrix @ right)
        if value == 0:
            continue
        yield Arrow((0.0, 0.0), (x, y), "singular", 2.5)
        label = f"σ{subscript(index + 1)} = {short(value)}"
        yield Text((x, y), label, "singular_text", (x, y), 10.0, 12, bold=True)


def _unit_arrows() -> Iterator[Primitive]:
    yield Arrow((0.0, 0.0), (1.0, 0.0), "e1", 2.0, 0.6)
    yield Arrow((0.0, 0.0), (0.0, 1.0), "e2", 2.0, 0.6)
    yield Text((1.0, 0.0), "e₁", "e1", (0.0, -1.0), 6.0, 12)
    yield Text((0.0, 1.0), "e₂", "e2", (-1.0, 0.0), 4.0, 12)


def _image_arrows(name: str, matrix: Array, t: float) -> Iterator[Primitive]:
    """A e₁ and A e₂. Only at the end of the way is there something to drag: the columns of the matrix itself."""
    for column, color in enumerate(("e1", "e2")):
        x, y = float(matrix[0, column]), float(matrix[1, column])
        yield Arrow((0.0, 0.0), (x, y), color, 4.5, gap=8.0 if t >= 1 else 0.0)
        if t >= 1:
            label = f"{name} e{subscript(column + 1)}"
            yield Text((x, y), label, color, (x, y) if (x, y) != (0.0, 0.0) else (1.0, 1.0), 14.0, bold=True)
            yield Handle(f"column {column}", x, y, color, ColumnOf(name, column), label)


def _area(plane: Plane) -> Text:
    x, y = (float(v) for v in plane.matrix.sum(axis=1) / 2)
    flipped = ", flipped" if plane.det < 0 else ""
    return Text((x, y), f"area {short(abs(plane.det))}{flipped}", "text", bold=True)


def _legend(plane: Plane, settings: Mapping[str, Any]) -> Iterator[LegendItem]:
    if settings.get("ellipse", True):
        yield LegendItem("unit circle", "muted", "dash")
        yield LegendItem("its image", "singular")
    if settings.get("eigenlines", True) and plane.lines:
        yield LegendItem("eigenlines" if len(plane.lines) > 1 else "eigenline", "eigen", "dash")
    if plane.det < 0:
        yield LegendItem("det < 0", "negative", "hatch")
    else:
        yield LegendItem("det > 0" if plane.det > 0 else "det = 0", "positive", "fill")


TRANSFORMATION = Plot(
    name="transformation",
    title="Transformation",
    icon="axis-arrow",
    help=(
        "Every square of the grey grid becomes a parallelogram of the blue one. Drag the tips of A e₁ and A e₂: they "
        "are the columns of A. The unit circle becomes an ellipse; its half axes are the singular values. "
        "Eigenlines are the lines that stay themselves."
    ),
    needs=("matrix",),
    accepts=accepts,
    draw=draw,
    settings=(
        Setting("ellipse", "Unit circle and ellipse", True),
        Setting("eigenlines", "Eigenlines", True),
        Setting("singular", "Singular directions", False),
        Setting("morph", "Morph from the identity", 1.0, hidden=True),
    ),
    morphs=True,
)
