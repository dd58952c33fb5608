"""What matrices share that lists of numbers define: their entries as fractions, and the library that checks them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, grid, operation
from workbench.operations.spec import Array, Operation, Scalar

Numbers = tuple[Scalar, ...]
Definition = Callable[[int, int, Params], Any]
LONG = 2**53
"""Integers up to which are floating-point numbers too."""


def some(name: str, numbers: Numbers) -> int:
    """How many numbers there are; none at all are refused, and what is not finite."""
    if not numbers:
        raise UserError("domain", f"{name} is empty.", "Type some numbers, separated by commas.")
    for number in numbers:
        if not np.isfinite(complex(number)):
            raise UserError("domain", f"{name} holds {number}.", "Give finite numbers.")
    return len(numbers)


def listed(
    declare: Callable[..., Made],
    entry: Definition,
    code: str | Callable[[Params], str],
    roundings: float = 1.0,
    corner: int | None = None,
    library: Callable[[Params], Array] | None = None,
    compare: Callable[[Array, Params], float] | None = None,
) -> Operation:
    """Lists are short, so that all entries are made by the definition; it is checked by SciPy's own routine.

    `library` stands in for SciPy's routine of the same name, and `compare` for the comparison with it. `corner` is the
    place in the column where a row begins with the same number.
    """

    def build(p: Params) -> Array:
        cells = grid(entry, declare(**p).result.shape, p)
        return floats(tuple(cells.flat)).reshape(cells.shape)

    def distance(A: Array, p: Params) -> float:
        wanted = (library or _scipys(declare.__name__))(_rounded_lists(p))
        size = np.maximum(np.abs(wanted), np.finfo(np.float64).tiny)
        return float((np.abs(A - wanted) / size).max())

    def twin(p: Params) -> Array | None:
        cells = grid(entry, declare(**p).result.shape, p)
        return cells if all(isinstance(x, Fraction) for x in cells.flat) else None

    recipe = Recipe(
        build,
        lambda p: code(p) if callable(code) else filled(code, p),
        None,
        compare or distance,
        twin,
        lambda p: roundings,
    )
    if corner is not None:
        recipe = replace(recipe, warns=lambda p: _unused(p, corner))
    return operation(declare, recipe, "by definition")


def _unused(p: Params, corner: int) -> tuple[str, ...]:
    """A row that begins with another number than the column has in the corner where they meet."""
    if p["r"] is None or p["r"][0] == p["c"][corner]:
        return ()
    return (f"The corner is {p['c'][corner]}, as c has it: the first entry of r, {p['r'][0]}, is not used.",)


def _scipys(name: str) -> Callable[[Params], Array]:
    import scipy

    routine: Callable[..., Array] = getattr(scipy.linalg, name)
    return lambda lists: routine(**lists)


def _rounded_lists(p: Params) -> Params:
    return {key: floats(value) if isinstance(value, tuple) else value for key, value in p.items()}


def floats(value: tuple[Any, ...]) -> Array:
    """Numbers of any kind as float64 or complex128, each rounded once."""
    return np.array([x if isinstance(x, complex) else _rounded(x) for x in value])


def _rounded(x: Fraction | float) -> float:
    """The nearest number, infinite beyond the range."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def filled(code: str, p: Params) -> str:
    """Code with the lists as they were typed, fractions as quotients, and nothing for what is not given."""
    made = code.format(**{key: _listing(value) for key, value in p.items()})
    return made.replace(", N=None", "").replace(", increasing=False", "").replace(", None", "")


def _listing(value: Any) -> str:
    return f"[{', '.join(map(_spelled, value))}]" if isinstance(value, tuple) else str(value)


def _spelled(x: Any) -> str:
    """A number as typed, but for fractions of so many digits that NumPy would keep them as Python's integers."""
    long = isinstance(x, Fraction) and max(abs(x.numerator), x.denominator) > LONG
    return repr(_rounded(x)) if long else str(x)
