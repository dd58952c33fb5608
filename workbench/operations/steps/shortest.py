"""The shortest solution of equations that have one for sure, such as normal equations AᵀA x = Aᵀb."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.model.errors import UserError
from workbench.model.steps import Grid, Line, Step
from workbench.operations.spec import Array
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import counted, zeros
from workbench.operations.steps.reduction import Reduction
from workbench.operations.steps.tableau import Tableau, forward
from workbench.operations.steps.vectors import conjugated


@dataclass(frozen=True)
class Names:
    """What stands on both sides of the equations, what is looked for, and the sign of the transpose."""

    left: str
    right: str
    unknown: str
    mark: str


SQUARED = "Products such as AᵀA square the condition number, so that decimals lose digits sooner than by QR."


def rank_of(A: Array) -> int:
    """How many pivots elimination finds in exact entries, or in decimals beyond their rounding error."""
    return forward(Tableau(A, pivoting.PARTIAL, "", "")).rank


def shortest(left: Array, right: Array, names: Names, taken: Reduction, rank: int, steps: list[Step]) -> Array:
    """The shortest X with left X = right, left being a product AᵀA of this rank and right within its column space.

    Where columns have no pivot, X is made of the rows F that are left: X = FᵀY, and F FᵀY = C has one solution.
    Raises `UserError` (`unsupported`) where decimals do not show that rank.
    """
    n, exact = len(left), taken.way.arithmetic == "fractions"
    label, says = f"{names.left} | {names.right}", f"Write {names.right} beside {names.left}, and reduce."
    tableau = taken.reduced(np.concatenate([left, right], axis=1), label, says, bar=n)
    if tableau.rank != rank:
        words = (
            f"In decimals {names.left} has {counted(tableau.rank, 'pivot')} in place of {rank}: rounding took the rest."
        )
        raise UserError("unsupported", words, "Take fractions. The answer itself does not form such products.")
    steps += tableau.steps
    if rank == n:
        return tableau.rows[:, n:]
    if not rank:
        steps.append(Step(f"All is 0: any {names.unknown} will do, and the shortest is 0."))
        return zeros(n, right.shape[1], exact)
    F, c = tableau.rows[:rank, :n], tableau.rows[:rank, n:]
    y = _in_rows(F, c, names, taken, steps)
    transposed = conjugated(F.T)
    found = np.asarray(transposed @ y, dtype=object)
    x, m = names.unknown, names.mark
    line: Line = (x, "=", f"F{m}y", "=", Grid(transposed), Grid(y), "=", Grid(found))
    steps.append(Step(f"Go back from y to {x}.", lines=(line,)))
    return found


def _in_rows(F: Array, c: Array, names: Names, taken: Reduction, steps: list[Step]) -> Array:
    """The y with F Fᵀ y = c."""
    x, m = names.unknown, names.mark
    rank, n = F.shape
    gram = np.asarray(F @ conjugated(F.T), dtype=object)
    says = (
        f"{counted(rank, 'pivot')} for {n} columns: there are many solutions of F {x} = c, F being the rows that are "
        f"left. The shortest is made of these rows: {x} = F{m}y."
    )
    steps.append(Step(says, lines=(("F", "=", Grid(F)), ("c", "=", Grid(c)), (f"F F{m}", "=", Grid(gram)))))
    words = f"Solve F F{m}y = c."
    tableau = taken.reduced(np.concatenate([gram, c], axis=1), f"F F{m} | c", words, bar=rank)
    steps += tableau.steps
    return tableau.rows[:, rank:]
