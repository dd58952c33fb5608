"""A triangular system: substitution from the row with one unknown to the row with all."""

from __future__ import annotations

import numpy as np

from workbench.model.steps import Derivation, Grid, Step, Way
from workbench.operations.spec import Problem
from workbench.operations.steps.given import identity, take, zeros
from workbench.operations.steps.system import substituted


def triangular_steps(problem: Problem, way: Way) -> Derivation | None:
    """The unknowns one after the other; None where a 0 on the diagonal leaves no single solution.

    Raises `UserError` for what `given.take` refuses.
    """
    given = take(problem, way, "A", "b")
    lower = bool(problem.params.get("lower"))
    T, n = given["A"].copy(), len(given["A"])
    outside = np.triu_indices(n, 1) if lower else np.tril_indices(n, -1)
    T[outside] = zeros(n, n, given.exact)[outside]
    if problem.params.get("unit_diagonal"):
        T[np.arange(n), np.arange(n)] = np.diagonal(identity(n, given.exact))
    if not all(T[i, i] for i in range(n)):
        return None
    x, lines = substituted(T, given["b"], range(n) if lower else range(n - 1, -1, -1))
    edge, way_on = ("first", "downwards") if lower else ("last", "upwards")
    rows = np.concatenate([T, given["b"]], axis=1)
    name, right = given.names.values()
    return Derivation(
        "Substitution",
        (Step(f"The {edge} row has one unknown alone.", Grid(rows, bar=n), label=f"{name} | {right}"),),
        f"Each row has one unknown more than the row before it: solve them {way_on}, from the {edge}.",
        (*lines, ("x", "=", Grid(x))),
        way=Way("substitution", given.arithmetic),
        choices={"arithmetic": given.choices},
        remark=given.remark,
    )
