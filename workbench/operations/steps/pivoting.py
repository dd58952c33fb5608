"""Which row gives the pivot: as a textbook chooses, the largest entry, or whatever stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.model.steps import Number, Way
from workbench.operations.steps.given import negligible, said

TEXTBOOK, PARTIAL, NONE = "textbook", "partial", "none"
RULES = (TEXTBOOK, PARTIAL, NONE)
WHY = {
    TEXTBOOK: "so that the pivot is {pivot}, which saves fractions",
    PARTIAL: "so that the pivot is the largest entry left in its column, which keeps rounding errors small",
    NONE: "because the pivot must not be 0",
}


def without(choices: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The ways that there are but for the choice of pivots, where none are looked for."""
    return {field: values for field, values in choices.items() if field != "pivoting"}


def rule(way: Way, exact: bool) -> str:
    """The rule that is asked for; else a textbook's for fractions, the largest entry for decimals."""
    return way.pivoting if way.pivoting in RULES else (TEXTBOOK if exact else PARTIAL)


def choose(column: Sequence[Number], rule: str, limit: float) -> int | None:
    """The position of the pivot in what is left of a column, or None where nothing is.

    "textbook" takes 1 or -1 where there is one, the first entry that is not 0 otherwise; "partial" the largest
    (Golub and Van Loan, Matrix Computations, 3.4); "none" the first that is not 0, however small.
    """
    usable = [at for at, value in enumerate(column) if not negligible(value, 0.0 if rule == NONE else limit)]
    if not usable:
        return None
    if rule == PARTIAL:
        return max(usable, key=lambda at: (abs(column[at]), -at))
    ones = [at for at in usable if rule == TEXTBOOK and column[at] in (1, -1)]
    return ones[0] if ones else usable[0]


def why(old: Number, new: Number, rule: str, limit: float) -> str:
    """The reason for an exchange of rows, as the end of a sentence."""
    if rule != PARTIAL and negligible(old, limit):
        return WHY[NONE]
    return WHY[rule].format(pivot=said(new))
