"""The way to a reduced echelon form: Gauss and Jordan with some choice of pivots, or without fractions."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model.steps import Way
from workbench.operations.spec import Array
from workbench.operations.steps import bareiss, pivoting
from workbench.operations.steps.given import Given
from workbench.operations.steps.tableau import Tableau, reduce


@dataclass(frozen=True)
class Reduction:
    """What a derivation says of its way, and the rule for its pivots."""

    title: str
    way: Way
    choices: dict[str, tuple[str, ...]]
    rule: str

    def reduced(self, rows: Array, label: str, says: str, bar: int | None = None) -> Tableau:
        """The rows in reduced echelon form left of the bar, and the steps that lead there."""
        tableau = Tableau(rows, self.rule, label, says, bar)
        return bareiss.montante(tableau) if self.way.method == bareiss.BAREISS else reduce(tableau)


def reduction(given: Given, way: Way) -> Reduction:
    """The way that is asked for. Raises `UserError` for decimals without fractions."""
    if bareiss.wanted(way, given):
        taken = Way(bareiss.BAREISS, given.arithmetic)
        return Reduction(bareiss.MONTANTE, taken, bareiss.choices(given, bareiss.BAREISS), bareiss.RULE)
    rule = pivoting.rule(way, given.exact)
    taken = Way(bareiss.ELIMINATION, given.arithmetic, rule)
    return Reduction("Gauss-Jordan elimination", taken, bareiss.choices(given, bareiss.ELIMINATION), rule)
