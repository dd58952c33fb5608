"""The views: tabs that follow the selection, and beside them one that can be pinned to a variable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSplitter, QTabWidget, QToolButton, QVBoxLayout, QWidget

from workbench.gui.frame import Frame
from workbench.gui.plotting.controller import Shown
from workbench.gui.plotting.view import PlotView
from workbench.gui.selection import Selection
from workbench.gui.tab_titles import TabTitles
from workbench.gui.theme import Theme
from workbench.model.workspace import Change
from workbench.plots import by_name
from workbench.session.session import Session

MAIN = ("transformation", "gershgorin", "heat_map")
SIDE = ("spectrum", "curve")
LEAST_MAIN, LEAST_SIDE = 208, 168
"""Pixels of the two panels at least."""
LONGEST = 12
"""Characters of a name on a pin; its tip has all of it."""


class ViewTabs(QFrame):
    """A panel of views, one visible at a time, with a pin and a menu at its right."""

    def __init__(
        self, theme: Theme, session: Session, selection: Selection, frame: Frame, names: tuple[str, ...], title: str
    ) -> None:
        super().__init__()
        self._theme, self._session, self._selection = theme, session, selection
        self.setProperty("panel", True)
        self.tabs = QTabWidget(self, objectName=title)
        self.tabs.setAccessibleName("Views")
        self.tabs.setDocumentMode(True)
        self.shown = [Shown(PlotView(by_name(name), theme.color), session, selection, frame) for name in names]
        for shown in self.shown:
            self.tabs.addTab(shown.view, shown.view.title)
        titles, icons = [shown.view.title for shown in self.shown], [shown.view.plot.icon for shown in self.shown]
        self._titles = TabTitles(self.tabs, titles, icons, lambda name: theme.icon(name, "muted"))
        self._preferred, self._suiting = 0, False
        self._loose: set[str] | None = None
        self._known = set(session.workspace.names)
        self.tabs.currentChanged.connect(self._turned)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.tabs)
        self.tabs.setCornerWidget(self._corner(), Qt.Corner.TopRightCorner)
        selection.changed.connect(lambda _: self._suit())
        session.workspace.changed.connect(self._follow)
        self.restyle()

    def _corner(self) -> QWidget:
        corner = QWidget(self)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 8, 4)
        row.setSpacing(2)
        self.pin_button = QToolButton(corner, checkable=True)
        self.pin_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.pin_button.toggled.connect(self._pin)
        self.menu_button = QToolButton(corner)
        self.menu_button.setAccessibleName("View menu")
        self.menu_button.setToolTip("Settings of this view")
        self.menu_button.clicked.connect(self._menu)
        row.addWidget(self.pin_button)
        row.addWidget(self.menu_button)
        return corner

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_tabs()

    def _fit_tabs(self) -> None:
        """Titles go before the name on the pin, which its tip says too."""
        style, corner = Qt.ToolButtonStyle, self.tabs.cornerWidget(Qt.Corner.TopRightCorner)
        self.pin_button.setToolButtonStyle(style.ToolButtonTextBesideIcon)
        if self._titles.usual + corner.sizeHint().width() > self.width():
            self.pin_button.setToolButtonStyle(style.ToolButtonIconOnly)
        self._titles.fit(self.width() - corner.sizeHint().width())

    @property
    def current(self) -> Shown:
        return self.shown[max(self.tabs.currentIndex(), 0)]

    def show_view(self, name: str) -> PlotView:
        """Bring a view to the front."""
        at = next(i for i, shown in enumerate(self.shown) if shown.view.plot.name == name)
        self.tabs.setCurrentIndex(at)
        return self.shown[at].view

    def pin(self, name: str | None, *, loosely: bool = False) -> None:
        """Pin every view here to a variable; None lets them follow the selection.

        A pin that nobody asked for is loose: it goes when a variable comes that somebody will want to see.
        """
        self._loose = {name} if loosely and name is not None else None
        for shown in self.shown:
            shown.pin(name)
        self.pin_button.blockSignals(True)
        self.pin_button.setChecked(name is not None)
        self.pin_button.blockSignals(False)
        self._label()

    def _pin(self, on: bool) -> None:
        self.pin(self._selection.name if on else None)

    def _follow(self, change: Change) -> None:
        if not change.structure:
            return
        names = set(self._session.workspace.names)
        if self._loose is not None and names - self._known - self._loose:
            self.pin(None)
        self._known = names
        self._suit()

    def _turned(self, index: int) -> None:
        """Another view is in front; one that the reader chose is the one to come back to."""
        if not self._suiting:
            self._preferred = index
        self._titles.refresh()
        self.current.want()

    def _suit(self) -> None:
        """Show the view that was chosen, or another while the variable has no such picture."""
        fitting = [at for at, shown in enumerate(self.shown) if shown.fits]
        if fitting:
            self._suiting = True
            self.tabs.setCurrentIndex(self._preferred if self._preferred in fitting else fitting[0])
            self._suiting = False
        self._label()

    def _label(self) -> None:
        name = self.current.name or ""
        self.pin_button.setText(shortened(name))
        self.pin_button.setToolTip(f"Stay with {name or 'this variable'} whatever is selected")
        self.pin_button.setAccessibleName(f"Pin the view to {name}")
        self._fit_tabs()

    def _menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.current.view.menu_actions())
        menu.popup(self.menu_button.mapToGlobal(self.menu_button.rect().bottomLeft()))

    def restyle(self) -> None:
        """Take the colours of the theme."""
        self.pin_button.setIcon(self._theme.icon("pin", "muted"))
        self.menu_button.setIcon(self._theme.icon("dots-horizontal", "muted"))
        for shown in self.shown:
            shown.view.restyle()
        self._label()

    def refresh(self) -> None:
        self._label()
        self.current.want()


class Views(QSplitter):
    """What I see: `plotTabs` and the pinned panel beside it."""

    def __init__(self, theme: Theme, session: Session, selection: Selection, frame: Frame) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(8)
        self.setChildrenCollapsible(False)
        self.main = ViewTabs(theme, session, selection, frame, MAIN, "plotTabs")
        self.side = ViewTabs(theme, session, selection, frame, SIDE, "sideTabs")
        for part, least in ((self.main, LEAST_MAIN), (self.side, LEAST_SIDE)):
            part.setMinimumWidth(least)
        self.addWidget(self.main)
        self.addWidget(self.side)
        self.setStretchFactor(0, 62)
        self.setStretchFactor(1, 38)
        self.setSizes([430, 264])

    def restyle(self) -> None:
        """Take the colours of the theme."""
        for part in (self.main, self.side):
            part.restyle()

    def draw(self) -> None:
        """Draw the front views at once, before anybody sees them."""
        for part in (self.main, self.side):
            part.current.refresh()

    def refresh(self) -> None:
        """Draw whatever is visible."""
        for part in (self.main, self.side):
            part.refresh()


def shortened(name: str) -> str:
    """The beginning and the end of a long name, so that it leaves room for the tabs."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 5]}…{name[-4:]}"
