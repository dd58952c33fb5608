"""Orthogonal projection onto a column space: C (CᵀC)⁻¹Cᵀ, C being independent columns of A."""

from __future__ import annotations

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import Given, take, zeros
from workbench.operations.steps.reduced import listed
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.shortest import SQUARED, Names, shortest
from workbench.operations.steps.tableau import Tableau, forward
from workbench.operations.steps.vectors import adjoint_mark, conjugated


def project_steps(problem: Problem, way: Way) -> Derivation:
    """The x with CᵀC x = Cᵀb, and C x.

    Raises `UserError` for what `given.take` refuses, where singular values are cut off, and as `shortest`.
    """
    given = _given(problem, way, "A", "b")
    b, right = given["b"], given.names["b"]
    taken, steps = reduction(given, way), list[Step]()
    C, symbol = _independent(given, steps)
    if not C.shape[1]:
        return _derivation(given, taken, steps, _only_zero(given), (("p", "=", Grid(b * 0)),))
    x = _weights(C, symbol, b, right, taken, steps)
    p = np.asarray(C @ x, dtype=object)
    steps.append(
        Step("Put the columns together.", lines=(("p", "=", f"{symbol} x", "=", Grid(C), Grid(x), "=", Grid(p)),))
    )
    rest = np.asarray(b - p, dtype=object)
    lines: tuple[Line, ...] = (("p", "=", Grid(p)), (f"{right} − p", "=", Grid(rest)))
    words = f"p is the nearest to {right} in the column space, and {right} − p is perpendicular to every column."
    return _derivation(given, taken, steps, words, lines)


def projector_steps(problem: Problem, way: Way) -> Derivation:
    """(CᵀC)⁻¹Cᵀ by elimination, and C times it. Raises as `project_steps`."""
    given = _given(problem, way, "A")
    taken, steps = reduction(given, way), list[Step]()
    C, symbol = _independent(given, steps)
    if not C.shape[1]:
        m = len(given["A"])
        return _derivation(given, taken, steps, _only_zero(given), (("P", "=", Grid(zeros(m, m, given.exact))),))
    adjoint = conjugated(C.T)
    mark = adjoint_mark(C)
    gram = np.asarray(adjoint @ C, dtype=object)
    square = f"{symbol}{mark}{symbol}"
    product: Line = (square, "=", Grid(adjoint), Grid(C), "=", Grid(gram))
    steps.append(Step(f"Multiply {symbol} by its transpose.", lines=(product,)))
    found = shortest(gram, adjoint, Names(square, f"{symbol}{mark}", "X", mark), taken, C.shape[1], steps)
    P = np.asarray(C @ found, dtype=object)
    line: Line = ("P", "=", f"{symbol}({square})⁻¹{symbol}{mark}", "=", Grid(C), Grid(found), "=", Grid(P))
    steps.append(Step(f"Multiply what stands right of the bar by {symbol} from the left.", lines=(line,)))
    words = f"P b is the nearest to b in the column space of {given.names['A']}, for every b."
    return _derivation(given, taken, steps, words, (("P", "=", Grid(P)),))


def _given(problem: Problem, way: Way, *keys: str) -> Given:
    if problem.params.get("rtol") is not None:
        words = "Steps find independent columns by elimination, and that cuts off no singular values."
        raise UserError("unsupported", words, "Leave out rtol.")
    return take(problem, way, *keys)


def _independent(given: Given, steps: list[Step]) -> tuple[Array, str]:
    """The columns of A that have pivots, and what they are called; a step where others are left out."""
    A, name = given["A"], given.names["A"]
    columns = forward(Tableau(A, pivoting.rule(Way(), given.exact), "", "")).columns
    if len(columns) == A.shape[1]:
        steps.append(Step(f"The columns of {name} are independent.", lines=((name, "=", Grid(A)),)))
        return A, name
    if not columns:
        steps.append(Step(f"{name} is 0.", lines=((name, "=", Grid(A)),)))
        return A[:, :0], name
    kept = listed([j + 1 for j in columns])
    says = f"Elimination finds pivots in {'column' if len(columns) == 1 else 'columns'} {kept}: keep those, as C."
    steps.append(Step(says, lines=((name, "=", Grid(A)), ("C", "=", Grid(A[:, columns])))))
    return A[:, columns], "C"


def _weights(C: Array, symbol: str, b: Array, right: str, taken: Reduction, steps: list[Step]) -> Array:
    """The x with CᵀC x = Cᵀb."""
    adjoint, mark = conjugated(C.T), adjoint_mark(C)
    gram, beside = (np.asarray(adjoint @ matrix, dtype=object) for matrix in (C, b))
    square, other = f"{symbol}{mark}{symbol}", f"{symbol}{mark}{right}"
    says = f"What {right} has beyond {symbol} x shall be perpendicular to every column: {square} x = {other}."
    lines: tuple[Line, ...] = (
        (square, "=", Grid(adjoint), Grid(C), "=", Grid(gram)),
        (other, "=", Grid(beside)),
    )
    steps.append(Step(says, lines=lines))
    return shortest(gram, beside, Names(square, other, "x", mark), taken, C.shape[1], steps)


def _only_zero(given: Given) -> str:
    return f"The column space of {given.names['A']} holds only 0, which is nearest to everything."


def _derivation(given: Given, taken: Reduction, steps: list[Step], words: str, lines: tuple[Line, ...]) -> Derivation:
    return Derivation(
        "Projection by elimination",
        tuple(steps),
        words,
        lines,
        way=taken.way,
        choices=taken.choices,
        remark=given.remark and f"{given.remark} {SQUARED}",
    )
