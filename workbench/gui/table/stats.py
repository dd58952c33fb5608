"""What the status bar says about the selected cells, at a bounded cost."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

LARGEST_WHOLE = 1e9  # from here on integers too are written in few digits
MOST_CELLS = 1_000_000  # above it only the number of cells is told


class Stats(NamedTuple):
    """Figures of a selection; what does not apply (too many cells, complex numbers) is None."""

    count: int
    sum: complex | float | None = None
    mean: complex | float | None = None
    min: float | None = None
    max: float | None = None
    norm: float | None = None


def stats_of(block: np.ndarray) -> Stats:
    """Count, sum, mean, smallest, largest and 2-norm of the entries of a block."""
    if block.size == 0:
        return Stats(0)
    wide = np.ascontiguousarray(block, dtype=np.result_type(block.dtype, np.float64))
    with np.errstate(all="ignore"):
        total = wide.sum().item()
        norm = _norm(wide)
    if wide.dtype.kind == "c":
        return Stats(block.size, total, total / block.size, None, None, norm)
    return Stats(block.size, total, total / block.size, float(wide.min()), float(wide.max()), norm)


def _norm(values: np.ndarray) -> float:
    """The 2-norm, scaled by the largest entry so that 1e308 does not overflow on the way."""
    moduli = np.abs(values)
    largest = float(moduli.max())
    if largest == 0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(np.square(moduli / largest).sum()))


def describe(stats: Stats, where: str) -> str:
    """One line for the status bar: "Column x₁: 2 cells  sum 3  mean 1.5  min 1  max 2  norm 2.236"."""
    cells = "1 cell" if stats.count == 1 else f"{grouped(stats.count)} cells"
    if stats.count == 0:
        return ""
    if stats.sum is None:
        return f"{where}: {cells}  too many for sums while selecting"
    figures = ((name, getattr(stats, name)) for name in ("sum", "mean", "min", "max", "norm"))
    return f"{where}: {cells}  " + "  ".join(f"{name} {figure(value)}" for name, value in figures if value is not None)


def figure(value: complex | float, digits: int = 4) -> str:
    """A number in four digits with a true minus sign: 2.2360679 is "2.236"."""
    if isinstance(value, complex):
        joint = "+" if value.imag >= 0 else "\u2212"
        return f"{figure(value.real)} {joint} {figure(abs(value.imag))}i"
    if np.isfinite(value) and abs(value) < LARGEST_WHOLE and value == int(value):
        return str(int(value)).replace("-", "\u2212")
    return f"{value:.{digits}g}".replace("-", "\u2212").replace("inf", "∞").replace("nan", "NaN")


def grouped(count: int) -> str:
    """A count with thin groups: 1797 is "1 797"."""
    return f"{count:,}".replace(",", "\u202f")
