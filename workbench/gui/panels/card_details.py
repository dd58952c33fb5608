"""What a computation tells besides its outputs: a tolerance, a rank, a cost, a seed, the course of an iteration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from workbench.gui.panels.card_text import scientific
from workbench.gui.theme import Theme
from workbench.gui.widgets.flow import FlowLayout
from workbench.gui.widgets.message import typeset
from workbench.jobs.detail_words import SEEN, label, tells
from workbench.jobs.request import Result

COUNTED = ("row_order", "pivots")
"""Indices, which a card counts from 1, as worked steps do."""
MOST, LONGEST, MOST_LINES = 6, 44, 24
"""Numbers and characters that stand in a row, and lines behind the button."""

Row = tuple[str, str]


def rows(result: Result) -> tuple[list[Row], list[Row]]:
    """Labels with short values, and labels with values that take several lines."""
    short, long = [], []
    for key, value in result.details.items():
        if key in SEEN or key in result.outputs or not tells(value):
            continue
        value = [at + 1 for at in value] if key in COUNTED else value
        name, text = label(key), in_line(value)
        if text is not None and len(text) <= LONGEST:
            short.append((name, text))
        else:
            long.append((name, "\n".join(_lines(value))))
    return short, long


def in_line(value: Any) -> str | None:
    """A plain value, or a few of them, in a few words; None where that cannot be."""
    value = value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return scientific(value) if value >= 0 or value != value else f"−{scientific(-value)}"
        case int() | complex() | str():
            return typeset(str(value))
        case list() | tuple() if len(value) <= MOST:
            parts = [in_line(item) for item in value]
            flat = not any(isinstance(item, (list, tuple, Mapping)) for item in value)
            return f"({', '.join(map(str, parts))})" if flat else None
        case Mapping() if len(value) <= MOST:
            parts = [in_line(item) for item in value.values()]
            flat = not any(isinstance(item, (list, tuple, Mapping)) for item in value.values())
            return ", ".join(f"{key} {part}" for key, part in zip(value, parts, strict=True)) if flat else None
    return None


def _lines(value: Any) -> Iterator[str]:
    """One line for each member, as many as there is room for."""
    value = value.tolist() if isinstance(value, np.ndarray) else value
    if isinstance(value, Mapping):
        members = [f"{str(key).replace('_', ' ')}: {_whole(item)}" for key, item in value.items()]
    elif isinstance(value, (list, tuple)):
        members = [_whole(item) for item in value]
    else:
        members = [typeset(str(value))]
    yield from members[:MOST_LINES]
    if len(members) > MOST_LINES:
        yield f"… and {len(members) - MOST_LINES} more"


def _whole(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {_whole(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return f"({', '.join(map(_whole, value))})"
    return in_line(value) or typeset(str(value))


class Details(QWidget):
    """Short values side by side, and a button behind which the long ones are."""

    def __init__(self, theme: Theme, short: list[Row], long: list[Row], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        flow = FlowLayout(gap=14)
        for name, text in short:
            flow.addWidget(self._pair(name, text))
        if short:
            box.addLayout(flow)
        self.more: QToolButton | None = None
        if long:
            self._behind(long, box)

    def _pair(self, name: str, text: str) -> QLabel:
        words = QLabel(f'<span style="color:{self._theme.name("muted")}">{name}</span>&nbsp; {text}', self)
        words.setProperty("role", "small")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return words

    def _behind(self, long: list[Row], box: QVBoxLayout) -> None:
        self.more = QToolButton(self)
        self.more.setText(", ".join(name for name, _ in long).capitalize())
        self.more.setAccessibleName(f"Show {self.more.text()}")
        self.more.setToolTip("Show or hide what else is known of this computation")
        self.more.setIconSize(QSize(16, 16))
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setProperty("fold", True)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setCheckable(True)
        self._text = QLabel("\n\n".join(f"{name.capitalize()}:\n{text}" for name, text in long), self)
        self._text.setProperty("role", "small")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more.toggled.connect(self._show)
        box.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self._text)
        self._show(False)

    def _show(self, shown: bool) -> None:
        assert self.more is not None
        self._text.setVisible(shown)
        self.more.setIcon(self._theme.icon("chevron-down" if shown else "chevron-right", "muted"))


def details(theme: Theme, result: Result, parent: QWidget) -> Details | None:
    """The details of a result, None where there are none to show."""
    short, long = rows(result)
    return Details(theme, short, long, parent) if short or long else None
