"""A x = b by Gauss on [A | b] and substitution upwards; none or many solutions are read off the reduced form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from workbench.model.steps import (
    MINUS,
    Derivation,
    Grid,
    Line,
    Number,
    Piece,
    Way,
    factor,
    is_negative,
    is_sum,
    subscript,
)
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import bareiss, pivoting
from workbench.operations.steps.cofactors import LARGEST
from workbench.operations.steps.cramer import CRAMER, cramer_steps
from workbench.operations.steps.given import Given, negligible, said, take, tolerance, zeros
from workbench.operations.steps.reduced import operations
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.tableau import Tableau, forward

MEANS = "each row is an equation"


def solve_steps(problem: Problem, way: Way) -> Derivation:
    """Elimination of [A | b], then the unknowns from the last to the first; without fractions all at once.

    Or Cramer's rule for a single b. Raises `UserError` for what `given.take` refuses, for decimals without fractions,
    and for a rule that would be too long.
    """
    given = take(problem, way, "A", "b")
    taken, (A, b) = reduction(given, way), given.names.values()
    if given["b"].shape[1] == 1 and len(given["A"]) <= LARGEST:
        taken = replace(taken, choices={**taken.choices, "method": (*taken.choices["method"], CRAMER)})
    if way.method == CRAMER:
        return replace(cramer_steps(problem, way), choices=pivoting.without(taken.choices))
    start = np.concatenate([given["A"], given["b"]], axis=1), f"{A} | {b}", f"Write {b} beside {A}: {MEANS}."
    width = given["A"].shape[1]
    if taken.way.method == bareiss.ELIMINATION:
        rows, label, says = start
        tableau = forward(Tableau(rows, taken.rule, label, says, width))
        if tableau.rank == width == len(rows):
            return _unique(given, tableau, taken)
    tableau = taken.reduced(*start, width)
    return _made(given, tableau, taken, *_read_off(given, tableau))


def _made(
    given: Given, tableau: Tableau, taken: Reduction, conclusion: str, lines: tuple[Line, ...], title: str = ""
) -> Derivation:
    return Derivation(
        title or taken.title,
        tuple(tableau.steps),
        conclusion,
        lines,
        operations(tableau),
        taken.way,
        taken.choices,
        remark=given.remark,
    )


def _unique(given: Given, tableau: Tableau, taken: Reduction) -> Derivation:
    n = tableau.width
    x, lines = substituted(tableau.rows[:, :n], tableau.rows[:, n:])
    words = "Every column has a pivot: there is exactly one solution, found from the last row upwards."
    return _made(given, tableau, taken, words, (*lines, ("x", "=", Grid(x))), "Gaussian elimination")


def substituted(T: Array, c: Array, order: Iterable[int] | None = None) -> tuple[Array, list[Line]]:
    """The solution of T x = c, T upper triangular, and for a single c the sum behind each unknown.

    `order` is that of the unknowns, from the last if it is not given; each row holds itself and those before it.
    """
    x = np.empty(c.shape, dtype=object)
    lines: list[Line] = []
    known: list[int] = []
    for i in range(len(T) - 1, -1, -1) if order is None else order:
        rest = [j for j in sorted(known) if T[i, j]]
        x[i] = (c[i] - sum((T[i, j] * x[j] for j in rest), c[i] * 0)) / T[i, i]
        known.append(i)
        if c.shape[1] == 1:
            lines.append(_unknown(i, T[i, i], c[i, 0], [(T[i, j], x[j, 0]) for j in rest], x[i, 0]))
    return x, lines


def _unknown(i: int, pivot: Number, right: Number, terms: list[tuple[Number, Number]], value: Number) -> Line:
    """`x₂ = (−12 + 2 · 2) / −8 = 1`."""
    name = f"x{subscript(i + 1)}"
    total: list[Piece] = [right]
    for entry, known in terms:
        total += ["+", -entry] if is_negative(entry) else [MINUS, *(("(", entry, ")") if is_sum(entry) else (entry,))]
        total += ["·", *factor(known)]
    if pivot == 1:
        return (name, "=", *total, "=", value) if terms else (name, "=", value)
    sum_ = ("(", *total, ")") if terms else tuple(total)
    return (name, "=", *sum_, "/", *factor(pivot), "=", value)


def _read_off(given: Given, tableau: Tableau) -> tuple[str, tuple[Line, ...]]:
    """No solution, one, or many: what the reduced form says."""
    n, rank = tableau.width, tableau.rank
    right = tableau.rows[:, n:]
    limit = tolerance(given["b"])
    for i in range(rank, len(right)):
        wrong = [value for value in right[i] if not negligible(value, limit)]
        if wrong:
            return f"Row {i + 1} says 0 = {said(wrong[0])}: there is no solution.", (("0", "=", wrong[0]),)
    if rank == n:
        return "Every column has a pivot: there is exactly one solution.", (("x", "=", Grid(right[:n])),)
    particular, directions = _family(tableau)
    many = "direction" if len(directions) == 1 else "directions"
    words = (
        f"{rank} pivots for {n} unknowns leave {n - rank} free, so there are infinitely many solutions: "
        f"one of them, and from it any multiple of the {many} that {given.names['A']} sends to 0."
    )
    if right.shape[1] > 1:
        return words, ()
    line: list[Piece] = ["x", "=", Grid(particular)]
    for k, direction in enumerate(directions):
        line += ["+", f"t{subscript(k + 1)}", Grid(direction)]
    return words, (tuple(line),)


def _family(tableau: Tableau) -> tuple[Array, list[Array]]:
    """The solution with every free unknown 0, and for each free unknown a solution of A x = 0 with that one 1."""
    n, exact = tableau.width, not isinstance(tableau.rows[0, 0], float | complex)
    particular = zeros(n, 1, exact)
    for i, column in tableau.pivots:
        particular[column, 0] = tableau.rows[i, n]
    return particular, null_vectors(tableau)


def null_vectors(tableau: Tableau) -> list[Array]:
    """A basis of the null space of what stands left of the bar, read off its reduced form, as columns (n, 1)."""
    n, exact = tableau.width, not isinstance(tableau.rows[0, 0], float | complex)
    found = []
    for free in tableau.free:
        x = zeros(n, 1, exact)
        x[free, 0] = x[free, 0] + 1
        for i, column in tableau.pivots:
            x[column, 0] = -tableau.rows[i, free]
        found.append(x)
    return found
