"""Least squares by the normal equations AᵀA x = Aᵀb, with weights or damping where they are asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps.given import DECIMALS, Given, identity, take
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.shortest import SQUARED, Names, rank_of, shortest
from workbench.operations.steps.vectors import adjoint_mark, conjugated, length


def lstsq_steps(problem: Problem, way: Way) -> Derivation:
    """The normal equations, and their solution; the shortest where columns are dependent.

    Raises `UserError` for what `given.take` refuses, where singular values are cut off, and as `shortest`.
    """
    _refuse_cutoff(problem)
    given = _given(problem, way)
    taken, mark = reduction(given, way), adjoint_mark(given["A"])
    left, right, names, step = _equations(problem, given, mark)
    steps = [step]
    rows = given["A"] if "w" not in given.arrays else given["A"] * given["w"]
    rank = rank_of(rows) if problem.params.get("lam") is None else len(left)
    x = shortest(left, right, names, taken, rank, steps)
    return _derivation(given, taken, tuple(steps), x, _least(problem, given))


def _least(problem: Problem, given: Given) -> str:
    """What the solution makes least."""
    name, right, *_ = given.names.values()
    square = f"‖{name} x − {right}‖²"
    weighted = f"the weighted sum of squares of {name} x − {right}" if "w" in given.arrays else ""
    if problem.params.get("lam") is not None:
        return f"{weighted or square} + λ‖x‖²"
    return weighted or f"‖{name} x − {right}‖"


def _refuse_cutoff(problem: Problem) -> None:
    if problem.params.get("method") == "tsvd" or problem.params.get("rtol") is not None:
        words = "Steps go by the normal equations, and these cut off no singular values."
        raise UserError("unsupported", words, "Leave out rtol, and take another method than tsvd.")


def _given(problem: Problem, way: Way) -> Given:
    """The inputs; in decimals where the damping is no fraction."""
    keys = ("A", "b", *(("w",) if "w" in problem.arrays else ()))
    given = take(problem, way, *keys)
    if given.exact and not isinstance(problem.params.get("lam") or Fraction(0), Fraction):
        return take(problem, Way(arithmetic=DECIMALS), *keys)
    return given


def _equations(problem: Problem, given: Given, mark: str) -> tuple[Array, Array, Names, Step]:
    """Both sides of the normal equations, and the step that makes them."""
    A, b = given["A"], given["b"]
    name, right = given.names["A"], given.names["b"]
    weights = "W" if "w" in given.arrays else ""
    adjoint = conjugated(A.T) * (given["w"].T if weights else 1)
    gram, beside = (np.asarray(adjoint @ matrix, dtype=object) for matrix in (A, b))
    symbols = f"{name}{mark}{weights}{name}", f"{name}{mark}{weights}{right}"
    shown = () if weights else (Grid(conjugated(A.T)), Grid(A), "=")
    lines: list[Line] = [(symbols[0], "=", *shown, Grid(gram)), (symbols[1], "=", Grid(beside))]
    says = f"Multiply by {name}{mark}{weights} from the left: the shortest residual is perpendicular to every column."
    if weights:
        says = f"{says} W has the weights on its diagonal."
    names = Names(*symbols, "x", mark)
    lam = problem.params.get("lam")
    if lam is None:
        return gram, beside, names, Step(says, lines=tuple(lines))
    added = lam if given.exact else float(lam)
    gram = np.asarray(gram + identity(len(gram), given.exact) * added, dtype=object)
    left = f"{symbols[0]} + λI"
    lines.append((left, "=", Grid(gram)))
    return (
        gram,
        beside,
        Names(left, symbols[1], "x", mark),
        Step(f"{says} Damping adds λ on the diagonal.", lines=tuple(lines)),
    )


def _derivation(given: Given, taken: Reduction, steps: tuple[Step, ...], x: Array, least: str) -> Derivation:
    A, b, (name, right, *_) = given["A"], given["b"], given.names.values()
    lines: list[Line] = [("x", "=", Grid(x))]
    residual: Any = np.asarray(b - A @ x, dtype=object)
    if b.shape[1] == 1:
        symbol = f"{right} − {name} x"
        lines += [(symbol, "=", Grid(residual)), (f"‖{symbol}‖", "=", length(residual))]
    return Derivation(
        "Normal equations",
        steps,
        f"This x makes {least} as small as it can be.",
        tuple(lines),
        way=taken.way,
        choices=taken.choices,
        remark=given.remark and f"{given.remark} {SQUARED}",
    )
