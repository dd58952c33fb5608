"""A matrix under row operations, which writes down what was done to it and why."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from workbench.model.errors import UserError
from workbench.model.steps import Cell, Grid, Number, RowOperation, Step, is_negative
from workbench.operations.spec import Array
from workbench.operations.steps import pivoting
from workbench.operations.steps.given import negligible, said, tolerance


class Tableau:
    """Rows with a bar after `bar` columns; pivots are looked for left of it, by `rule`."""

    def __init__(self, rows: Array, rule: str, label: str, says: str, bar: int | None = None) -> None:
        self.rows = rows.copy()
        self.bar, self.rule = bar, rule
        self.width = rows.shape[1] if bar is None else bar
        self.limit = tolerance(rows[:, : self.width])
        self.pivots: list[Cell] = []
        self.swaps = 0
        self.order = list(range(len(rows)))
        self.steps = [Step(says, Grid(rows.copy(), bar), label=label)]

    @property
    def operations(self) -> int:
        return sum(step.operation is not None for step in self.steps)

    @property
    def rank(self) -> int:
        return len(self.pivots)

    @property
    def columns(self) -> list[int]:
        """The columns with a pivot."""
        return [column for _, column in self.pivots]

    @property
    def free(self) -> list[int]:
        """The columns without one."""
        return [column for column in range(self.width) if column not in self.columns]

    def find_pivot(self, at: int, column: int) -> bool:
        """Bring a pivot into row `at`; False where the column has none from there on."""
        left = list(self.rows[at:, column])
        chosen = pivoting.choose(left, self.rule, self.limit)
        if chosen is None:
            self._clear_rounding(at, column)
            return False
        self.pivots.append((at, column))
        if chosen:
            reason = pivoting.why(left[0], left[chosen], self.rule, self.limit)
            self.swap(at, at + chosen, reason)
        return True

    def swap(self, i: int, j: int, reason: str) -> None:
        self.swaps += 1
        self.order[i], self.order[j] = self.order[j], self.order[i]
        self.apply(RowOperation("swap", i, j), f"Exchange rows {i + 1} and {j + 1}, {reason}.", {i, j})

    def scale(self, i: int, column: int) -> None:
        """Make the pivot of row i a 1."""
        factor = self.rows[i, column]
        if factor == 1:
            return
        one = factor / factor
        words = f"Divide row {i + 1} by {said(factor)}, so that the pivot becomes 1."
        if factor == -1:
            words = f"Change the signs of row {i + 1}, so that the pivot becomes 1."
        self.apply(RowOperation("scale", i, factor=one / factor), words, {i}, exactly=((i, column), one))

    def clear(self, at: int, column: int, targets: Iterable[int]) -> None:
        """Make the entries of a column 0 in the rows `targets` with the pivot row `at`."""
        for i in targets:
            if not self.rows[i, column]:
                continue
            factor = -(self.rows[i, column] / self.rows[at, column])
            side = "below" if i > at else "above"
            words = f"{_adding(factor, at, i)}, so that the entry {side} the pivot becomes 0."
            nothing = self.rows[at, column] * 0 + 0  # a zero of its kind, without a sign
            self.apply(RowOperation("add", i, at, factor), words, {i}, exactly=((i, column), nothing))

    def apply(
        self, operation: RowOperation, says: str, changed: set[int], exactly: tuple[Cell, Any] | None = None
    ) -> None:
        """Apply it; an entry that is meant to become 0 or 1 is that, whatever rounding says.

        Raises `UserError` (`unsupported`) for decimals beyond the range of floating point.
        """
        self.rows = operation.applied(self.rows)
        if any(isinstance(x, float | complex) and not abs(x) < math.inf for x in self.rows[operation.target]):
            words = f"Row {operation.target + 1} leaves the range of floating point, divided by so small a pivot."
            raise UserError("unsupported", words, "Take fractions, or the largest pivots.")
        if exactly is not None:
            self.rows[exactly[0]] = exactly[1]
        made = changed if operation.kind in ("add", "combine") else set()
        self.steps.append(Step(says, self._grid(changed, made), operation))

    def _grid(self, changed: set[int], made: set[int]) -> Grid:
        """The matrix now; what elimination has made zero in the rows `made` is to be seen."""
        last = self.columns[-1] if self.pivots else -1
        pairs = ((i, j) for i in made for j in self.columns if j <= last)
        zeros = frozenset((i, j) for i, j in pairs if not self.rows[i, j])
        return Grid(self.rows.copy(), self.bar, self.pivots[-1] if self.pivots else None, zeros, frozenset(changed))

    def _clear_rounding(self, at: int, column: int) -> None:
        """Decimals that are no more than rounding error are taken as the zeros that they stand for."""
        rows = [i for i in range(at, len(self.rows)) if self.rows[i, column]]
        if not rows or not all(negligible(self.rows[i, column], self.limit) for i in rows):
            return
        largest = max(abs(self.rows[i, column]) for i in rows)
        for i in rows:
            self.rows[i, column] = self.rows[i, column] * 0 + 0
        cells = frozenset((i, column) for i in rows)
        words = f"What is left in column {column + 1} is rounding error (at most {largest:.1e}) and taken as 0."
        self.steps.append(Step(words, Grid(self.rows.copy(), self.bar, None, cells, frozenset(rows)), label="rounded"))


def _adding(factor: Number, source: int, target: int) -> str:
    """`Subtract 2 times row 1 from row 3`, `Add row 1 to row 2`."""
    word, way, size = ("Subtract", "from", -factor) if is_negative(factor) else ("Add", "to", factor)
    times = "" if size == 1 else f"{said(size)} times "
    return f"{word} {times}row {source + 1} {way} row {target + 1}"


def forward(tableau: Tableau) -> Tableau:
    """Gauss: to echelon form, clearing below each pivot."""
    at = 0
    for column in range(tableau.width):
        if at < len(tableau.rows) and tableau.find_pivot(at, column):
            tableau.clear(at, column, range(at + 1, len(tableau.rows)))
            at += 1
    return tableau


def reduce(tableau: Tableau) -> Tableau:
    """Gauss and Jordan: to reduced echelon form, each pivot made 1 and its column cleared below and above."""
    at = 0
    for column in range(tableau.width):
        if at < len(tableau.rows) and tableau.find_pivot(at, column):
            tableau.scale(at, column)
            others = (*range(at + 1, len(tableau.rows)), *range(at))
            tableau.clear(at, column, others)
            at += 1
    return tableau
