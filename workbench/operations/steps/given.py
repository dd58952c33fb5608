"""What a derivation starts from: entries as fractions or decimals, within the size that can be read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Number, Way, is_sum
from workbench.model.surd import Surd
from workbench.model.written import number_text
from workbench.operations.spec import Array, Problem

SIDE = 8
"""Longest side of a matrix whose steps are shown; a choice, as nobody follows more by eye."""
RANGE = 1e100
"""Entries but for 0 lie between this and its inverse, so that the square of a length is still a number."""
FRACTIONS, DECIMALS = "fractions", "decimals"
ROUNDING = "Computed in float64 and shown to a few digits."


@dataclass(frozen=True, eq=False)
class Given:
    """Inputs as object arrays with two axes, what the user calls them, and the arithmetic they are worked in."""

    arrays: dict[str, Array]
    names: dict[str, str]
    arithmetic: str
    choices: tuple[str, ...]

    @property
    def exact(self) -> bool:
        return self.arithmetic == FRACTIONS

    def __getitem__(self, key: str) -> Array:
        return self.arrays[key]

    @property
    def remark(self) -> str:
        """What is to be known of decimals."""
        return "" if self.exact else ROUNDING


def take(problem: Problem, way: Way, *keys: str) -> Given:
    """The inputs of these keys.

    Raises `UserError` (`unsupported`) for inputs that are too large, stacked or empty, and for fractions where
    entries are not exact.
    """
    for key in keys:
        check_size(problem.name(key), problem.arrays[key].shape)
        check_range(problem.name(key), problem.arrays[key])
    twins = {key: problem.exact.get(key) for key in keys}
    known = all(twin is not None for twin in twins.values())
    if way.arithmetic == FRACTIONS and not known:
        missing = next(problem.name(key) for key in keys if twins[key] is None)
        raise UserError(
            "unsupported",
            f"{missing} is not exact, so its steps cannot be worked in fractions.",
            "Type integers, decimals or fractions, or take decimals.",
        )
    exact = known and way.arithmetic != DECIMALS
    sources = twins if exact else {key: problem.arrays[key] for key in keys}
    return Given(
        {key: _objects(values, exact) for key, values in sources.items()},
        {key: problem.name(key) for key in keys},
        FRACTIONS if exact else DECIMALS,
        (FRACTIONS, DECIMALS) if known else (DECIMALS,),
    )


def check_size(name: str, shape: tuple[int, ...]) -> None:
    """Refuse what nobody could follow. Raises `UserError` (`unsupported`) with the reason."""
    if len(shape) > 2:
        raise UserError("unsupported", f"{name} is a stack of matrices.", "Steps are shown for one matrix at a time.")
    if 0 in shape:
        raise UserError("unsupported", f"{name} has no entries, so there are no steps.")
    if max(shape, default=1) > SIDE:
        size = " x ".join(map(str, shape))
        hint = f"Compute a part of it with at most {SIDE} rows and columns."
        raise UserError("unsupported", f"{name} is {size}: steps are shown up to {SIDE} x {SIDE}.", hint)


def check_range(name: str, array: Array) -> None:
    """Refuse entries whose squares, products and quotients leave the range of floating point."""
    sizes = np.abs(array)
    largest = float(sizes.max())
    if not np.isfinite(largest):
        raise UserError(
            "unsupported", f"{name} has entries that are no numbers (NaN, infinity), so there are no steps."
        )
    if largest and not 1 / RANGE <= largest <= RANGE:
        words = f"The largest entry of {name} is {largest:.1e}: numbers of this size have no readable steps."
        raise UserError("unsupported", words, f"Scale it to entries between {1 / RANGE:.0e} and {RANGE:.0e}.")
    least = float(sizes[sizes > 0].min(initial=1.0))
    if least < 1 / RANGE:
        words = f"The smallest entry of {name} but for 0 is {least:.1e}: numbers of this size have no readable steps."
        raise UserError("unsupported", words, "Put 0 in its place where that is meant.")


def _objects(values: Any, exact: bool) -> Array:
    """Fractions as they are, floats as Python's numbers (real where they can be); one axis becomes a column."""
    columns = values.reshape(len(values), -1) if values.ndim else values.reshape(1, 1)
    out = np.empty(columns.shape, dtype=object)
    real = not exact and not (columns.dtype.kind == "c" and np.any(columns.imag))
    for at, value in np.ndenumerate(columns):
        out[at] = Fraction(value) if exact else (float(value.real) if real else complex(value))
    return out


def tolerance(*arrays: Array) -> float:
    """Below this a decimal that elimination leaves is rounding error; 0 for exact entries."""
    values = [value for array in arrays for value in array.flat]
    if any(isinstance(value, Fraction | Surd) for value in values):
        return 0.0
    largest = max((float(abs(value)) for value in values), default=0.0)
    longest = max(side for array in arrays for side in array.shape)
    limit: float = 4.0 * longest * float(np.finfo(float).eps) * largest
    return limit


def negligible(value: Number, limit: float) -> bool:
    """Exactly 0, or a decimal of no more than `limit`."""
    return not value or (isinstance(value, float | complex) and abs(value) <= limit)


def said(value: Number) -> str:
    """A number inside a sentence: `−1/2`, `0.33333`, `(1 + √5)`."""
    return f"({number_text(value)})" if is_sum(value) else number_text(value)


def counted(number: int, noun: str) -> str:
    """`3 row operations`, `1 row operation`, `no row operation`."""
    return f"{number or 'no'} {noun}{'s' if number > 1 else ''}"


def zeros(rows: int, columns: int, exact: bool) -> Array:
    """An object array of zeros of the kind that is worked in."""
    out = np.empty((rows, columns), dtype=object)
    out[...] = Fraction(0) if exact else 0.0
    return out


def identity(n: int, exact: bool) -> Array:
    out = zeros(n, n, exact)
    for i in range(n):
        out[i, i] = Fraction(1) if exact else 1.0
    return out
