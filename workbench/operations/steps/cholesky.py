"""A = L Lᵀ column by column: a square root on the diagonal, a quotient for each entry below it."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import (
    Derivation,
    Grid,
    Line,
    Number,
    Piece,
    Step,
    Way,
    factor,
    quotient,
)
from workbench.model.written import number_text
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import sums
from workbench.operations.steps.given import Given, said, take, tolerance, zeros
from workbench.operations.steps.vectors import adjoint_mark, conjugated, root


def cholesky_steps(problem: Problem, way: Way) -> Derivation:
    """L column by column; where what is under a root is not positive, that is the end of it.

    Raises `UserError` for what `given.take` refuses, and for a matrix that is not symmetric.
    """
    given = take(problem, way, "A")
    name, mark = given.names["A"], adjoint_mark(given["A"])
    A = symmetric(given["A"], name, mark)
    n = len(A)
    L = zeros(n, n, given.exact)
    says = f"Compare {name} with L L{mark}, column by column: L is lower triangular."
    steps = [Step(says, Grid(A), label=name)]
    for j in range(n):
        under, line = _under(A, L, j)
        if under.real <= 0:
            return _stopped(given, steps, j, under, line)
        L[j, j] = root(under)
        _column(A, L, j, _rooted(line, L[j, j]), steps)
    lines: tuple[Line, ...] = ((name, "=", f"L L{mark}", "=", Grid(L), Grid(conjugated(L.T))),)
    return _derivation(given, steps, f"{name} is positive definite: every number under a root was positive.", lines)


def symmetric(A: Array, name: str, mark: str) -> Array:
    """A with a diagonal that is real. Raises `UserError` (`domain`) unless it is symmetric but for rounding."""
    for i, j in np.ndindex(A.shape):
        pair = A[[i, j], [j, i]]
        if abs(pair[0] - pair[1].conjugate()) > tolerance(pair[None, :]):
            word = "Hermitian" if mark == "ᴴ" else "symmetric"
            where = f"row {i + 1}, column {j + 1} and row {j + 1}, column {i + 1}"
            raise UserError("domain", f"{name} is not {word}: {where} differ.", "LU works for any square matrix.")
    out = A.copy()
    for j in range(len(A)):
        out[j, j] = complex(A[j, j].real) if isinstance(A[j, j], complex) else A[j, j]
    return out


def _under(A: Array, L: Array, j: int) -> tuple[Any, Line]:
    """What stands under the root of column j: `37 − 6 · 6`, and its value."""
    value, line = A[j, j], [*sums.of_numbers([A[j, j]])]
    for k in range(j):
        value, line = _less(value, line, L[j, k], L[j, k].conjugate())
    return (value.real if isinstance(value, complex) else value), tuple(line)


def _rooted(line: Line, value: Number) -> Line:
    """`√4 = 2`, `√(37 − 6 · 6) = 1`, `√2` alone."""
    single: Any = line[0]
    text = number_text(single)
    if len(line) > 1 or "/" in text:
        return ("√", "(", *line, ")", "=", value)
    return (value,) if number_text(value) == f"√{text}" else ("√", single, "=", value)


def _column(A: Array, L: Array, j: int, rooted: Line, steps: list[Step]) -> None:
    """The entries of L in column j below the diagonal, as a step."""
    lines: list[Line] = [(sums.entry("l", j, j), "=", *rooted)]
    for i in range(j + 1, len(A)):
        value, line = A[i, j], [*sums.of_numbers([A[i, j]])]
        for k in range(j):
            value, line = _less(value, line, L[i, k], L[j, k].conjugate())
        L[i, j] = value / L[j, j]
        shown = tuple(line) if L[j, j] == 1 else quotient(tuple(line), (L[j, j],))
        lines.append((sums.entry("l", i, j), "=", *shown, *(("=", L[i, j]) if len(shown) > 1 else ())))
    cells = frozenset((i, j) for i in range(j, len(A)))
    below = "the entries below are divided by it" if j + 1 < len(A) else "nothing is below it"
    says = f"Column {j + 1}: the root stands on the diagonal, and {below}."
    steps.append(Step(says, Grid(L.copy(), zeros=cells), lines=tuple(lines)))


def _less(value: Any, line: list[Piece], one: Any, two: Any) -> tuple[Any, list[Piece]]:
    """Take a product away; one with a 0 is not written."""
    if not one or not two:
        return value, line
    return value - one * two, [*line, *sums.less(one), "·", *factor(two)]


def _stopped(given: Given, steps: list[Step], j: int, under: Any, line: Line) -> Derivation:
    value: Line = (
        sums.entry("l", j, j),
        "=",
        "√",
        "(",
        *line,
        ")",
        *(("=", "√", "(", under, ")") if len(line) > 1 else ()),
    )
    kind = "0" if not under else "negative"
    steps.append(Step(f"Column {j + 1}: what stands under the root is {kind}.", lines=(value,)))
    words = f"{said(under)} is not positive, so {given.names['A']} is not positive definite and has no such L."
    return _derivation(given, steps, words, ())


def _derivation(given: Given, steps: list[Step], words: str, lines: tuple[Line, ...]) -> Derivation:
    return Derivation(
        "Cholesky, column by column",
        tuple(steps),
        words,
        lines,
        way=Way("cholesky", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
