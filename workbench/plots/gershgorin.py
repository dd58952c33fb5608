"""Gershgorin discs in the complex plane, with the eigenvalues that they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from workbench.numerics.discs import discs, excludes_zero, groups
from workbench.plots.geometry import UNIT_CIRCLE, box_around
from workbench.plots.spec import (
    Array,
    Drawing,
    LegendItem,
    Plot,
    Points,
    Polygon,
    Primitive,
    Setting,
    Text,
    Words,
)
from workbench.plots.words import bold, sentence, shape_text, short, subscript

MOST = 64
"""Rows up to which discs can still be told apart, and eigenvalues found while one drags."""
LABELLED, MANY = 5, 6
"""Eigenvalues with a label each, and groups whose sizes are told."""
LARGEST, SMALLEST = 1e100, 1e-100
EMPTY = (-1.0, 1.0, -1.0, 1.0)


def accepts(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str | None:
    """Square matrices that are not too large; complex ones as well."""
    if len(shape) != 2 or shape[0] != shape[1] or not shape[0]:
        return f"Gershgorin discs belong to a square matrix. Here is {shape_text(shape)}."
    if shape[0] > MOST:
        return f"The discs of {shape[0]} rows would hide each other; up to {MOST} are drawn."
    return None


def draw(name: str, arrays: Mapping[str, Array], settings: Mapping[str, Any]) -> Drawing:
    """A disc for each row (or column) and a dot for each eigenvalue."""
    matrix = np.asarray(arrays["matrix"])
    matrix = matrix.astype(complex if matrix.dtype.kind == "c" else float)
    by = str(settings.get("by", "rows"))
    reason = _undrawable(matrix)
    if reason:
        return Drawing((), EMPTY, "origin", equal_aspect=True, sentence=sentence(reason))
    centres, radii = discs(matrix, by == "columns")
    values = np.linalg.eigvals(matrix)
    return Drawing(
        items=tuple(_items(_places(centres), radii, _places(values))),
        view=_view(_places(centres), radii),
        axes="origin",
        equal_aspect=True,
        title="Discs in the complex plane",
        sentence=_sentence(name, by, centres, radii),
        legend=(
            LegendItem("discs", "positive", "fill"),
            LegendItem("centres", "muted", "dot"),
            LegendItem("eigenvalues", "eigen", "dot"),
        ),
    )


def _undrawable(matrix: Array) -> str:
    if not np.isfinite(matrix).all():
        return "An entry is NaN or infinite, so there are no discs."
    largest = float(np.abs(matrix).max())
    if largest > LARGEST or 0 < largest < SMALLEST:
        return f"Entries around {short(largest, 2)} are beyond what a picture of the plane can show."
    return ""


def _places(values: Array) -> Array:
    """Complex numbers as points, one in each row."""
    return np.column_stack((values.real, values.imag)).astype(float)


def _view(centres: Array, radii: Array) -> tuple[float, float, float, float]:
    """Around all discs, and the origin where it is not far off."""
    reach = np.concatenate((centres - radii[:, None], centres + radii[:, None]))
    x0, x1, y0, y1 = box_around(reach)
    size = max(x1 - x0, y1 - y0) or float(np.abs(centres).max()) or 1.0
    if max(x0, -x1, y0, -y1) < size:
        x0, x1, y0, y1 = min(x0, 0.0), max(x1, 0.0), min(y0, 0.0), max(y1, 0.0)
    pad = 0.08 * max(size, x1 - x0, y1 - y0)
    return x0 - pad, x1 + pad, y0 - pad, y1 + pad


def _items(centres: Array, radii: Array, values: Array) -> Iterator[Primitive]:
    """Large discs first, so that small ones lie on top of them."""
    for k in np.argsort(-radii, kind="stable").tolist():
        if radii[k] > 0:
            yield Polygon(centres[k] + radii[k] * UNIT_CIRCLE, "positive", 0.16, "positive", 1.5)
    yield Points(centres, "muted", 5.0, hollow=True)
    yield Points(values, "eigen", 8.0)
    if len(values) <= LABELLED:
        yield from _labels(values)


def _labels(values: Array) -> Iterator[Primitive]:
    """λ₁ is the largest by modulus."""
    order = np.argsort(-np.hypot(*values.T), kind="stable").tolist()
    for index, k in enumerate(order):
        x, y = (float(v) for v in values[k])
        number = subscript(index + 1) if len(values) > 1 else ""
        yield Text((x, y), f"λ{number} = {_written(x, y)}", "eigen_text", (0.6, -1.0 if y < 0 else 1.0), 10.0, 12)


def _written(x: float, y: float) -> str:
    size = abs(complex(x, y))
    if abs(y) <= 1e-12 * size:
        return short(x)
    imaginary = f"{short(abs(y))}i"
    if abs(x) <= 1e-12 * size:
        return imaginary if y > 0 else f"−{imaginary}"
    return f"{short(x)} {'+' if y > 0 else '−'} {imaginary}"


def _sentence(name: str, by: str, centres: Array, radii: Array) -> tuple[Words, ...]:
    """How many eigenvalues the groups hold, and what that tells of 0."""
    if excludes_zero(centres, radii):
        end = f" No disc holds 0, so {name} is invertible."
    else:
        end = f" A disc of the {by} holds 0, so that they do not tell whether {name} is invertible."
    return (*_holding(groups(centres, radii), len(centres)), *sentence(end))


def _holding(found: list[list[int]], count: int) -> tuple[Words, ...]:
    if count == 1:
        return sentence("There is one disc, a point: the eigenvalue.")
    if len(found) == 1:
        return sentence("The discs hang together and hold all ", bold(str(count)), " eigenvalues.")
    if len(found) == count:
        return sentence("The discs are apart from each other: ", bold("one eigenvalue"), " lies in each.")
    sizes = [str(len(group)) for group in found]
    listed = ", ".join(sizes[:MANY]) + ", ..." if len(sizes) > MANY else f"{', '.join(sizes[:-1])} and {sizes[-1]}"
    return sentence("The discs are in ", bold(f"{len(found)} groups"), f", which hold {listed} eigenvalues.")


GERSHGORIN = Plot(
    name="gershgorin",
    title="Eigenvalues",
    icon="circle-multiple-outline",
    help=(
        "Gershgorin discs in the complex plane. The centre of a disc is an entry of the diagonal, its radius the sum "
        "of the moduli of the other entries of its row (or column). Every eigenvalue lies in a disc, and a group of k "
        "discs that meets no other holds exactly k of them."
    ),
    needs=("matrix",),
    accepts=accepts,
    draw=draw,
    settings=(Setting("by", "Discs of the", "rows", ("rows", "columns")),),
)
