"""The reduced row echelon form of a matrix of any shape, by Gauss and Jordan."""

from __future__ import annotations

from workbench.model.steps import Derivation, Way
from workbench.operations.spec import Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import counted, take
from workbench.operations.steps.tableau import Tableau, reduce


def rref_steps(problem: Problem, way: Way) -> Derivation:
    """Row operations that lead from A to its reduced echelon form.

    Raises `UserError` for what `given.take` refuses.
    """
    given = take(problem, way, "A")
    rule, name = pivoting.rule(way, given.exact), given.names["A"]
    tableau = reduce(Tableau(given["A"], rule, name, f"Start with {name}."))
    return Derivation(
        "Gauss-Jordan elimination",
        tuple(tableau.steps),
        conclusion(tableau),
        note=operations(tableau),
        way=Way("elimination", given.arithmetic, rule),
        choices={"arithmetic": given.choices, "pivoting": pivoting.RULES},
        remark=given.remark,
    )


def operations(tableau: Tableau) -> str:
    """`3 row operations, no row exchange`, `4 row operations, 1 exchange`."""
    count = counted(tableau.operations, "row operation")
    if not tableau.swaps:
        return f"{count}, no row exchange" if tableau.operations else count
    return f"{count}, {counted(tableau.swaps, 'exchange')}"


def conclusion(tableau: Tableau) -> str:
    """Where the pivots are, and the rank."""
    if not tableau.pivots:
        return "Every entry is 0: there is no pivot, and the rank is 0."
    columns = listed([column + 1 for column in tableau.columns])
    where = "The pivot stands in column" if tableau.rank == 1 else "The pivots stand in columns"
    return f"{where} {columns}: the rank is {tableau.rank}."


def listed(numbers: list[int]) -> str:
    """`1, 2 and 4`."""
    words = list(map(str, numbers))
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
