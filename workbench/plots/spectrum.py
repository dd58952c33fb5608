"""Spectrum: the singular values, and how many of them hold how much of the energy.

The energy of the first k directions is σ₁² + ... + σₖ² as a share of the sum over all: the part of the squared
Frobenius norm that the best approximation of rank k keeps.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.plots.spec import (
    Array,
    Drawing,
    Handle,
    Lines,
    Plot,
    Points,
    Primitive,
    Rule,
    Setting,
    SettingOf,
    Span,
    Text,
)
from workbench.plots.words import bold, counted, sentence

KEEP = 0.95
TITLES = {"log": "Singular values", "linear": "Singular values", "energy": "Energy of the first k"}


def accepts(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str | None:
    """Any matrix with entries has singular values."""
    if len(shape) != 2:
        return "A spectrum belongs to a matrix: something with rows and columns."
    if 0 in shape:
        return f"The matrix is {shape[0]} × {shape[1]}: without entries it has no singular values."
    return None


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Singular values, largest first, the share of energy after each, and the numerical rank."""

    values: Array
    shares: Array
    rank: int

    @classmethod
    def of(cls, values: Array, shape: tuple[int, ...]) -> Spectrum:
        """Values at or below max(m, n) ε σ₁ count as zero, as in `matrix_rank`."""
        scaled = values / values[0] if values[0] > 0 else values
        total = np.cumsum(scaled.astype(float) ** 2)
        shares = total / total[-1] if total[-1] > 0 else total
        eps = float(np.finfo(values.dtype).eps)
        rank = int(np.count_nonzero(scaled > max(shape) * eps))
        return cls(values.astype(float), shares, rank)

    @property
    def zeros(self) -> int:
        """How many values are numerically zero."""
        return len(self.values) - self.rank

    def cut(self, share: float = KEEP) -> int:
        """The fewest directions that hold at least this share of the energy."""
        return int(np.searchsorted(self.shares, share * (1 - 1e-15))) + 1

    def percent(self, kept: int) -> str:
        """The share of the first `kept` in words; never rounded up, 100 only where nothing is left."""
        share = 100 * float(self.shares[kept - 1]) if kept > 0 else 0.0
        if kept >= self.rank:
            return "100 %"
        digits = 0 if share < 99 else 1 if share < 99.9 else 2 if share < 99.99 else 4
        return f"{math.floor(share * 10**digits * (1 + 1e-15)) / 10**digits:.{digits}f} %"


def draw(name: str, arrays: Mapping[str, Array], settings: Mapping[str, Any]) -> Drawing:
    """Dots of the singular values on a logarithmic or linear axis, or the energy they add up to."""
    values = _floats(arrays["svdvals"])
    scale = str(settings.get("scale", "log"))
    reason = _undrawable(name, values)
    if reason:
        return Drawing((), (0.0, 1.0, 0.0, 1.0), "none", TITLES[scale], sentence=sentence(reason))
    shape = tuple(int(side) for side in arrays.get("shape", np.array([len(values)])))
    spectrum = Spectrum.of(values, shape)
    kept = _kept(spectrum, settings.get("cut"))
    heights = 100 * spectrum.shares if scale == "energy" else spectrum.values
    view = _view(spectrum, scale)
    return Drawing(
        items=tuple(_items(spectrum, heights, kept, scale, view)),
        view=view,
        title=TITLES[scale],
        x_label="index of the last direction kept" if scale == "energy" else "index of the singular value",
        y_label="%" if scale == "energy" else "",
        log_y=scale == "log",
        integer_ticks=True,
        sentence=_sentence(spectrum, kept),
    )


def _floats(values: Array) -> Array:
    """As floats: the threshold of zero depends on their precision."""
    values = np.asarray(values)
    return values if values.dtype.kind == "f" else values.astype(float)


def _undrawable(name: str, values: Array) -> str:
    if not len(values):
        return f"{name} has no singular values: one of its sides is 0."
    if not np.isfinite(values).all():
        return f"The singular values of {name} are not finite."
    if values[0] == 0:
        return f"All singular values of {name} are 0: there is no energy to share out."
    return ""


def _kept(spectrum: Spectrum, cut: Any) -> int:
    if cut is None:
        return spectrum.cut()
    return int(min(max(math.floor(float(cut)) + 1, 1), len(spectrum.values)))


def _view(spectrum: Spectrum, scale: str) -> tuple[float, float, float, float]:
    """On the logarithmic axis a decade is left free below, for the zeros and their words."""
    right = max(len(spectrum.values) - 1.0, 1.0)
    top = float(spectrum.values[0])
    if scale == "energy":
        return 0.0, right, 0.0, 104.0
    if scale == "linear":
        return 0.0, right, 0.0, top * 1.08 or 1.0
    bottom = float(spectrum.values[max(spectrum.rank, 1) - 1])
    below = 14.0 if spectrum.zeros else 2.0
    return 0.0, right, max(bottom / below, 1e-300), min(max(top, bottom) * 2.0, 1e300)


def _items(
    spectrum: Spectrum, heights: Array, kept: int, scale: str, view: tuple[float, float, float, float]
) -> Iterator[Primitive]:
    count, rank = len(heights), spectrum.rank
    index = np.arange(count, dtype=float)
    edge = min(kept - 0.5, view[1])
    yield Span(0.0, edge, "singular")
    if scale == "energy":
        yield Lines(np.column_stack((index, heights)), "singular", "strip", 1.5)
    yield Points(np.column_stack((index[:rank], heights[:rank])), "singular", 5.0 if count > 24 else 7.0)
    if spectrum.zeros:
        floor = heights[rank:] if scale == "energy" else np.zeros(spectrum.zeros)
        yield Points(np.column_stack((index[rank:], floor)), "singular", 7.0, hollow=True)
        words = f"{counted(spectrum.zeros, 'zero')}: rank {rank}"
        at = (view[1], heights[-1]) if scale == "energy" else (view[1], view[2])
        toward = (-1.0, -1.0 if scale == "energy" else 1.0)
        yield Text(at, words, "text", toward, 30.0 if scale == "linear" else 10.0, 12)
    yield Rule(edge, "singular", width=1.5, dash=(3.0, 3.0))
    label = f"{kept} keep {spectrum.percent(kept)}" if kept != 1 else f"1 keeps {spectrum.percent(kept)}"
    toward = (1.0, 0.0) if edge < 0.55 * view[1] else (-1.0, 0.0)
    if scale == "energy":
        yield Text((edge, view[2] + 0.08 * view[3]), label, "singular_text", toward, 8.0, 12, bold=True)
    else:
        yield Text((edge, view[3] / (1.35 if scale == "log" else 1.06)), label, "singular_text", toward, 8.0, 12, True)
    yield Handle("cut", edge, _height(heights, kept, scale), "singular", SettingOf("cut"), label, "x", 1.0)


def _height(heights: Array, kept: int, scale: str) -> float:
    """The height of the curve at the cut, half-way between its neighbours."""
    first, second = float(heights[kept - 1]), float(heights[min(kept, len(heights) - 1)])
    if scale == "log":
        return math.sqrt(first) * math.sqrt(second) if second > 0 else first
    return (first + second) / 2


def _sentence(spectrum: Spectrum, kept: int) -> tuple[Any, ...]:
    verb = "holds" if kept == 1 else "hold"
    return sentence(
        f"{kept} of {counted(len(spectrum.values), 'direction')} {verb} ",
        bold(spectrum.percent(kept)),
        " of the energy. Drag the line to cut.",
    )


SPECTRUM = Plot(
    name="spectrum",
    title="Spectrum",
    icon="chart-scatter-plot",
    help=(
        "The singular values, largest first. The energy of the first k is the sum of their squares, σ₁² + ... + σₖ², "
        "as a share of the sum over all: what the best approximation of rank k keeps of the squared Frobenius norm. "
        "The line starts where 95 % are held. Hollow dots are values at or below max(m, n) ε σ₁: numerically zero."
    ),
    needs=("svdvals", "shape"),
    accepts=accepts,
    draw=draw,
    settings=(
        Setting("scale", "Scale", "log", ("log", "linear", "energy")),
        Setting("cut", "Cut", None, hidden=True),
    ),
)
