"""The determinant: the product of the pivots with the sign of the exchanges, or expansion by cofactors."""

from __future__ import annotations

from workbench.model.steps import MINUS, Derivation, Line, Piece, Way, factor, is_sum
from workbench.operations.spec import Problem
from workbench.operations.steps import pivoting
from workbench.operations.steps.cofactors import LARGEST, cofactor_steps
from workbench.operations.steps.given import Given, take
from workbench.operations.steps.reduced import operations
from workbench.operations.steps.tableau import Tableau, forward

ELIMINATION, COFACTORS = "elimination", "cofactors"


def det_steps(problem: Problem, way: Way) -> Derivation:
    """Elimination to a triangle; with `way.method` "cofactors" the expansion, up to 4 x 4.

    Raises `UserError` for what `given.take` refuses, and for an expansion that is too long.
    """
    given = take(problem, way, "A")
    if way.method == COFACTORS:
        return cofactor_steps(given, _choices(given))
    return _by_elimination(given, pivoting.rule(way, given.exact))


def _choices(given: Given) -> dict[str, tuple[str, ...]]:
    small = len(given["A"]) <= LARGEST
    methods = (ELIMINATION, COFACTORS) if small else (ELIMINATION,)
    return {"method": methods, "arithmetic": given.choices, "pivoting": pivoting.RULES}


def _by_elimination(given: Given, rule: str) -> Derivation:
    name = given.names["A"]
    says = f"Start with {name}. Adding a multiple of a row to another leaves the determinant as it is."
    tableau = forward(Tableau(given["A"], rule, name, says))
    words, line = _product(tableau, name)
    return Derivation(
        "Elimination to a triangle",
        tuple(tableau.steps),
        words,
        (line,),
        operations(tableau),
        Way(ELIMINATION, given.arithmetic, rule),
        _choices(given),
        remark=given.remark,
    )


def _product(tableau: Tableau, name: str) -> tuple[str, Line]:
    n = tableau.width
    diagonal = [tableau.rows[i, i] for i in range(n)]
    value = diagonal[0] * 0 + (-1) ** tableau.swaps
    for entry in diagonal:
        value = value * entry
    if tableau.rank < n:
        words = f"Only {tableau.rank} of {n} columns have a pivot, so that the determinant is 0."
        return words, (f"det {name}", "=", value)
    sign = _sign(tableau.swaps)
    line: list[Piece] = [f"det {name}", "=", *([MINUS] if tableau.swaps % 2 else [])]
    for k, entry in enumerate(diagonal):
        line += (["·"] if k else []) + list(factor(entry) if k or tableau.swaps % 2 or is_sum(entry) else (entry,))
    single = n == 1 and not tableau.swaps % 2
    return f"The determinant is the product of the pivots{sign}.", tuple(line if single else [*line, "=", value])


def _sign(swaps: int) -> str:
    if not swaps:
        return ""
    count = "the exchange" if swaps == 1 else f"the {swaps} exchanges"
    turn = "turns the sign" if swaps == 1 else "turn the sign, each once"
    return f"; {count} of rows {turn}"
