"""Curve: the entries of a vector one after the other, or the rows of a matrix with two columns as a path in the plane.

So the residuals of an iteration are seen falling, on a logarithmic axis, and its iterates are seen coming nearer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from workbench.plots.geometry import box_around
from workbench.plots.spec import Array, Drawing, LegendItem, Lines, Plot, Points, Primitive, Setting, Text, Words
from workbench.plots.words import bold, counted, sentence, shape_text, short

MOST, DOTTED = 20_000, 200
"""Entries that are drawn, and up to how many each has its dot."""
DECADES = 1e3
"""From this quotient of the largest and the smallest entry on, a logarithmic axis says more."""
LARGEST, SMALLEST = 1e100, 1e-100
COLOR = "accent"


def accepts(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str | None:
    """Real vectors, rows and columns of at least two entries, and real matrices with two columns."""
    if len(shape) > 2 or (len(shape) == 2 and 1 not in shape and shape[1] != 2) or not shape:
        return f"A curve shows a vector, or the rows of two columns as points. Here is {shape_text(shape)}."
    count = shape[0] if _is_path(shape) else int(np.prod(shape))
    if count < 2:
        return "A curve needs at least two entries."
    if count > MOST:
        return f"There are {count} entries; up to {MOST} are drawn."
    if dtype.kind == "c":
        return "The entries are complex; a curve shows real numbers. Take the modulus, or the real part."
    return None


def _is_path(shape: tuple[int, ...]) -> bool:
    return len(shape) == 2 and shape[1] == 2 and shape[0] > 1


def draw(name: str, arrays: Mapping[str, Array], settings: Mapping[str, Any]) -> Drawing:
    """The entries in order, or the path of the rows."""
    values = np.asarray(arrays["matrix"], dtype=float)
    if not np.isfinite(values).any():
        return Drawing((), (0.0, 1.0, 0.0, 1.0), "none", sentence=sentence("No entry is a finite number."))
    return (
        _path(values) if _is_path(values.shape) else _sequence(values.ravel(), str(settings.get("scale", "automatic")))
    )


def _sequence(values: Array, scale: str) -> Drawing:
    log = _is_log(values, scale)
    known = np.flatnonzero(np.isfinite(values))
    top = float(np.abs(values[known]).max())
    if not log and (top > LARGEST or 0 < top < SMALLEST):
        return _unseen(top)
    points = np.column_stack((known, values[known]))
    return Drawing(
        items=tuple(_course(points)),
        view=_view(values[known], len(values), log),
        title="Entries in order",
        x_label="index",
        log_y=log,
        integer_ticks=True,
        sentence=_told(values, log),
    )


def _unseen(top: float) -> Drawing:
    words = f"Entries around {short(top, 2)} are beyond what this picture can show." if top else "There is no point."
    return Drawing((), (-1.0, 1.0, -1.0, 1.0), "none", sentence=sentence(words))


def _is_log(values: Array, scale: str) -> bool:
    """As asked for where it is possible; by itself where positive entries differ by thousands."""
    kept = values[np.isfinite(values)]
    positive = kept[kept > 0]
    if scale == "linear" or not len(positive):
        return False
    return scale == "log" or bool(kept.min() >= 0 and positive.max() / DECADES > positive.min())


def _course(points: Array) -> Iterator[Primitive]:
    yield Lines(points, COLOR, "strip", 1.5)
    if len(points) <= DOTTED:
        yield Points(points, COLOR, 5.0)


def _view(values: Array, count: int, log: bool) -> tuple[float, float, float, float]:
    right = count - 1.0
    if log:
        positive = values[values > 0]
        return 0.0, right, max(float(positive.min()) / 2, 1e-300), min(float(positive.max()) * 2, 1e300)
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    pad = 0.06 * (high - low) or 1.0
    return 0.0, right, low - (pad if low < 0 else 0.0), high + (pad if high > 0 else 0.0)


def _told(values: Array, log: bool) -> tuple[Words, ...]:
    first, last = (float(value) for value in values[[0, -1]])
    begun = sentence(f"From {short(first)} to ", bold(short(last)), f" in {counted(len(values) - 1, 'step')}")
    missing = len(values) - int(np.count_nonzero(np.isfinite(values)))
    end = f". {counted(missing, 'entry is', 'entries are')} not finite and left out." if missing else "."
    if not (log and first > 0 and last > 0):
        return (*begun, *sentence(end))
    quotient = float(np.exp((np.log(last) - np.log(first)) / (len(values) - 1)))
    return (*begun, *sentence(", each on average ", bold(short(quotient, 3)), f" times the one before{end}"))


def _path(rows: Array) -> Drawing:
    """The rows as points, with the start and the end named."""
    known = rows[np.isfinite(rows).all(axis=1)]
    top = float(np.abs(known).max()) if len(known) else 0.0
    if not len(known) or top > LARGEST or 0 < top < SMALLEST:
        return _unseen(top)
    x0, x1, y0, y1 = box_around(known)
    pad = 0.12 * max(x1 - x0, y1 - y0) or 0.5 * top or 1.0
    return Drawing(
        items=tuple(_way(known)),
        view=(x0 - pad, x1 + pad, y0 - pad, y1 + pad),
        axes="origin",
        equal_aspect=True,
        title="Rows as points",
        sentence=sentence(
            f"From {_place(known[0])} to ", bold(_place(known[-1])), f" in {counted(len(known) - 1, 'step')}."
        ),
        legend=(LegendItem("from row to row", COLOR), LegendItem("the last", "e1", "dot")),
    )


def _way(known: Array) -> Iterator[Primitive]:
    yield Lines(known, COLOR, "strip", 1.5)
    if len(known) <= DOTTED:
        yield Points(known[1:-1], COLOR, 5.0)
    yield Points(known[:1], COLOR, 8.0, hollow=True)
    yield Points(known[-1:], "e1", 8.0)
    yield Text((float(known[0, 0]), float(known[0, 1])), "start", "text", (-1.0, -1.0), 8.0, 12)


def _place(point: Array) -> str:
    return f"({short(float(point[0]))}, {short(float(point[1]))})"


CURVE = Plot(
    name="curve",
    title="Curve",
    icon="chart-line-variant",
    help=(
        "The entries of a vector in their order, as the residuals of an iteration from step to step. The axis is "
        "logarithmic where positive entries differ by thousands. Of a matrix with two columns each row is a point, and "
        "they are joined in order: the path of an iteration in the plane."
    ),
    needs=("matrix",),
    accepts=accepts,
    draw=draw,
    settings=(Setting("scale", "Scale", "automatic", ("automatic", "linear", "log")),),
)
