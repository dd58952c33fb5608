"""The determinant: the product of the pivots with the sign of the exchanges, or in the other ways that there are."""

from __future__ import annotations

from fractions import Fraction

from workbench.model.steps import MINUS, Derivation, Line, Piece, Way, factor, is_sum
from workbench.operations.spec import Problem
from workbench.operations.steps import bareiss, permutations, pivoting
from workbench.operations.steps.bareiss import BAREISS, ELIMINATION
from workbench.operations.steps.cofactors import LARGEST, cofactor_steps
from workbench.operations.steps.given import Given, take
from workbench.operations.steps.reduced import operations
from workbench.operations.steps.tableau import Tableau, forward

COFACTORS = "cofactors"
FORMULAS = {"sarrus": permutations.sarrus_steps, "leibniz": permutations.leibniz_steps}


def det_steps(problem: Problem, way: Way) -> Derivation:
    """Elimination to a triangle, or `way.method`: without fractions, by cofactors, Sarrus' rule or Leibniz' formula.

    Raises `UserError` for what `given.take` refuses, for decimals without fractions, for a formula that is too long,
    and for Sarrus' rule unless the matrix is 3 x 3. A row or column that is named alone means cofactors.
    """
    given = take(problem, way, "A")
    if way.method == COFACTORS or (way.method == "auto" != way.along):
        return cofactor_steps(given, _choices(given, COFACTORS), way.along)
    if way.method in FORMULAS:
        return FORMULAS[way.method](given, _choices(given, way.method))
    if bareiss.wanted(way, given):
        return _without_fractions(given)
    return _by_elimination(given, pivoting.rule(way, given.exact))


def _choices(given: Given, method: str) -> dict[str, tuple[str, ...]]:
    found = bareiss.choices(given, method)
    n = len(given["A"])
    sarrus = ("sarrus",) if n == 3 else ()
    more = (COFACTORS, *sarrus, "leibniz") if n <= min(LARGEST, permutations.LARGEST) else ()
    return {**found, "method": found["method"] + more}


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
        _choices(given, ELIMINATION),
        remark=given.remark,
    )


def _without_fractions(given: Given) -> Derivation:
    name = given.names["A"]
    tableau = Tableau(given["A"], bareiss.RULE, name, f"Start with {name}.")
    scale = bareiss.cleared(tableau)
    bareiss.eliminate(tableau, above=False)
    words, line = _last(tableau, name, scale)
    return Derivation(
        bareiss.TITLE,
        tuple(tableau.steps),
        words,
        (line,),
        operations(tableau),
        Way(BAREISS, given.arithmetic),
        _choices(given, BAREISS),
    )


def _last(tableau: Tableau, name: str, scale: Fraction) -> tuple[str, Line]:
    """The last pivot is the determinant, but for exchanges and for what rows were multiplied by."""
    n, swaps = tableau.width, tableau.swaps
    if tableau.rank < n:
        return _deficient(tableau), (f"det {name}", "=", Fraction(0))
    pivot = tableau.rows[-1, -1]
    value = (-1) ** swaps * pivot / scale
    whole = "" if scale == 1 else f", divided by the {scale} that rows were multiplied by"
    words = f"The last pivot is the determinant{whole}{_sign(swaps)}."
    shown: Line = (MINUS, *factor(pivot)) if swaps % 2 and pivot < 0 else ((-1) ** swaps * pivot,)
    line: Line = shown if scale == 1 else (*shown, "/", scale)
    return words, (f"det {name}", "=", *line, *(() if len(line) == 1 else ("=", value)))


def _deficient(tableau: Tableau) -> str:
    return f"Only {tableau.rank} of {tableau.width} columns have a pivot, so that the determinant is 0."


def _product(tableau: Tableau, name: str) -> tuple[str, Line]:
    n = tableau.width
    diagonal = [tableau.rows[i, i] for i in range(n)]
    value = diagonal[0] * 0 + (-1) ** tableau.swaps
    for entry in diagonal:
        value = value * entry
    if tableau.rank < n:
        return _deficient(tableau), (f"det {name}", "=", value)
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
