"""The main window: it composes; what happens is in the panels, the session and the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QMainWindow,
    QSizePolicy,
    QSplitter,
    QStatusBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.backends import CATALOG as BACKENDS
from workbench.gui import actions, finder
from workbench.gui.commands import Commands
from workbench.gui.formula import FormulaLine
from workbench.gui.frame import Frame
from workbench.gui.panels.facts import FactsCard
from workbench.gui.panels.operations import OperationsPanel
from workbench.gui.panels.results import ResultsPanel
from workbench.gui.panels.workspace import WorkspacePanel
from workbench.gui.reports import described
from workbench.gui.rounds import Rounds
from workbench.gui.selection import Selection
from workbench.gui.status import StatusLine
from workbench.gui.table.panel import MatrixPanel
from workbench.gui.theme import Theme
from workbench.gui.widgets.message import MessageBar
from workbench.jobs.convert import DTYPES
from workbench.jobs.request import Failure
from workbench.operations import CATALOG as OPERATIONS
from workbench.session.session import Session

GAP = 8
GOOD_NEWS = 4000
"""Milliseconds for which good news stays."""
SIZE = QSize(1440, 900)
VIEWS, RESULTS = 456, 333
"""Heights in the right column at the usual size."""
NARROW, LEFT = 1280, 184
"""Pixels of the window below which the toolbar has fewer words, and of the left column at least."""
TOOLS = ("new_matrix", "open_files", "save_selected", "paste_matrix", None, "undo", "redo", None, "run", "stop")
SHORT = {"new_matrix": "New", "open_files": "Open", "save_selected": "Save", "paste_matrix": "Paste"}


class MainWindow(QMainWindow):
    """Three columns: what I have, what I do, what I see."""

    painted = Signal()
    """once, after the first paint"""

    def __init__(self, session: Session, theme: Theme, close_runner: Callable[[], None]) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self.workspace, self.runner = session.workspace, session.runner
        self._close_runner = close_runner
        self._was_shown = False
        self.views: Any = None
        self.report = ""
        self.setObjectName("mainWindow")
        self.setWindowTitle("Matrix Workbench")
        self.setAcceptDrops(True)
        self.selection = Selection(self.workspace, self)
        self.frame = Frame(self)
        self.commands = Commands(self)
        self._make_parts()
        self.actions_by_name = actions.build(self, Guarded(self.commands, self.show_error), self._icon)
        self.menus = actions.fill_menus(self.menuBar(), self.actions_by_name)
        self.actions_by_name[f"theme_{theme.mode}"].setChecked(True)
        self._make_toolbar()
        self._lay_out()
        self.resize(SIZE.boundedTo(QGuiApplication.primaryScreen().availableSize()))

    def _icon(self, name: str) -> Any:
        return self.theme.icon(name)

    # composition

    def _make_parts(self) -> None:
        theme, workspace = self.theme, self.workspace
        self.workspace_panel = WorkspacePanel(theme, workspace, self.selection)
        self.facts = FactsCard(theme)
        self.formula = FormulaLine(workspace, theme.name)
        self.table = MatrixPanel(workspace, theme)
        self.table.setProperty("panel", True)
        self.operations = OperationsPanel(theme, workspace)
        self.results = ResultsPanel(theme, self.session.results, workspace)
        self.status = StatusLine(theme, self.session)
        self.message = MessageBar(theme)
        self.message.setObjectName("windowMessage")
        self._passing = QTimer(self, singleShot=True, interval=GOOD_NEWS)
        self._passing.timeout.connect(self.message.hide)
        self.tour_of_panels = Rounds(self)
        self.finder = finder.Finder(self._findable)
        self.finder.show_icon(theme.icon("magnify", "muted"))

    def _make_toolbar(self) -> None:
        bar = QToolBar("Tools", self)
        bar.setMovable(False)
        bar.setFixedHeight(44)
        bar.setIconSize(QSize(18, 18))
        self._spare: list[QAction] = []
        """words that give way in a narrow window"""
        self._wordy: list[QToolButton] = []
        for name in TOOLS:
            if name is None:
                bar.addSeparator()
                continue
            button = self._tool(name)
            bar.addWidget(button)
            if name in SHORT:
                self._wordy.append(button)
        bar.addWidget(_stretch())
        self.finder.setFixedHeight(28)
        bar.addWidget(self.finder)
        bar.addWidget(_stretch())
        self.backend = self._selector("backendSelector", "Backend", self._backends())
        self.dtype = self._selector("dtypeSelector", "Type", [("automatic", "auto"), *((d, d) for d in DTYPES)])
        for words, box in (("Backend", self.backend), ("Type", self.dtype)):
            label = QLabel(words, bar)
            label.setProperty("role", "muted")
            label.setContentsMargins(8, 0, 4, 0)
            self._spare.append(bar.addWidget(label))
            bar.addWidget(box)
        bar.addSeparator()
        bar.addWidget(self._theme_tool())
        self.addToolBar(bar)

    def _tool(self, name: str) -> QToolButton:
        button, action = QToolButton(self), self.actions_by_name[name]
        action.setIconText(SHORT.get(name, action.text()))
        button.setDefaultAction(action)
        wordless = name in ("undo", "redo")
        style = Qt.ToolButtonStyle
        button.setToolButtonStyle(style.ToolButtonIconOnly if wordless else style.ToolButtonTextBesideIcon)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if name == "stop":
            button.setObjectName("stopButton")
        return button

    def _fit_toolbar(self) -> None:
        """In a narrow window icons do without the words that their tips hold, so that nothing is cut off."""
        narrow, style = self.width() < NARROW, Qt.ToolButtonStyle
        for button in self._wordy:
            button.setToolButtonStyle(style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon)
        for action in self._spare:
            action.setVisible(not narrow)

    def _theme_tool(self) -> QToolButton:
        self._theme_button = button = QToolButton(self)
        button.setIcon(self._icon("theme-light-dark"))
        button.setToolTip("Switch between light and dark")
        button.setAccessibleName("Switch between light and dark")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.theme.follow("light" if self.theme.scheme == "dark" else "dark"))
        return button

    def _selector(self, name: str, words: str, entries: list[tuple[str, str]]) -> QComboBox:
        box = QComboBox(self, objectName=name)
        for text, value in entries:
            box.addItem(text, value)
        box.setAccessibleName(words)
        box.setToolTip(f"{words} of the next computation")
        return box

    def _backends(self) -> list[tuple[str, str]]:
        """The backends that are here for certain; a device is offered when a compute process has found it."""
        return [(entry.title, entry.name) for entry in BACKENDS if entry.open is None and entry.available() is None]

    def offer_device(self, title: str, name: str) -> None:
        """Let a device be chosen, and leave the choice to the clock unless somebody has made another."""
        if self.backend.findData(name) >= 0:
            return
        unchosen = self.backend.currentIndex() == 0
        self.backend.insertItem(1, title, name)
        self.backend.insertItem(0, "automatic", "auto")
        if unchosen:
            self.backend.setCurrentIndex(0)

    def _lay_out(self) -> None:
        formula = QFrame(self)
        formula.setProperty("panel", True)
        box = QVBoxLayout(formula)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.formula)
        self.workspace_panel.setMinimumWidth(LEFT)
        left = _splitter(Qt.Orientation.Vertical, (self.workspace_panel, 302), (self.facts, 487))
        below = _splitter(Qt.Orientation.Vertical, (self.table, 232), (self.operations, 458))
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(formula)
        column.addWidget(below, 1)
        self._right = _splitter(Qt.Orientation.Vertical, (QWidget(self), VIEWS), (self.results, RESULTS))
        self._columns = _splitter(Qt.Orientation.Horizontal, (left, 232), (middle, 472), (self._right, 704))
        central = QWidget(self)
        outer = QVBoxLayout(central)
        outer.setContentsMargins(GAP, 0, GAP, 0)
        outer.setSpacing(GAP)
        outer.addWidget(self.message)
        outer.addWidget(self._columns, 1)
        self.setCentralWidget(central)
        bar = QStatusBar(self)
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.addWidget(self.status, 1)
        self.setStatusBar(bar)

    def add_views(self, views: QWidget) -> None:
        """Put the views where they belong, in the place that was kept for them."""
        old = self._right.replaceWidget(0, views)
        old.deleteLater()
        self._right.setStretchFactor(0, VIEWS)
        self.views = views
        views.show()

    # what actions and messages need

    def _findable(self) -> list[finder.Entry]:
        found = [
            finder.Entry(_plain(action.text()), action.shortcut().toString() or "action", name, "", action.trigger)
            for name, action in self.actions_by_name.items()
        ]
        return found + [
            finder.Entry(row.title, row.group, row.name, row.words, self._chooser(row.name)) for row in OPERATIONS
        ]

    def _chooser(self, name: str) -> Callable[[], None]:
        """Shows the form of an operation and hands it the keyboard."""

        def choose() -> None:
            self.operations.choose(name)
            self.operations.form.first_control.setFocus(Qt.FocusReason.ShortcutFocusReason)

        return choose

    def say(self, text: str, color: str = "green") -> None:
        """Good news for a few seconds, or something to know until it is closed."""
        self._show(text, color=color)
        if color == "green":
            self._passing.start()

    def show_error(self, error: Any) -> None:
        """What failed outside a card or form, in the bar under the toolbar."""
        if isinstance(error, Failure):
            self.show_report(error.summary, described(error.traceback))
        else:
            self._show(error.message, error.hint)

    def show_report(self, summary: str, text: str) -> None:
        """An unexpected failure: a copyable report, and nothing lost."""
        self._show(summary, "A report can be copied for the developers.", [("report", "Copy report")])
        self.report = text

    def _show(self, *words: Any, **looks: Any) -> None:
        """Good news that is still there must not take the next message with it when its time is up."""
        self._passing.stop()
        self.message.show_message(*words, **looks)

    def restyle(self) -> None:
        """The theme has changed."""
        actions.restyle(self.actions_by_name, self._icon)
        self._theme_button.setIcon(self._icon("theme-light-dark"))
        self.finder.show_icon(self.theme.icon("magnify", "muted"))
        self.actions_by_name[f"theme_{self.theme.mode}"].setChecked(True)
        if not self.message.isHidden():
            self.message.restyle()
        parts = (self.workspace_panel, self.facts, self.formula, self.table, self.operations, self.results)
        for part in (*parts, self.status, *((self.views,) if self.views is not None else ())):
            part.refresh() if part is self.formula else part.restyle()

    # events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_toolbar()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._close_runner()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.commands.open_paths(local_files(event.mimeData()))
        event.acceptProposedAction()


class Guarded:
    """Commands whose `UserError` is shown instead of raised."""

    def __init__(self, commands: Commands, show: Callable[[Any], None]) -> None:
        self._commands, self._show = commands, show

    def __getattr__(self, name: str) -> Callable[..., None]:
        from workbench.model.errors import UserError

        command = getattr(self._commands, name)

        def guarded() -> None:
            try:
                command()
            except UserError as error:
                self._show(error)

        return guarded


def local_files(data: QMimeData) -> list[str]:
    """The paths of files that are being dropped."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


def _splitter(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(GAP)
    splitter.setChildrenCollapsible(False)
    for at, (widget, size) in enumerate(parts):
        splitter.addWidget(widget)
        splitter.setStretchFactor(at, size)
    splitter.setSizes([size for _, size in parts])
    return splitter


def _plain(text: str) -> str:
    """What an action is called in a list."""
    return text.replace("…", "")


def _stretch() -> QWidget:
    widget = QWidget()
    widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return widget
