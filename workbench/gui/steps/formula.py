"""A line of mathematics, measured and painted: words and matrices, broken into rows where room is short."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from workbench.formats.plain import TIGHT_AFTER, TIGHT_BEFORE
from workbench.gui.fonts import ui_font, ui_metrics, ui_width
from workbench.gui.steps.grid import GridPicture
from workbench.gui.table.format import LONGEST_FRACTION
from workbench.gui.theme import Theme
from workbench.model.steps import Grid, Line, Piece
from workbench.model.written import number_text

SIGNS = ("=", "+", "−")
"""Where a line is broken rather than within a product."""
SPACE, LEADING, BETWEEN, BESIDE, TEXT = 5, 20, 6, 24, 13


@dataclass(frozen=True)
class Word:
    """A symbol or a number."""

    text: str

    @property
    def width(self) -> float:
        return ui_width(self.text, TEXT)

    @property
    def height(self) -> int:
        return LEADING

    def paint(self, painter: QPainter, theme: Theme, x: float, y: float) -> None:
        painter.setFont(ui_font(TEXT))
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(x, y + LEADING / 2 + ui_metrics(TEXT).capHeight() / 2), self.text)


Box = Word | GridPicture


class Formula:
    """The boxes of a line; tight ones stay together."""

    def __init__(self, line: Line) -> None:
        self._groups = _groups([_box(piece) for piece in line])
        self._placed: tuple[float, list[tuple[Box, float, float]], float] | None = None

    @property
    def width(self) -> float:
        """What it takes to stand in one row."""
        return sum(map(_width, self._groups)) + SPACE * max(len(self._groups) - 1, 0)

    @property
    def least(self) -> float:
        """The width below which something is cut off."""
        return max(map(_width, self._groups), default=0.0)

    def height(self, width: float) -> float:
        return self._arranged(width)[1]

    def paint(self, painter: QPainter, theme: Theme, x: float, y: float, width: float) -> None:
        for box, left, top in self._arranged(width)[0]:
            box.paint(painter, theme, x + left, y + top)

    def _arranged(self, width: float) -> tuple[list[tuple[Box, float, float]], float]:
        """Where each box stands, and how high that is."""
        if self._placed is None or self._placed[0] != width:
            placed, height = self._arrange(width)
            self._placed = (width, placed, height)
        return self._placed[1], self._placed[2]

    def _arrange(self, width: float) -> tuple[list[tuple[Box, float, float]], float]:
        placed: list[tuple[Box, float, float]] = []
        y = 0.0
        for row in _rows(self._groups, width):
            high, x = max(box.height for group in row for box in group), 0.0
            for group in row:
                for box in group:
                    placed.append((box, x, y + (high - box.height) / 2))
                    x += box.width
                x += SPACE
            y += high + BETWEEN
        return placed, max(y - BETWEEN, 0.0)


class Lines:
    """Lines one after the other in a row as long as they fit, each centred in the height of its row.

    Several without a matrix that take more than a row stand in columns.
    """

    def __init__(self, lines: Iterable[Line]) -> None:
        given = list(lines)
        self._lines = [Formula(line) for line in given]
        self._plain = not any(isinstance(piece, Grid) for line in given for piece in line)

    @property
    def width(self) -> float:
        """What it takes to break none of them."""
        return max((line.width for line in self._lines), default=0.0)

    @property
    def least(self) -> float:
        return max((line.least for line in self._lines), default=0.0)

    def height(self, width: float) -> float:
        return max((top + line.height(width) for line, _, top in self._placed(width)), default=0.0)

    def paint(self, painter: QPainter, theme: Theme, x: float, y: float, width: float) -> None:
        for line, left, top in self._placed(width):
            line.paint(painter, theme, x + left, y + top, width - left)

    def _placed(self, width: float) -> list[tuple[Formula, float, float]]:
        placed, y = [], 0.0
        for row in self._rows(width):
            high = max(line.height(width) for line, _ in row)
            placed += [(line, left, y + (high - line.height(width)) / 2) for line, left in row]
            y += high + BETWEEN
        return placed

    def _rows(self, width: float) -> list[list[tuple[Formula, float]]]:
        """Which lines stand in a row, and where each of them begins."""
        rows: list[list[tuple[Formula, float]]] = []
        x = 0.0
        for line in self._lines:
            if rows and x + line.width <= width:
                rows[-1].append((line, x))
            else:
                rows.append([(line, 0.0)])
                x = 0.0
            x += line.width + BESIDE
        pitch = self.width + BESIDE
        count = int((width + BESIDE) // pitch)
        if len(rows) < 2 or count < 2 or not self._plain:
            return rows
        starts = range(0, len(self._lines), count)
        return [[(line, k * pitch) for k, line in enumerate(self._lines[at : at + count])] for at in starts]


def _box(piece: Piece) -> Box:
    if isinstance(piece, Grid):
        return GridPicture(piece)
    if isinstance(piece, str):
        return Word(piece)
    text = number_text(piece)
    if isinstance(piece, Fraction) and len(text) > LONGEST_FRACTION:
        text = number_text(float(piece))
    return Word(text)


def _groups(boxes: list[Box]) -> list[list[Box]]:
    """Boxes between which there is no space: `(2`, `√(5)`."""
    groups: list[list[Box]] = []
    for box in boxes:
        text = box.text if isinstance(box, Word) else ""
        before = groups[-1][-1] if groups else None
        after = isinstance(before, Word) and before.text in TIGHT_AFTER
        if groups and (after or text in TIGHT_BEFORE):
            groups[-1].append(box)
        else:
            groups.append([box])
    return groups


def _rows(groups: list[list[Box]], width: float) -> list[list[list[Box]]]:
    """The groups in rows, which break before a sign of equality, a plus or a minus where they can."""
    rows: list[list[list[Box]]] = []
    x = 0.0
    for group in groups:
        if rows and x + SPACE + _width(group) <= width:
            rows[-1].append(group)
            x += SPACE + _width(group)
        else:
            rows.append([*_carried(rows, width - _width(group)), group])
            x = _width(group) + sum(_width(moved) + SPACE for moved in rows[-1][:-1])
    return rows


def _carried(rows: list[list[list[Box]]], room: float) -> list[list[Box]]:
    """What follows the last sign in the row that there is, and the sign: the row loses it if it has room below."""
    last = rows[-1] if rows else []
    signs = [at for at in range(1, len(last)) if _is_sign(last[at])]
    moved = last[signs[-1] :] if signs else []
    if not moved or sum(_width(group) + SPACE for group in moved) > room:
        return []
    del last[signs[-1] :]
    return moved


def _is_sign(group: list[Box]) -> bool:
    return len(group) == 1 and isinstance(group[0], Word) and group[0].text in SIGNS


def _width(group: list[Box]) -> float:
    return sum(box.width for box in group)
