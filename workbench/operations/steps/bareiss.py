"""Elimination in which whole numbers stay whole: Bareiss' below the pivots, Montante's above them as well.

Row i becomes (p Rᵢ − a Rₖ) / q: p is the pivot of row k, a the entry that becomes 0, and q the pivot before. The
division leaves nothing over, as every number on the way is a minor (Bareiss 1968, Sylvester's identity).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

from workbench.model.errors import UserError
from workbench.model.steps import Number, RowOperation, Way, is_negative
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import FRACTIONS, Given, said
from workbench.operations.steps.tableau import Tableau

ELIMINATION, BAREISS = "elimination", "bareiss"
TITLE, MONTANTE = "Bareiss' elimination", "Montante's method (Bareiss)"
RULE = pivoting.NONE
"""Any pivot will do, as none makes fractions: the first that is not 0."""


def wanted(way: Way, given: Given) -> bool:
    """Whether elimination shall do without fractions. Raises `UserError` (`unsupported`) for decimals."""
    if way.method == BAREISS and not given.exact:
        raise UserError(
            "unsupported",
            "Elimination without fractions keeps whole numbers whole: decimals have no use for it.",
            "Take elimination, or entries that are exact.",
        )
    return way.method == BAREISS


def methods(given: Given) -> tuple[str, ...]:
    """The kinds of elimination that these entries have."""
    return (ELIMINATION, BAREISS) if given.exact else (ELIMINATION,)


def choices(given: Given, method: str) -> dict[str, tuple[str, ...]]:
    """The ways that there are beside the one that was taken."""
    if method == BAREISS:
        return {"method": methods(given), "arithmetic": (FRACTIONS,)}
    return {"method": methods(given), "arithmetic": given.choices, "pivoting": pivoting.RULES}


def cleared(tableau: Tableau) -> Fraction:
    """Make every row whole, and answer the product of what they were multiplied by."""
    product = Fraction(1)
    for i, row in enumerate(tableau.rows):
        scale = Fraction(math.lcm(*(x.denominator for x in row)))
        if scale != 1:
            words = f"Multiply row {i + 1} by {scale}, so that its entries become whole."
            tableau.apply(RowOperation("scale", i, factor=scale), words, {i})
            product *= scale
    return product


def eliminate(tableau: Tableau, *, above: bool) -> Tableau:
    """To echelon form, with zeros above the pivots too if `above`: all of them are equal then."""
    at, before = 0, Fraction(1)
    for column in range(tableau.width):
        if at < len(tableau.rows) and tableau.find_pivot(at, column):
            others = (*range(at + 1, len(tableau.rows)), *(range(at) if above else ()))
            _combine(tableau, at, column, others, before)
            before = tableau.rows[at, column]
            at += 1
    return tableau


def montante(tableau: Tableau) -> Tableau:
    """To reduced echelon form: rows are divided at the very end, by the one pivot that all of them have."""
    cleared(tableau)
    eliminate(tableau, above=True)
    for i, column in tableau.pivots:
        tableau.scale(i, column)
    return tableau


def _combine(tableau: Tableau, at: int, column: int, targets: Iterable[int], before: Fraction) -> None:
    """Make the entries of a column 0 in the rows `targets`, without fractions."""
    pivot = tableau.rows[at, column]
    for i in targets:
        entry = tableau.rows[i, column]
        if entry or pivot != before:
            operation = RowOperation("combine", i, at, -entry, pivot, before)
            tableau.apply(operation, _says(pivot, entry, before, at, i), {i})


def _says(pivot: Number, entry: Number, before: Number, at: int, i: int) -> str:
    """`Take −8 times row 3, subtract 8 times row 2 and divide by the pivot before, 2: ...`."""
    over = "" if before == 1 else f" and divide by the pivot before, {said(before)}"
    if not entry:
        return f"Row {i + 1} has its 0 already: take {said(pivot)} times it{over}, as for all rows."
    word, size = ("add", -entry) if is_negative(entry) else ("subtract", entry)
    comma = "," if over else " and"
    side = "below" if i > at else "above"
    return (
        f"Take {_times(pivot)}row {i + 1}{comma} {word} {_times(size)}row {at + 1}{over}: "
        f"the entry {side} the pivot becomes 0, and all stay whole."
    )


def _times(size: Number) -> str:
    """`3 times `, and nothing for 1."""
    return "" if size == 1 else f"{said(size)} times "
