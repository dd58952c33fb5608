"""The inverse by Gauss and Jordan on [A | I]; of a singular matrix, the zero row in which that ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.model.steps import Derivation, Grid, Way
from workbench.operations.spec import Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.cofactors import LARGEST
from workbench.operations.steps.given import Given, identity, take
from workbench.operations.steps.minor_tables import COFACTORS, inverse_by_cofactors
from workbench.operations.steps.reduced import listed, operations
from workbench.operations.steps.reduction import Reduction, reduction
from workbench.operations.steps.tableau import Tableau


def inverse_steps(problem: Problem, way: Way) -> Derivation:
    """Row operations that turn A into I, and with it I into the inverse; or the adjugate over the determinant.

    Raises `UserError` for what `given.take` refuses, for decimals without fractions, and for cofactors above 4 x 4.
    """
    given = take(problem, way, "A")
    taken, name, A = reduction(given, way), given.names["A"], given["A"]
    choices = _choices(given, taken)
    if way.method == COFACTORS:
        return replace(inverse_by_cofactors(problem, way), choices=pivoting.without(choices))
    n = len(A)
    beside = np.concatenate([A, identity(n, given.exact)], axis=1)
    says = f"Write the identity beside {name}: what turns {name} into I turns I into the inverse."
    tableau = taken.reduced(beside, f"{name} | I", says, bar=n)
    found = tableau.rank == n
    return Derivation(
        taken.title,
        tuple(tableau.steps),
        f"The left half is I, so the right half is the inverse of {name}." if found else _singular(tableau, name),
        ((f"{name}⁻¹", "=", Grid(tableau.rows[:, n:])),) if found else (),
        operations(tableau),
        taken.way,
        choices,
        remark=given.remark,
    )


def _choices(given: Given, taken: Reduction) -> dict[str, tuple[str, ...]]:
    more = (COFACTORS,) if len(given["A"]) <= LARGEST else ()
    return {**taken.choices, "method": taken.choices["method"] + more}


def _singular(tableau: Tableau, name: str) -> str:
    n, rank = tableau.width, tableau.rank
    rows = listed([i + 1 for i in range(rank, n)])
    which = f"row {rows} has" if n - rank == 1 else f"rows {rows} have"
    return (
        f"Left of the bar {which} become 0, and no row operation makes a pivot of that: "
        f"the rank of {name} is {rank}, less than {n}, and there is no inverse."
    )
