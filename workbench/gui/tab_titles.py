"""Titles on tabs: in a narrow panel only the tab in front has words, the others have an icon each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QTabWidget

from workbench.gui.fonts import ui_width

AROUND, TIGHTLY = 24, 12
"""Pixels around a title on a tab as the style sheet has it, and with TIGHT."""
TIGHT = "QTabBar::tab { margin: 0 2px; }"
BRIEF = "QTabBar::tab { margin: 0; padding: 9px 2px 7px 2px; }"
ICON = 16


class TabTitles:
    """Puts titles on the tabs of a widget, with as much room as there is; `icons` are the names of their icons."""

    def __init__(
        self, tabs: QTabWidget, titles: Sequence[str], icons: Sequence[str], icon: Callable[[str], QIcon]
    ) -> None:
        self._tabs, self._titles, self._icons, self._icon = tabs, titles, icons, icon
        self._brief = False
        tabs.setIconSize(QSize(ICON, ICON))
        for at, title in enumerate(titles):
            tabs.tabBar().setAccessibleTabName(at, title)

    @property
    def usual(self) -> float:
        """Pixels that they take where there is room."""
        return self._width(AROUND)

    def _width(self, around: int) -> float:
        return sum(ui_width(title, weight=QFont.Weight.DemiBold) + around for title in self._titles)

    def fit(self, room: float) -> None:
        """First they stand closer, then those behind give up their words."""
        self._brief = self._width(TIGHTLY) > room
        sheet = BRIEF if self._brief else TIGHT if self.usual > room else ""
        if self._tabs.tabBar().styleSheet() != sheet:
            self._tabs.tabBar().setStyleSheet(sheet)
        self.refresh()

    def refresh(self) -> None:
        """Words for the tab in front, and for all where they fit; otherwise an icon, and the words as its tip."""
        for at, (title, name) in enumerate(zip(self._titles, self._icons, strict=True)):
            brief = self._brief and at != self._tabs.currentIndex()
            self._tabs.setTabText(at, "" if brief else title)
            self._tabs.setTabIcon(at, self._icon(name) if brief else QIcon())
            self._tabs.setTabToolTip(at, title if brief else "")
