"""Pieces that the bodies of result cards share: figures, notes, paragraphs, a button for another try."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui.panels import card_text as words
from workbench.gui.steps.section import StepsSection
from workbench.gui.theme import Theme
from workbench.gui.widgets.figures import Figures
from workbench.gui.widgets.message import typeset
from workbench.operations import by_name


def steps_section(theme: Theme, operation: str, parent: QWidget) -> StepsSection | None:
    """The section of worked steps, folded; None where the operation has none."""
    return StepsSection(theme, parent) if by_name(operation).steps is not None else None


def figures(rows: list[words.Figure]) -> Figures:
    """The right column: labels at the left, values at the right."""
    return Figures([(note(figure.label), _value(figure)) for figure in rows])


def _value(figure: words.Figure) -> QLabel:
    value = QLabel(figure.value)
    value.setProperty("role", "small")
    value.setProperty("ink", figure.color)
    value.setToolTip(figure.tip)
    return value


def note(text: str, parent: QWidget | None = None) -> QLabel:
    """A few words in the smaller, paler type."""
    label = QLabel(text, parent)
    label.setProperty("role", "note")
    return label


def halved(text: str) -> str:
    """A few words in two lines, cut as near to the middle as a space is."""
    cuts = [at for at, letter in enumerate(text) if letter == " "]
    at = min(cuts, key=lambda at: abs(2 * at - len(text)), default=len(text))
    return f"{text[:at]}\n{text[at + 1 :]}".rstrip()


def paragraph(text: str, role: str, parent: QWidget) -> QLabel:
    """A sentence that wraps, with the signs of mathematics, and can be selected."""
    label = QLabel(typeset(text), parent)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def column(parent: QWidget) -> QVBoxLayout:
    """A layout with the margins and spaces of a card."""
    box = QVBoxLayout(parent)
    box.setContentsMargins(12, 0, 12, 12)
    box.setSpacing(10)
    return box


def again_button(text: str, parent: Any) -> QPushButton:
    """A button that asks for the computation once more, by the `again_requested` of its parent."""
    button = QPushButton(text, parent)
    button.setToolTip("The same operation on the same variables as they are now")
    button.clicked.connect(parent.again_requested)
    return button
