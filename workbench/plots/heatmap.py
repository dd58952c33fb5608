"""Heat map: a matrix as coloured cells, with zero in the middle where there are both signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from workbench.plots.spec import Array, ColorBar, Drawing, Image, LegendItem, Plot, Words
from workbench.plots.words import bold, counted, sentence, short

WRITTEN = 12
"""Up to so many rows and columns the numbers are written into the cells."""
EXAMINED = 1 << 20
"""Of more entries than this only an even selection is looked at for the range of colours."""


def accepts(shape: tuple[int, ...], dtype: np.dtype[Any]) -> str | None:
    """Real matrices and vectors with entries."""
    if len(shape) > 2:
        return f"A heat map shows two axes; here are {len(shape)}. Choose a slice."
    if 0 in shape:
        return "There are no entries to show."
    if dtype.kind == "c":
        return "The entries are complex; a heat map shows real numbers. Take the modulus, or the real part."
    return None


@dataclass(frozen=True)
class Range:
    """What the colours and the sentence need to know of the entries; `step` 4: every fourth row and column was read."""

    low: float
    high: float
    nans: int
    plus: int
    minus: int
    step: int

    @property
    def signed(self) -> bool:
        """Whether zero belongs in the middle."""
        return self.low < 0 < self.high


def examine(values: Array) -> Range:
    """The range of the finite entries and the number of the others; of a large matrix from an even selection."""
    step = 1
    while values.size > EXAMINED * step * step:
        step += 1
    part = values[::step, ::step]
    if part.dtype.kind not in "fiub":
        part = part.astype(float)
    low, high = (float(x) for x in (part.min(), part.max()))
    if np.isfinite(low) and np.isfinite(high):
        return Range(low, high, 0, 0, 0, step)
    finite = part[np.isfinite(part)]
    nans, plus = int(np.count_nonzero(np.isnan(part))), int(np.count_nonzero(np.isposinf(part)))
    minus = part.size - finite.size - nans - plus
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    return Range(low, high, nans, plus, minus, step)


def draw(name: str, arrays: Mapping[str, Array], settings: Mapping[str, Any]) -> Drawing:
    """Coloured cells, row 0 at the top."""
    values = np.asarray(arrays["matrix"])
    values = values.reshape(values.shape[0] if values.ndim else 1, -1) if values.ndim < 2 else values
    found = examine(values)
    rows, columns = values.shape
    colormap, low, high = _limits(found)
    written = rows <= WRITTEN and columns <= WRITTEN
    return Drawing(
        items=(Image(values, colormap, low, high, written),),
        view=(-0.5, columns - 0.5, -0.5, rows - 0.5),
        x_label="column",
        y_label="row",
        title="Heat map",
        equal_aspect=max(rows, columns) <= 4 * min(rows, columns),
        y_down=True,
        integer_ticks=True,
        sentence=tuple(_sentence(name, found, rows, columns)),
        legend=tuple(_legend(found)),
        bar=ColorBar(colormap, low, high),
    )


def _limits(found: Range) -> tuple[Literal["diverging", "sequential"], float, float]:
    if found.signed:
        largest = max(abs(found.low), abs(found.high))
        return "diverging", -largest, largest
    return "sequential", found.low, found.high


def _ordinal(step: int) -> str:
    return {2: "second", 3: "third"}.get(step, f"{step}th")


def _sentence(name: str, found: Range, rows: int, columns: int) -> Iterator[Words]:
    size = f"{name} is {rows:,} × {columns:,}".replace(",", " ")
    if found.nans + found.plus + found.minus >= -(-rows // found.step) * -(-columns // found.step):
        yield from sentence(f"{size}: no entry is a finite number.")
    elif found.low == found.high:
        yield from sentence(f"{size}: every entry is ", bold(short(found.low)), ".")
    else:
        yield from sentence(
            f"{size}, from ", bold(short(found.low)), " to ", bold(short(found.high)),
            _about_sign(found),
        )  # fmt: skip
    odd = [counted(n, word, word) for n, word in _odd(found) if n]
    if odd:
        yield from sentence(" It holds ", bold(_listed(odd)), ".")
    if found.step > 1:
        yield from sentence(f" Counted from every {_ordinal(found.step)} row and column.")


def _about_sign(found: Range) -> str:
    if found.signed:
        return ", with 0 in the middle of the colours."
    return ", none negative." if found.low >= 0 else ", none positive."


def _odd(found: Range) -> tuple[tuple[int, str], ...]:
    return (found.nans, "NaN"), (found.plus, "+∞"), (found.minus, "−∞")


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]


def _legend(found: Range) -> Iterator[LegendItem]:
    for (count, word), (color, swatch) in zip(_odd(found), _SWATCHES, strict=True):
        if count:
            yield LegendItem(word, color, swatch)


_SWATCHES: tuple[tuple[str, Literal["hatch", "fill"]], ...] = (("muted", "hatch"), ("text", "fill"), ("muted", "fill"))


HEAT_MAP = Plot(
    name="heat_map",
    title="Heat map",
    icon="grid",
    help=(
        "Each cell is an entry, row 0 at the top. With both signs the colours part at 0; with one sign alone they "
        "run from the smallest to the largest. NaN is hatched; infinite entries are filled in ink."
    ),
    needs=("matrix",),
    accepts=accepts,
    draw=draw,
)
