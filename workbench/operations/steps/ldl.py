"""A = L D Lᵀ column by column, without square roots and without exchanges."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.backends import exact, exact_ldl
from workbench.model.steps import Derivation, Grid, Line, Piece, Step, Way, factor, quotient, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import sums
from workbench.operations.steps.cholesky import symmetric
from workbench.operations.steps.given import Given, identity, negligible, take, tolerance, zeros
from workbench.operations.steps.vectors import adjoint_mark, conjugated

OTHER = "The answer itself exchanges rows or takes two at once (Bunch and Kaufman), so its factors are not these."


def ldl_steps(problem: Problem, way: Way) -> Derivation:
    """Each d as what is left on the diagonal, and below it the quotients by it; a 0 above something else ends it.

    Raises `UserError` for what `given.take` refuses, and for a matrix that is not symmetric.
    """
    given = take(problem, way, "A")
    name, mark = given.names["A"], adjoint_mark(given["A"])
    A = symmetric(given["A"], name, mark)
    n = len(A)
    L, D = identity(n, given.exact), zeros(n, n, given.exact)
    says = f"Compare {name} with L D L{mark}, column by column: L has ones on its diagonal, D is diagonal."
    steps = [Step(says, Grid(A), label=name)]
    for j in range(n):
        if not _column(A, L, D, j, steps):
            words = f"d{subscript(j + 1)} is 0 and not all below it: without exchanges there is no such L and D."
            return _derivation(problem, given, steps, words, ())
    lines: tuple[Line, ...] = ((name, "=", f"L D L{mark}", "=", Grid(L), Grid(D), Grid(conjugated(L.T))),)
    return _derivation(problem, given, steps, _signs(D, name), lines)


def _column(A: Array, L: Array, D: Array, j: int, steps: list[Step]) -> bool:
    """The entry of D and those of L in column j, as a step; False where nothing can be divided by the entry."""
    line, value = _left(A, L, D, j, j)
    limit = tolerance(A)
    D[j, j] = value if not negligible(value, limit) else value * 0
    lines: list[Line] = [(f"d{subscript(j + 1)}", "=", *_worked(line, D[j, j]))]
    for i in range(j + 1, len(A)):
        line, value = _left(A, L, D, i, j)
        name = sums.entry("l", i, j)
        if D[j, j]:
            L[i, j] = value / D[j, j]
            shown = line if D[j, j] == 1 else quotient(line, (D[j, j],))
            lines.append((name, "=", *_worked(shown, L[i, j])))
        elif negligible(value, limit):
            lines.append((name, "=", L[i, j]))
        else:
            lines.append((name, "=", *quotient(line, (D[j, j],))))
            steps.append(Step(f"Column {j + 1}: nothing can be divided by 0.", lines=tuple(lines)))
            return False
    below = "the entries of L are divided by it" if D[j, j] else "it is 0, and so is all below it: take 0 for L"
    then = f", and {below}" if j + 1 < len(A) else ""
    cells = frozenset((i, j) for i in range(j, len(A)))
    says = f"Column {j + 1}: what is left on the diagonal is d{then}."
    steps.append(Step(says, Grid(L.copy(), zeros=cells), lines=tuple(lines)))
    return True


def _left(A: Array, L: Array, D: Array, i: int, j: int) -> tuple[Line, Any]:
    """`37 − 3 · 4 · 3`, what the columns before j leave of an entry, and its value; without products that are 0."""
    value, line = A[i, j], list(sums.of_numbers([A[i, j]]))
    for k in range(j):
        factors = (L[i, k], D[k, k], L[j, k].conjugate())
        if all(factors):
            value = value - factors[0] * factors[1] * factors[2]
            line += [*sums.less(factors[0]), *_times(factors[1:])]
    return tuple(line), value


def _times(factors: tuple[Any, ...]) -> Line:
    line: list[Piece] = []
    for value in factors:
        line += ["·", *factor(value)]
    return tuple(line)


def _worked(line: Line, value: Any) -> Line:
    """The line and what it comes to, unless it is that already."""
    return line if len(line) == 1 else (*line, "=", value)


def _signs(D: Array, name: str) -> str:
    """How many of the entries of D are positive, negative and 0: of A as many eigenvalues are."""
    values = [complex(x).real for x in np.diagonal(D)]
    counts = (sum(x > 0 for x in values), sum(x < 0 for x in values), sum(x == 0 for x in values))
    words = [f"{count} {word}" for count, word in zip(counts, ("positive", "negative", "zero"), strict=True) if count]
    return f"Signs in D: {', '.join(words)}. {name} has as many eigenvalues of each (Sylvester's law of inertia)."


def _other_than_the_answer(problem: Problem, given: Given, ended: bool) -> str:
    """That the operation takes other pivots, where its factors are others for it."""
    entries = given["A"] if given.exact else problem["A"]
    if entries.dtype.kind == "c":
        return OTHER if ended else ""
    fractions = entries if given.exact else exact.fractions(np.tril(entries) + np.tril(entries, -1).T)
    answer = exact_ldl.bunch_kaufman(fractions)
    return OTHER if ended or answer.pivoted or np.any(np.diagonal(answer.D, 1)) else ""


def _derivation(problem: Problem, given: Given, steps: list[Step], words: str, lines: tuple[Line, ...]) -> Derivation:
    return Derivation(
        f"L D L{adjoint_mark(given['A'])}, column by column",
        tuple(steps),
        words,
        lines,
        way=Way("ldl", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=" ".join(filter(None, (given.remark, _other_than_the_answer(problem, given, ended=not lines)))),
    )
