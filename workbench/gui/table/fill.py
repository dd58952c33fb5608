"""What the fill handle writes: each line of the selection goes on into the new cells."""

from __future__ import annotations

from workbench.gui.table.changes import MOST_CELLS, extended
from workbench.gui.table.model import MatrixTableModel
from workbench.gui.table.selection import Range
from workbench.model.errors import UserError
from workbench.model.numbers import Number


def filled(model: MatrixTableModel, source: Range, target: Range) -> tuple[Range, list[list[Number]]]:
    """The new cells of `target`, which extends `source` in one direction, and their numbers."""
    if max(source.count, target.count) > MOST_CELLS:
        raise UserError("memory", f"Filling {target.count} cells at once is too much; select fewer.")
    cells = [
        [model.number(r, c) for c in range(source.left, source.right + 1)] for r in range(source.top, source.bottom + 1)
    ]
    downwards = source.left == target.left and source.right == target.right
    before = target.top < source.top or target.left < source.left
    place = _added(source, target, downwards, before)
    lines = [list(line) for line in zip(*cells, strict=True)] if downwards else cells
    count = place.rows if downwards else place.columns
    new = [extended(line, count, before) for line in lines]
    new = [line[::-1] for line in new] if before else new
    return place, [list(line) for line in zip(*new, strict=True)] if downwards else new


def _added(source: Range, target: Range, downwards: bool, before: bool) -> Range:
    if downwards:
        return target._replace(bottom=source.top - 1) if before else target._replace(top=source.bottom + 1)
    return target._replace(right=source.left - 1) if before else target._replace(left=source.right + 1)
