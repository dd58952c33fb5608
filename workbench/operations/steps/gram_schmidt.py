"""Gram and Schmidt on the columns of a matrix: perpendicular directions, then unit vectors, A = Q R."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Number, Step, Way, quotient, signed, subscript
from workbench.operations.spec import Array, Problem
from workbench.operations.steps.given import Given, negligible, take, tolerance, zeros
from workbench.operations.steps.vectors import adjoint_mark, inner, length


@dataclass
class _Found:
    """The perpendicular directions so far, their lengths, which column each came from, and the steps.

    `mark` stands for the transpose: that of conjugates where entries are complex.
    """

    mark: str
    directions: list[Array] = field(default_factory=list)
    lengths: list[Any] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def qr_steps(problem: Problem, way: Way) -> Derivation:
    """The classical process: u = a less its projections on the directions before, then q = u / ‖u‖.

    Raises `UserError` for what `given.take` refuses.
    """
    if problem.params.get("method") == "pivoted":
        words = "Steps take the columns in their order, and the pivoted method takes the longest that is left first."
        raise UserError("unsupported", words, "Take another method.")
    given = take(problem, way, "A")
    A, name = given["A"], given.names["A"]
    last = A.shape[1]
    says = f"The columns of {name} are a₁ to a{subscript(last)}." if last > 1 else f"The one column of {name} is a₁."
    found = _Found(adjoint_mark(A), steps=[Step(says, Grid(A), label=name)])
    limit = tolerance(A)
    for k in range(A.shape[1]):
        _perpendicular(found, A[:, k : k + 1], k, limit)
    for k in range(len(found.directions)):
        _normalise(found, k)
    words, lines = _factors(given, found)
    return Derivation(
        "Gram-Schmidt",
        tuple(found.steps),
        words,
        lines,
        way=Way("gram-schmidt", given.arithmetic, "auto"),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )


def _perpendicular(found: _Found, a: Array, k: int, limit: float) -> None:
    """Take from column k its parts along the directions that are there already."""
    symbol, u = f"u{subscript(len(found.directions) + 1)}", a
    terms: Line = ()
    lines: list[Line] = []
    for j, direction in enumerate(found.directions):
        factor = inner(direction, a) / inner(direction, direction)
        u = np.asarray(u - direction * factor, dtype=object)
        terms += signed(-factor, f"u{subscript(j + 1)}") if factor else ()
        lines.append(_factor_line(found.mark, direction, a, j, k, factor))
    if all(negligible(value, limit) for value in u.flat):
        name = f"a{subscript(k + 1)}"
        why = "depends on the columns before it: nothing of it is left, and it" if found.directions else "is 0: it"
        words = f"{name} {why} adds no direction."
        found.steps.append(Step(words, lines=(*lines, (name, *terms, "=", "0"))))
        return
    found.directions.append(u)
    found.sources.append(k)
    line = (symbol, "=", f"a{subscript(k + 1)}", *terms, "=", Grid(u))
    found.steps.append(Step(_why(found, k), lines=(*lines, line)))


def _why(found: _Found, k: int) -> str:
    before = len(found.directions) - 1
    if not before:
        return f"The first direction is that of a{subscript(k + 1)}."
    along, them = ("u₁", "it") if before == 1 else (f"u₁ to u{subscript(before)}", "them")
    return f"Take from a{subscript(k + 1)} its projection on {along}: what is left is perpendicular to {them}."


def _factor_line(mark: str, direction: Array, a: Array, j: int, k: int, factor: Number) -> Line:
    """`u₁ᵀa₂ / u₁ᵀu₁ = 15 / 18 = 5/6`: how much of the direction is in the column."""
    u = f"u{subscript(j + 1)}"
    above, below = inner(direction, a), inner(direction, direction)
    lowest = isinstance(factor, Fraction) and (factor.numerator, factor.denominator) == (above, below)
    worked = quotient((above,), (below,)) + (() if lowest else ("=", factor))
    return (f"{u}{mark}a{subscript(k + 1)}", "/", f"{u}{mark}{u}", "=", *worked)


def _normalise(found: _Found, k: int) -> None:
    u, symbol = found.directions[k], f"u{subscript(k + 1)}"
    size = length(u)
    found.lengths.append(size)
    q = np.asarray(u / size, dtype=object)
    line = (f"q{subscript(k + 1)}", "=", symbol, "/", f"‖{symbol}‖", "=", Grid(q))
    found.steps.append(Step(f"Divide {symbol} by its length.", lines=((f"‖{symbol}‖", "=", size), line)))


def _factors(given: Given, found: _Found) -> tuple[str, tuple[Line, ...]]:
    A, name = given["A"], given.names["A"]
    if not found.directions:
        return f"Every column of {name} is 0: there is no direction.", ()
    Q = np.concatenate([u / size for u, size in zip(found.directions, found.lengths, strict=True)], axis=1)
    R = zeros(len(found.directions), A.shape[1], given.exact)
    for j, (u, size) in enumerate(zip(found.directions, found.lengths, strict=True)):
        for k in range(found.sources[j], A.shape[1]):
            R[j, k] = size if k == found.sources[j] else inner(u, A[:, k]) / size
    rank = len(found.directions)
    all_ = "1 direction is all there is" if rank == 1 else f"{rank} directions are all there are"
    few = f" The columns are dependent: {all_}." if rank < A.shape[1] else ""
    words = f"The columns of Q are perpendicular and of length 1, and R = Q{found.mark}A is upper triangular.{few}"
    return words, (("Q", "=", Grid(Q), "R", "=", Grid(R)), (name, "=", "Q", "R"))
