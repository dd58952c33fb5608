"""A = P L U: elimination whose multipliers are kept in L."""

from __future__ import annotations

from workbench.model.errors import UserError
from workbench.model.steps import Derivation, Grid, Line, Piece, Step, Way
from workbench.operations.spec import Array, Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import Given, identity, said, take, zeros
from workbench.operations.steps.reduced import operations
from workbench.operations.steps.tableau import Tableau, forward

RULES = (pivoting.PARTIAL, pivoting.NONE)


def lu_steps(problem: Problem, way: Way) -> Derivation:
    """Elimination to U, each multiplier written into L; the exchanges make P.

    Pivots are the largest entries, as the operation has them; with "none" rows are exchanged only at a zero.
    Raises `UserError` for what `given.take` refuses, and for complete pivoting.
    """
    given = take(problem, way, "A")
    rule = _rule(problem, way)
    name = given.names["A"]
    tableau = forward(Tableau(given["A"], rule, name, f"Start with U = {name} and L = I."))
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
        remark=given.remark,
    )


def _rule(problem: Problem, way: Way) -> str:
    """The choice of pivots that is asked for, else that of the operation."""
    asked = str(problem.params.get("pivoting", pivoting.PARTIAL))
    if asked not in RULES:
        words = f"Steps are shown with exchanges of rows, and {asked} pivoting exchanges columns too."
        raise UserError("unsupported", words, "Take partial pivoting.")
    return way.pivoting if way.pivoting in RULES else asked


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
