"""Whole powers of a matrix by repeated squaring; of the inverse, which elimination finds, for negative ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way, power
from workbench.operations.spec import Array, Problem
from workbench.operations.steps.given import Given, check_range, identity, take
from workbench.operations.steps.inverse import inverse_steps

DIGITS = 24
"""Fractions whose numerator or denominator is longer are not shown."""


def power_steps(problem: Problem, way: Way) -> Derivation:
    """Squares of squares, and the product of those that make up the exponent.

    Of a singular matrix and a negative exponent the elimination that finds no inverse. Raises `UserError` for what
    `given.take` refuses, and for a power whose numbers nobody would read.
    """
    given, n = take(problem, way, "A"), int(problem.params.get("n", 2))
    name = given.names["A"]
    if n == 0:
        says = f"The power 0 of a square matrix is the identity, whatever {name} is."
        return _derivation(
            given, [Step(says, lines=((name, "=", Grid(given["A"])),))], 0, identity(len(given["A"]), given.exact)
        )
    if n > 0:
        steps = [Step(_plan(name, n, 1), lines=((name, "=", Grid(given["A"])),))]
        return _derivation(given, steps, n, _raised(given["A"], name, n, 1, steps))
    inverse = inverse_steps(problem, way)
    if not inverse.result or n == -1:
        return inverse
    base: Any = inverse.result[0][-1]
    steps = [*inverse.steps, Step(_plan(name, -n, -1), lines=inverse.result)]
    found = _derivation(given, steps, n, _raised(base.entries, name, -n, -1, steps))
    return replace(found, way=inverse.way, choices=inverse.choices)


def _raised(base: Array, name: str, n: int, sign: int, steps: list[Step]) -> Array:
    """base to the power n, with a step for each product; exponents are written times `sign`."""
    square, at = base, 1
    result: Array | None = None
    made = 0
    while True:
        if n & at:
            if result is None:
                result, made = square, at
            else:
                result = _product(name, result, square, (sign * made, sign * at), steps)
                made += at
        if 2 * at > n:
            return result if result is not None else base
        square = _product(name, square, square, (sign * at, sign * at), steps)
        at *= 2


def _product(name: str, left: Array, right: Array, exponents: tuple[int, int], steps: list[Step]) -> Array:
    one, two = exponents
    total = power(name, one + two)
    found = np.asarray(left @ right, dtype=object)
    _check(total, found)
    line: Line = (total, "=", power(name, one), power(name, two), "=", Grid(left), Grid(right), "=", Grid(found))
    words = (
        f"Square {power(name, one)}: {total}."
        if one == two
        else f"Multiply {power(name, one)} by {power(name, two)}: {total}."
    )
    steps.append(Step(words, lines=(line,)))
    return found


def _check(name: str, entries: Array) -> None:
    """Refuse a power whose numbers are too long or too large. Raises `UserError` (`unsupported`)."""
    fractions = [x for x in entries.flat if isinstance(x, Fraction)]
    longest = max((len(str(abs(part))) for x in fractions for part in (x.numerator, x.denominator)), default=0)
    if longest > DIGITS:
        words = f"{name} has numbers of {longest} digits: steps are shown up to {DIGITS} digits."
        raise UserError("unsupported", words, "Take decimals, or a lower power.")
    if not fractions:
        check_range(name, entries.astype(complex))


def _plan(name: str, n: int, sign: int) -> str:
    """How the exponent is made up of powers of 2."""
    parts = [2**k for k in range(n.bit_length()) if n >> k & 1]
    base = power(name, sign)
    if n == 1:
        return f"The power 1 is {base} itself."
    if n == 2:
        return f"Multiply {base} by itself."
    if len(parts) == 1:
        return f"{n} is a power of 2: square {base} again and again."
    return f"{n} = {' + '.join(map(str, reversed(parts)))}: square {base} again and again, and multiply those powers."


def _derivation(given: Given, steps: list[Step], n: int, found: Array) -> Derivation:
    symbol = power(given.names["A"], n)
    return Derivation(
        "Repeated squaring",
        tuple(steps),
        f"This is {symbol}.",
        ((symbol, "=", Grid(found)),),
        way=Way("squaring", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
