"""The facts card: what is worth knowing of the selected matrix, following every edit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from workbench.gui.fonts import ui_font, ui_width
from workbench.gui.guard import guarded
from workbench.gui.kept import Kept
from workbench.gui.panels.card_cells import shown
from workbench.gui.table.format import exact_text
from workbench.gui.theme import Theme
from workbench.gui.widgets.panel import Panel
from workbench.numerics.facts import Facts
from workbench.session.live import Withheld

LINE, HEAD, PAD, BADGE = 24, 28, 12, 20
TOP, BASE = 10.0, 5.0  # of the first badge, and of a text below the middle of its row
VALUE = QFont.Weight.Medium
CORNER = 8  # of the panel, kept free below the rows
APART = 8  # at least between a name and its value
VALUES = 6
NORMS = ("Frobenius", "Spectral", "Nuclear", "Max column sum", "Max row sum")
SURE = ("invertible", "symmetric", "Hermitian", "positive definite", "orthogonal", "unitary", "diagonal", "identity")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Line:
    """A row: label, value, colour token of the label; a heading has no value, and may be `short` in a narrow panel."""

    label: str
    value: str = ""
    color: str = "muted"
    aside: str = ""
    heading: bool = False
    doubtful: bool = False
    """Whether the value is no more than rounding error against the scale of the matrix."""
    short: str = ""


def lines_of(facts: Facts) -> list[Line]:
    """The card's rows in their order; what does not apply is left out."""
    rows = [Line("Shape", " × ".join(f"{side:,}".replace(",", "\u202f") for side in facts.shape) or "number")]
    if facts.rank is not None:
        aside = f"tol {_number(facts.rank_tol, 2)}" if facts.rank_tol is not None else ""
        rows.append(Line("Rank", f"{facts.rank} of {min(facts.shape, default=1)}", aside=aside))
    rows += _determinant(facts) + _singular(facts) + _condition(facts) + _norms(facts)
    if facts.note:
        rows.append(Line(facts.note))
    return rows


def _determinant(facts: Facts) -> list[Line]:
    rows = []
    if facts.det is not None:
        rows.append(Line("Determinant", _det(facts)))
    if facts.trace is not None:
        rows.append(Line("Trace", _exactly(facts.trace)))
    if facts.eigenvalues is not None and len(facts.eigenvalues):
        rows += _values("λ", shown(_eigenvalues(facts)), "eigen_text", facts.rank_tol)
    return [Line("Determinant and eigenvalues", heading=True, short="Det. and eigenvalues"), *rows] if rows else []


def _vanishes(facts: Facts) -> bool:
    """Whether the determinant is 0 in exact arithmetic, so that the matrix is singular for certain."""
    return facts.det is not None and facts.det.exact == 0


def _eigenvalues(facts: Facts) -> Any:
    """One of them is 0 where the determinant is: the smallest, whatever rounding has made of it."""
    values = np.array(facts.eigenvalues)
    if _vanishes(facts):
        values[np.argmin(np.abs(values))] = 0
    return values


def _singular(facts: Facts) -> list[Line]:
    """Singular values, where there are no eigenvalues to show."""
    if facts.eigenvalues is not None or facts.singular_values is None:
        return []
    rows = _values("σ", facts.singular_values, "singular_text", facts.rank_tol)
    return [Line("Singular values", heading=True), *rows]


def _values(letter: str, values: Any, color: str, tol: float | None) -> list[Line]:
    """The first few, numbered from 1 as in class."""
    first = enumerate(np.asarray(values)[:VALUES].tolist(), 1)
    rows = [
        Line(f"{letter}{at}".translate(SUBSCRIPTS), _number(value), color, doubtful=0 < abs(value) <= (tol or 0))
        for at, value in first
    ]
    return [*rows, Line(f"… {len(values) - VALUES} more", "", color)] if len(values) > VALUES else rows


def _det(facts: Facts) -> str:
    det = facts.det
    assert det is not None
    if det.exact is not None and exact_text(det.exact):
        return _exactly(det.exact)
    value = complex(det.value)
    if np.isfinite(value) and (value != 0 or det.sign == 0):
        return _number(det.value)
    return f"{_number(det.sign)} · e^{_number(det.logabs)}"


def _condition(facts: Facts) -> list[Line]:
    if facts.cond2 is None:
        return []
    return [Line("Condition", heading=True), Line("κ₂ spectral", "∞" if _vanishes(facts) else _number(facts.cond2))]


def _norms(facts: Facts) -> list[Line]:
    rows = [Line(name, _number(facts.norms[name])) for name in NORMS if name in facts.norms]
    rows += [Line(name, _number(value)) for name, value in facts.norms.items() if name not in NORMS]
    return [Line("Norms", heading=True), *rows] if rows else []


def _exactly(value: Any) -> str:
    """A fraction as such where it is short."""
    return (isinstance(value, Fraction) and exact_text(value)) or _number(value)


def _number(value: Any, digits: int = 4) -> str:
    """Four significant digits, enough to recognise; ∞ and NaN by name."""
    if value is None:
        return "–"
    if isinstance(value, complex | np.complexfloating):
        if value.imag == 0:
            return _number(value.real, digits)
        sign = "+" if value.imag >= 0 else "−"
        return f"{_number(value.real, digits)} {sign} {_number(abs(value.imag), digits)}i"
    number = float(value)
    if not np.isfinite(number):
        return "∞" if number > 0 else ("−∞" if number < 0 else "NaN")
    if 0 < abs(number) < 1e-15:
        digits = 2
    text = f"{number:.0f}" if number.is_integer() and abs(number) < 1e7 else f"{number:.{digits}g}"
    mantissa, e, power = text.partition("e")
    return (f"{mantissa}e{int(power)}" if e else text).replace("-", "−")


class FactsView(QWidget):
    """Paints badges and rows in one go, so that following a drag costs a repaint and nothing else."""

    clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badges: tuple[str, ...] = ()
        self._lines: list[Line] = []
        self._kept_badges, self._kept_names = Kept(), Kept()
        self.setAccessibleName("Facts")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing under it is painted in a drag

    def show_lines(self, badges: tuple[str, ...], lines: list[Line]) -> None:
        """Show these; the height follows."""
        self._badges, self._lines = badges, lines
        self.setAccessibleDescription("; ".join(f"{line.label} {line.value}" for line in lines))
        height = round(self._height())
        if height != self.minimumHeight():
            self.setMinimumHeight(height)
        self.update()

    @property
    def text(self) -> str:
        """Everything that is shown, for a reader and for tests."""
        return "\n".join([*self._badges, *(f"{line.label}: {line.value}" for line in self._lines)])

    @guarded(QSize(220, 300))
    def sizeHint(self) -> QSize:
        return QSize(220, self.minimumHeight())

    @guarded()
    def resizeEvent(self, event: object) -> None:
        self.setMinimumHeight(round(self._height()))

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:
        """Badges and names are kept apart: badges come and go in a drag, the names below them only move."""
        painter = QPainter(self)
        ground, below = self._theme.color("surface"), self._place_badges(None)
        names = tuple((line.label, line.color, line.heading) for line in self._lines)
        top = QSize(self.width(), round(below))
        self._kept_badges.show(painter, top, self._badges, self._place_badges, ground)
        painter.translate(0, below)
        rest = QSize(self.width(), self.height() - top.height())
        self._kept_names.show(painter, rest, names, self._paint_names, ground)
        self._paint_values(painter)
        painter.end()

    @guarded()
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    def _height(self) -> float:
        return self._place_badges(None) + sum(HEAD if line.heading else LINE for line in self._lines)

    def _paint_names(self, painter: QPainter) -> None:
        """What stays the same in a drag: headings, and what each value is."""
        y = 0.0
        for line in self._lines:
            height = HEAD if line.heading else LINE
            painter.setFont(ui_font(13, QFont.Weight.DemiBold if line.heading else QFont.Weight.Normal))
            painter.setPen(self._theme.color("text" if line.heading else line.color))
            painter.drawText(QPointF(PAD, y + height / 2 + BASE), self._name(line))
            y += height

    def _name(self, line: Line) -> str:
        whole = ui_width(line.label, 13, QFont.Weight.DemiBold) if line.short else 0.0
        return line.label if whole <= self.width() - PAD else line.short

    def _paint_values(self, painter: QPainter) -> None:
        y, points = 0.0, self._point_column()
        painter.setFont(ui_font(13, VALUE))
        for line in self._lines:
            height = HEAD if line.heading else LINE
            if line.value:
                self._value(painter, line, y + height / 2 + BASE, points)
            y += height

    def _place_badges(self, painter: QPainter | None) -> float:
        """Paint them, or only measure; answers where the rows begin."""
        x, y = float(PAD), TOP
        for text in self._badges:
            width = ui_width(text, 12) + 12
            if x > PAD and x + width > self.width() - PAD:
                x, y = float(PAD), y + BADGE + 6
            if painter is not None:
                self._badge(painter, text, QRectF(x, y, width, BADGE))
            x += width + 6
        return y + BADGE + 8 if self._badges else y - 4

    def _badge(self, painter: QPainter, text: str, box: QRectF) -> None:
        color = "red" if text == "singular" else ("green" if text in SURE else "text")
        ground = {"red": "red_ground", "green": "green_ground", "text": "sunken"}[color]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(ground))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.color(color))
        painter.setFont(ui_font(12))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _point_column(self) -> float:
        """The x at which decimal points stand: as far right as the longest fraction part allows."""
        parts = [line.value for line in self._lines if not _is_plain(line.value)]
        after = max((ui_width(value[_point(value) :]) for value in parts), default=0.0)
        return self.width() - PAD - min(after, 90.0)

    def _value(self, painter: QPainter, line: Line, base: float, points: float) -> None:
        left = self.width() - PAD - ui_width(line.value, 13, VALUE)
        if not _is_plain(line.value):
            left = min(points - ui_width(line.value[: _point(line.value)], 13, VALUE), left)
        taken = PAD + ui_width(line.label) + APART  # a value must not stand on its name where there is little room
        left = max(left, min(taken, self.width() - PAD - ui_width(line.value, 13, VALUE)))
        painter.setPen(self._theme.color("doubtful" if line.doubtful else "text"))
        painter.drawText(QPointF(left, base), line.value)
        if line.aside and left - ui_width(line.aside, 12) - 8 >= taken:
            painter.setFont(ui_font(12))
            painter.setPen(self._theme.color("muted"))
            painter.drawText(QPointF(left - ui_width(line.aside, 12) - 8, base), line.aside)
            painter.setFont(ui_font(13, VALUE))


def _is_plain(text: str) -> bool:
    """Whether it stands at the right edge: words, shapes and complex numbers have no one decimal point."""
    return not text or " " in text or "×" in text or text[-1].isalpha()


def _point(text: str) -> int:
    at = text.find(".")
    return at if at >= 0 else len(text)


class FactsCard(Panel):
    """The panel around the facts of one variable."""

    wanted = Signal()
    """a click on facts that were withheld for their cost"""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Facts", parent)
        self._theme = theme
        self.setObjectName("factsCard")
        self.name: str | None = None
        self.facts: Facts | None = None
        self._live = QLabel("live", self)
        self._live.setProperty("role", "note")
        self._live.setToolTip("Follows every edit")
        self.head.addWidget(self._live)
        self.view = FactsView(theme)
        self.view.clicked.connect(self._clicked)
        self._withheld = False
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.view)
        area.viewport().setAutoFillBackground(False)
        self.view.setAutoFillBackground(False)
        self.body.setContentsMargins(0, 0, 0, CORNER)
        self.body.addWidget(area, 1)

    def show_nothing(self, name: str | None = None) -> None:
        """No matrix, or its facts are still to come."""
        self.name, self.facts, self._withheld = name, None, False
        self.note.setText(name or "")
        self.view.show_lines((), [] if name else [Line("Select a matrix to see its facts.")])

    def show_facts(self, name: str, value: Facts | Withheld | Any) -> None:
        """Facts, the price of them, or why there are none."""
        self.name, self.facts = name, value if isinstance(value, Facts) else None
        self._withheld = isinstance(value, Withheld)
        self.note.setText(name)
        self._live.setVisible(not self._withheld)
        if isinstance(value, Facts):
            self.view.show_lines(value.structure, lines_of(value))
        elif isinstance(value, Withheld):
            self.view.show_lines(
                (), [Line(f"About {value.seconds:.1f} s to compute."), Line("Click to compute", "", "accent_text")]
            )
        else:
            self.view.show_lines((), [Line(getattr(value, "message", "") or "There are no entries.")])

    def restyle(self) -> None:
        self.view.update()

    def _clicked(self) -> None:
        if self._withheld:
            self.wanted.emit()
