"""Sum, difference, product, quotient, power and the larger or smaller one, entry by entry with broadcasting."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.meeting import Kind, met
from workbench.operations.products.shapes import AnyArray
from workbench.operations.spec import Array, Operand, Problem


class Sum(NamedTuple):
    result: Annotated[Operand, "A + B"]


class Difference(NamedTuple):
    result: Annotated[Operand, "A − B"]


class Product(NamedTuple):
    result: Annotated[Operand, "each entry of A times the one of B that it meets"]


class Quotient(NamedTuple):
    result: Annotated[Operand, "each entry of A divided by the one of B that it meets"]


class Power(NamedTuple):
    result: Annotated[Operand, "each entry of A to the power that it meets in B"]


class Extreme(NamedTuple):
    result: Annotated[Operand, "one of the two entries of A and B that meet"]


def add(A: AnyArray, B: AnyArray) -> Sum:
    """The sum entry by entry, as numpy.add has it: a row, a column or a number is stretched to the other's shape."""
    return Sum(met(A, B))


def subtract(A: AnyArray, B: AnyArray) -> Difference:
    """The difference entry by entry, as numpy.subtract has it, with the same stretching as the sum."""
    return Difference(met(A, B))


def multiply(A: AnyArray, B: AnyArray) -> Product:
    """The product entry by entry (Hadamard's), as numpy.multiply and * have it; the matrix product is matmul."""
    return Product(met(A, B))


def divide(A: AnyArray, B: AnyArray) -> Quotient:
    """The quotient entry by entry, as numpy.divide has it; division by 0 gives Inf or NaN and says where."""
    return Quotient(met(A, B))


def power(A: AnyArray, B: AnyArray) -> Power:
    """Each entry to a power, as numpy.power has it; the power of a matrix is matrix_power."""
    return Power(met(A, B))


def maximum(A: AnyArray, B: AnyArray) -> Extreme:
    """The larger of two entries that meet, as numpy.maximum has it; with a number it cuts off what is below."""
    return Extreme(met(A, B))


def minimum(A: AnyArray, B: AnyArray) -> Extreme:
    """The smaller of two entries that meet, as numpy.minimum has it; with a number it cuts off what is above."""
    return Extreme(met(A, B))


def _short(A: Array, B: Array) -> bool:
    """Whether every power is rational and can be printed."""
    bits = max(max(x.numerator.bit_length(), x.denominator.bit_length()) for x in A.flat)
    return all(n.denominator == 1 and abs(n) * bits <= exact.BITS for n in B.flat)


def _zero_divisors(problem: Problem) -> tuple[str, ...]:
    count = problem["B"].size - int(np.count_nonzero(problem["B"]))
    if not count:
        return ()
    places = "one place" if count == 1 else f"{count} places"
    return (f"{problem.name('B')} is 0 in {places}: the quotient is Inf or NaN there.",)


def _no_real_power(problem: Problem) -> tuple[str, ...]:
    """Zero to a negative power, and a negative number to one that is no integer."""
    if problem["A"].dtype.kind == "c":
        return ()
    A, B = problem["A"], problem["B"]
    if not ((B.min(initial=0) < 0 and (A == 0).any()) or (A.min(initial=0) < 0 and (np.rint(B) != B).any())):
        return ()
    with np.errstate(all="ignore"):
        bad = ((A == 0) & (B < 0)) | ((A < 0) & (np.rint(B) != B))
    if not bad.any():
        return ()
    return (f"{np.count_nonzero(bad)} of the powers are not real numbers: 0 to a negative power, or a root of one.",)


def _spread_of_power(A: Array, B: Array) -> Array | None:
    """What the rounding of a complex aᵇ = exp(b log a) is relative to; real ones are right to the last digit or so."""
    if A.dtype.kind != "c":
        return None
    return np.asarray(np.abs(np.power(A, B)) * (1 + np.abs(B * np.log(A))))


ADD = Kind(np.add, "+", "sum", Entrywise(np.add)).operation(add, integers=True)
SUBTRACT = Kind(np.subtract, "-", "difference", Entrywise(np.subtract)).operation(subtract, integers=True)
MULTIPLY = Kind(np.multiply, "*", "product", Entrywise(np.multiply, underflows=True)).operation(multiply, integers=True)
DIVIDE = Kind(
    np.divide, "/", "quotient", Entrywise(np.divide, underflows=True), warn=_zero_divisors
).operation(divide)  # fmt: skip
POWER = Kind(
    np.power,
    "**",
    "power",
    Entrywise(np.power, _spread_of_power, underflows=True),
    "Every power is computed once more",
    _no_real_power,
    _short,
).operation(power)
MAXIMUM = Kind(np.maximum, "", "maximum", Entrywise(np.maximum), "Every entry is compared once more").operation(
    maximum, integers=True, real=True
)
MINIMUM = Kind(np.minimum, "", "minimum", Entrywise(np.minimum), "Every entry is compared once more").operation(
    minimum, integers=True, real=True
)
