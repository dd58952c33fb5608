"""A = P L U: elimination whose multipliers are kept in L."""

from __future__ import annotations

import numpy as np

from workbench.backends import exact, exact_lu
from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Piece, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import Given, identity, said, take, zeros
from workbench.operations.steps.reduced import operations
from workbench.operations.steps.tableau import Tableau, forward

RULES = (pivoting.PARTIAL, pivoting.NONE)
OTHER = "The answer itself takes other pivots (pivoting={}), so its factors are not these."


def lu_steps(problem: Problem, way: Way) -> Derivation:
    """Elimination to U, each multiplier written into L; the exchanges make P.

    Pivots are the largest entries, as the operation has them; with "none" no rows are exchanged. Raises `UserError` for
    what `given.take` refuses, for complete pivoting, and without exchanges for a zero pivot above something else.
    """
    given = take(problem, way, "A")
    rule = _rule(problem, way)
    name = given.names["A"]
    still = "; rows are not exchanged" if rule == pivoting.NONE else ""
    tableau = Tableau(given["A"], rule, name, f"Start with U = {name} and L = I{still}.")
    tableau = _without_exchanges(tableau) if rule == pivoting.NONE else forward(tableau)
    steps, L = _recorded(tableau, given.exact)
    words = f"U is what is left, and L holds the multipliers: {name} = {'P L U' if tableau.swaps else 'L U'}"
    swapped = ", P being the exchanges of rows." if tableau.swaps else "; no rows were exchanged."
    return Derivation(
        "Elimination, multipliers kept",
        tuple(steps),
        words + swapped,
        (_product(given, tableau, L),),
        operations(tableau),
        Way("elimination", given.arithmetic, rule),
        {"arithmetic": given.choices, "pivoting": RULES},
        remark=" ".join(filter(None, (given.remark, _other_than_the_answer(problem, given, tableau)))),
    )


def _rule(problem: Problem, way: Way) -> str:
    """The choice of pivots that is asked for, else that of the operation."""
    asked = str(problem.params.get("pivoting", pivoting.PARTIAL))
    if asked not in RULES:
        words = f"Steps are shown with exchanges of rows, and {asked} pivoting exchanges columns too."
        raise UserError("unsupported", words, "Take partial pivoting.")
    return way.pivoting if way.pivoting in RULES else asked


def _without_exchanges(tableau: Tableau) -> Tableau:
    """Elimination with the pivots that stand on the diagonal; a 0 above zeros leaves nothing to do."""
    for k in range(min(tableau.rows.shape)):
        if not tableau.rows[k, k] and tableau.rows[k + 1 :, k].any():
            raise UserError(
                "singular",
                f"Without exchanges of rows elimination stops at row {k + 1}: its pivot is 0, not all below.",
                "Take partial pivoting.",
            )
        if tableau.find_pivot(k, k):
            tableau.clear(k, k, range(k + 1, len(tableau.rows)))
    return tableau


def _other_than_the_answer(problem: Problem, given: Given, tableau: Tableau) -> str:
    """That the operation takes other pivots, where its factors are others for it."""
    asked = problem.params.get("pivoting", pivoting.PARTIAL)
    entries = given["A"] if given.exact else problem["A"]
    if entries.dtype.kind == "c":
        return "" if asked == tableau.rule else OTHER.format(asked)
    try:
        answer = exact_lu.lu(entries if given.exact else exact.fractions(entries), asked)
    except exact_lu.ZeroPivotError:
        return ""
    k = min(tableau.rows.shape)
    same = answer.rows == tuple(tableau.order) and (not given.exact or np.array_equal(answer.U, tableau.rows[:k]))
    return "" if same else OTHER.format(asked)


def _recorded(tableau: Tableau, exact: bool) -> tuple[list[Step], Array]:
    """The steps of the elimination with L beside U, and the last L."""
    m = len(tableau.rows)
    L = zeros(m, m, exact)
    steps = []
    for step in tableau.steps:
        words, done = step.says, step.operation
        if done is not None and done.kind == "swap":
            L = done.applied(L)
            words = f"{words} The multipliers in L go along."
        elif done is not None and done.source is not None and done.factor is not None:
            L[done.target, done.source] = -done.factor
            words = f"{words} L keeps {said(-done.factor)} in its place."
        steps.append(Step(words, step.grid, done, (_beside(L, step, exact),), step.label))
    return steps, L + identity(m, exact)


def _beside(L: Array, step: Step, exact: bool) -> Line:
    done, grid = step.operation, step.grid
    kept = frozenset({(done.target, done.source)} if done is not None and done.source is not None else ())
    changed = frozenset({done.target}) if done is not None and done.kind == "add" else frozenset()
    shown = Grid(L + identity(len(L), exact), zeros=kept if changed else frozenset(), changed=changed)
    assert grid is not None
    return ("L", "=", shown, "U", "=", grid)


def _product(given: Given, tableau: Tableau, L: Array) -> Line:
    """`A = P L U` with the economy shapes: L (m, k) and U (k, n), k = min(m, n)."""
    m, n = tableau.rows.shape
    k = min(m, n)
    line: list[Piece] = [given.names["A"], "="]
    if tableau.swaps:
        P = zeros(m, m, given.exact)
        for i, source in enumerate(tableau.order):
            P[source, i] = P[source, i] + 1
        line.append(Grid(P))
    return (*line, Grid(L[:, :k]), Grid(tableau.rows[:k]))
