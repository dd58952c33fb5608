"""The head of the table panel: a tab for each variable shown, notation, colour, transpose, menu."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QTabBar, QToolButton, QWidget

from workbench.gui.table.ink import Ink

HEIGHT = 36
MOST_TABS = 6


class TableBar(QWidget):
    """Emits what was asked for; the panel carries it out."""

    chosen = Signal(str)
    exact_toggled = Signal(bool)
    coloured_toggled = Signal(bool)
    transpose_asked = Signal()
    menu_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tableBar")
        self.setFixedHeight(HEIGHT)
        self.setAttribute(Qt.WA_StyledBackground)
        self.tabs = self._make_tabs()
        self.exact, self.decimal = (
            self._segment("Exact", "Fractions as they were typed"),
            self._segment("Decimal", "Every number as a decimal"),
        )
        self._notation = QButtonGroup(self)
        for button in (self.exact, self.decimal):
            self._notation.addButton(button)
        self.exact.setChecked(True)
        self.exact.toggled.connect(self.exact_toggled)
        self.colour = self._tool("Colour cells by value", checkable=True)
        self.colour.setChecked(True)
        self.colour.toggled.connect(self.coloured_toggled)
        self.transpose = self._tool("Transpose: turn rows into columns")
        self.transpose.clicked.connect(self.transpose_asked)
        self.menu = self._tool("More for this table")
        self.menu.clicked.connect(self.menu_asked)
        self._lay_out()

    def show_notation(self, *, exact: bool) -> None:
        """Press the button of the notation that is seen, which nobody has chosen."""
        with QSignalBlocker(self.exact):
            (self.exact if exact else self.decimal).setChecked(True)

    def _make_tabs(self) -> QTabBar:
        tabs = QTabBar(self)
        tabs.setObjectName("tableTabs")
        tabs.setAccessibleName("Variables in the table")
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setUsesScrollButtons(True)
        tabs.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)
        tabs.currentChanged.connect(self._switch)
        return tabs

    def _segment(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"notation{text}")
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setFixedHeight(24)
        return button

    def _tool(self, name: str, checkable: bool = False) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(checkable)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setFixedSize(24, 24)
        button.setIconSize(QSize(18, 18))
        return button

    def _lay_out(self) -> None:
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 0, 8, 0)
        box.setSpacing(4)
        box.addWidget(self.tabs, 1)
        segments = QHBoxLayout()
        segments.setSpacing(0)
        segments.addWidget(self.exact)
        segments.addWidget(self.decimal)
        box.addLayout(segments)
        for button in (self.colour, self.transpose, self.menu):
            box.addWidget(button)

    def names(self) -> list[str]:
        """The variables that have a tab."""
        return [self.tabs.tabData(at) for at in range(self.tabs.count())]

    def show_tab(self, name: str, text: str) -> None:
        """Bring a variable's tab to the front, and make one if it has none."""
        names = self.names()
        with QSignalBlocker(self.tabs):
            if name not in names:
                if len(names) >= MOST_TABS:
                    self.tabs.removeTab(0)
                self.tabs.setTabData(self.tabs.addTab(text), name)
            self.tabs.setCurrentIndex(self.names().index(name))

    def rename(self, name: str, new: str, text: str) -> None:
        """Give a tab another variable's name or text."""
        at = self.names().index(name)
        self.tabs.setTabData(at, new)
        if self.tabs.tabText(at) != text:
            self.tabs.setTabText(at, text)

    def drop(self, name: str) -> None:
        """Remove the tab of a variable that is gone."""
        with QSignalBlocker(self.tabs):
            self.tabs.removeTab(self.names().index(name))

    def _switch(self, at: int) -> None:
        if at >= 0:
            self.chosen.emit(self.tabs.tabData(at))

    def restyle(self, ink: Ink, icon) -> None:
        """Take the theme's colours; `icon` makes an icon of a name and a colour token."""
        self.colour.setIcon(icon("palette-outline", "accent_text"))
        self.transpose.setIcon(icon("swap-horizontal", "muted"))
        self.menu.setIcon(icon("dots-horizontal", "muted"))
        self.setStyleSheet(_style(ink))


def _style(ink: Ink) -> str:
    name = {
        key: getattr(ink, key).name()
        for key in ("line", "text", "muted", "accent", "accent_text", "selection", "hover")
    }
    name["edge"] = ink.control.name()
    return """
    #tableBar {{ border-bottom: 1px solid {line}; }}
    QTabBar#tableTabs::tab {{ padding: 0 10px; margin: 0; height: 33px; border: 0; border-bottom: 2px solid transparent;
        color: {muted}; background: transparent; }}
    QTabBar#tableTabs::tab:selected {{ color: {text}; font-weight: 600; border-bottom: 2px solid {accent}; }}
    QTabBar#tableTabs::tab:hover {{ color: {text}; }}
    QToolButton {{ border: 0; border-radius: 4px; padding: 0; background: transparent; }}
    QToolButton:hover {{ background: {hover}; }}
    QToolButton:checked {{ background: {selection}; }}
    QPushButton {{ min-height: 0; border: 1px solid {edge}; padding: 0 8px; color: {text}; background: transparent; }}
    QPushButton:checked {{ background: {selection}; color: {accent_text}; font-weight: 500; }}
    QPushButton:disabled {{ color: {muted}; }}
    QPushButton {{ border-radius: 6px; }}
    #notationExact {{ border-top-right-radius: 0; border-bottom-right-radius: 0; border-right: 0; }}
    #notationDecimal {{ border-top-left-radius: 0; border-bottom-left-radius: 0; }}
    QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
    QPushButton:focus {{ padding: 0 8px; min-height: 0; }} QToolButton:focus {{ padding: 0; }}
    """.format(**name)
