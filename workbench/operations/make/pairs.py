"""Matrices whose entries are made of pairs of numbers from lists, of populations, or of a polynomial."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.written import number_text
from workbench.operations.make.listing import LONG, Numbers, filled, listed, some
from workbench.operations.make.made import Made, Params, made, need_real
from workbench.operations.spec import Array

ONE_TO_FOUR = tuple(map(Fraction, range(1, 5)))
ROOTS = tuple(map(Fraction, (1, -10, 35, -50, 24)))
"""The coefficients of the polynomial with the roots 1, 2, 3 and 4."""


def cauchy(
    x: Annotated[Numbers, "a number for each row"] = ONE_TO_FOUR,
    y: Annotated[Numbers, "a number for each column"] = ONE_TO_FOUR,
) -> Made:
    """The Cauchy matrix 1 / (xᵢ + yⱼ): invertible where no two xᵢ and no two yⱼ are equal, and soon almost singular.

    The Hilbert matrix is one of them (Higham, Accuracy and Stability of Numerical Algorithms, section 28.1).
    """
    shape = some("x", x), some("y", y)
    meeting = next(((a, b) for a in x for b in y if a + b == 0), None)
    if meeting is not None:
        message = (
            f"{number_text(meeting[0])} of x and {number_text(meeting[1])} of y add up to 0, which has no reciprocal."
        )
        raise UserError("domain", message, "Change one of them.")
    return made(*shape)


def fiedler(a: Annotated[Numbers, "the numbers, one for each row and column"] = ONE_TO_FOUR) -> Made:
    """The Fiedler matrix |aᵢ − aⱼ|, symmetric: if no two numbers are equal, one eigenvalue is positive, all others not.

    The distances of points on a line; scipy.linalg.fiedler.
    """
    n = some("a", a)
    for number in a:
        need_real("Every number of a", number)
    return made(n, n)


def fiedler_companion(
    a: Annotated[Numbers, "coefficients, highest power first"] = ROOTS,
) -> Made:
    """Fiedler's companion matrix of a polynomial: its eigenvalues are the roots, and only five diagonals are filled.

    The coefficients stand beside the diagonal instead of all in one row (M. Fiedler, Linear Algebra Appl. 372, 2003).
    """
    if some("a", a) < 2 or not a[0]:
        raise UserError("domain", "A polynomial of degree 1 or more is needed.", "Its first coefficient is not 0.")
    return made(len(a) - 1, len(a) - 1)


def leslie(
    f: Annotated[Numbers, "how many young each age group has, the youngest group first"] = (
        Fraction(0),
        Fraction(3, 2),
        Fraction(1),
    ),
    s: Annotated[Numbers, "which part of each group lives on to the next: one number less"] = (
        Fraction(1, 2),
        Fraction(1, 4),
    ),
) -> Made:
    """The Leslie matrix of a population by age: births in the first row, survival below the diagonal.

    Its powers tell the future, its largest eigenvalue the growth; scipy.linalg.leslie.
    """
    n = some("f", f)
    if n < 2:
        raise UserError("domain", "f holds 1 number: a population by age has 2 groups or more.", "Give f another.")
    if len(s) != n - 1:
        message = f"f has {n} numbers and s has {len(s)}: survival leads from each group to the next."
        raise UserError("domain", message, f"Give s {n - 1}.")
    some("s", s)
    return made(n, n)


def _cauchy_entry(i: int, j: int, p: Params) -> Any:
    return 1 / (p["x"][i] + p["y"][j])


def _least(A: Array) -> Fraction:
    """The least number of the type: what is near it is rounded to a multiple of it."""
    return Fraction(float(np.finfo(A.dtype).smallest_subnormal))


def _cauchy_off(A: Array, p: Params) -> float:
    """How far an entry times its sum is from 1, in fractions where the numbers are: rounded sums may cancel."""
    worst, sums = 0.0, (x + y for x in p["x"] for y in p["y"])
    for entry, total in zip(A.flat, sums, strict=True):
        off = abs(complex(_number(entry) * total - 1)) - float(_least(A) * abs(total))
        worst = max(worst, off)
    return worst


def _cauchy_code(p: Params) -> str:
    """Over a common denominator sums are of integers, which do not round."""
    numbers = (*p["x"], *p["y"])
    if all(isinstance(number, Fraction) for number in numbers):
        scale = math.lcm(*(number.denominator for number in numbers))
        if max(scale, *(abs(number * scale) for number in numbers)) <= LONG:
            over = {key: tuple(number * scale for number in p[key]) for key in "xy"}
            return filled(f"A = {scale} / np.add.outer({{x}}, {{y}})", over)
    return filled("A = 1 / np.add.outer({x}, {y})", p)


def _number(x: Any) -> Fraction | complex:
    value = complex(x)
    return value if value.imag else Fraction(value.real)


def _fiedler_entry(i: int, j: int, p: Params) -> Any:
    return abs(p["a"][i] - p["a"][j])


def _fiedler_off(A: Array, p: Params) -> float:
    """The larger number is the smaller one and the entry, relative to the entry."""
    worst = 0.0
    for (i, j), entry in np.ndenumerate(A):
        low, high = sorted((p["a"][i], p["a"][j]))
        off = abs(low - high + Fraction(float(entry.real))) + abs(Fraction(float(entry.imag)))
        off = max(off - _least(A) * bool(off and high > low), Fraction(0))
        worst = max(worst, float(off / (high - low)) if high > low else (math.inf if off else 0.0))
    return worst


def _fiedler_companion_entry(i: int, j: int, p: Params) -> Any:
    """Rows of coefficients, two in each, take turns with rows of a single 1."""
    if i % 2:
        return Fraction(int(j == max(0, i - 2)))
    if j == i + 2:
        return Fraction(1)
    places = {i - 1: i + 1, i + 1: i + 2} if i else {0: 1, 1: 2}
    return -p["a"][places[j]] / p["a"][0] if j in places else Fraction(0)


def _leslie_entry(i: int, j: int, p: Params) -> Any:
    if i:
        return p["s"][j] if i == j + 1 else Fraction(0)
    return p["f"][j]


CAUCHY = listed(cauchy, _cauchy_entry, _cauchy_code, 2.0, compare=_cauchy_off)
FIEDLER = listed(fiedler, _fiedler_entry, "A = scipy.linalg.fiedler({a})", compare=_fiedler_off)
FIEDLER_COMPANION = listed(
    fiedler_companion, _fiedler_companion_entry, "A = scipy.linalg.fiedler_companion({a})", 2.0
)  # fmt: skip
LESLIE = listed(leslie, _leslie_entry, "A = scipy.linalg.leslie({f}, {s})")
