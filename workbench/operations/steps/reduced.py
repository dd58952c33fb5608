"""The reduced row echelon form of a matrix of any shape, by Gauss and Jordan, or without fractions."""

from __future__ import annotations

from workbench.model.steps import Derivation, Way
from workbench.operations.spec import Problem
from workbench.operations.steps.given import counted, take
from workbench.operations.steps.reduction import reduction
from workbench.operations.steps.tableau import Tableau


def rref_steps(problem: Problem, way: Way) -> Derivation:
    """Row operations that lead from A to its reduced echelon form.

    Raises `UserError` for what `given.take` refuses, and for decimals without fractions.
    """
    given = take(problem, way, "A")
    found, name = reduction(given, way), given.names["A"]
    tableau = found.reduced(given["A"], name, f"Start with {name}.")
    return Derivation(
        found.title,
        tuple(tableau.steps),
        conclusion(tableau),
        note=operations(tableau),
        way=found.way,
        choices=found.choices,
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
