"""Every action of the window, declared once: menus, toolbar, shortcuts and the finder are made from this table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

SEPARATOR = "-"


@dataclass(frozen=True)
class Action:
    """One row: where it stands, what it says, how it is reached. `name` is the method that it calls."""

    name: str
    menu: str
    text: str
    icon: str = ""
    keys: str = ""
    tip: str = ""
    checkable: bool = False
    group: str = ""


class Commands(Protocol):
    """What carries the actions out: one method per name in the table."""

    def __getattr__(self, name: str) -> Callable[..., None]: ...


ACTIONS: tuple[Action, ...] = (
    Action("new_matrix", "File", "New matrix", "table-large-plus", "Ctrl+N", "Add a 2 x 2 matrix of zeros"),
    Action("open_files", "File", "Open…", "folder-open-outline", "Ctrl+O", "Open CSV, NPY or NPZ files as variables"),
    Action("save_selected", "File", "Save matrix…", "content-save-outline", "Ctrl+S", "Save the selected matrix"),
    Action("save_all", "File", "Save all…", "", "Ctrl+Shift+S", "Save every matrix into one NPZ file"),
    Action("-", "File", SEPARATOR),
    Action("quit", "File", "Quit", "", "Ctrl+Q", "Close the window"),
    Action("undo", "Edit", "Undo", "undo", "Ctrl+Z", "Take the last change back"),
    Action("redo", "Edit", "Redo", "redo", "Ctrl+Y", "Make the change again"),
    Action("-", "Edit", SEPARATOR),
    Action("paste_matrix", "Edit", "Paste as new matrix", "clipboard-text-outline", "Ctrl+Shift+V",
           "Make a matrix of what is on the clipboard"),
    Action("transpose_selected", "Matrix", "Transpose in place", "swap-horizontal", "Ctrl+T", "Turn rows into columns"),
    Action("remove_selected", "Matrix", "Delete matrix", "delete-outline", "", "Remove the selected matrix"),
    Action("start_empty", "Matrix", "Start empty", "", "", "Remove every matrix and card; Undo brings them back"),
    Action("worked_example", "Matrix", "Worked example", "", "", "Add the matrices of the first start"),
    Action("run", "Operations", "Run", "play", "Ctrl+Return", "Run the operation that is shown"),
    Action("stop", "Operations", "Stop", "stop", "Ctrl+.", "Stop everything that runs or waits"),
    Action("clear_results", "Operations", "Clear results", "broom", "", "Remove every card"),
    Action("copy_script", "Operations", "Copy session as script", "script-text-outline", "Ctrl+Shift+C",
           "Python code that does it all again"),
    Action("next_panel", "View", "Next panel", "", "F6", "Take the keyboard to the next panel"),
    Action("previous_panel", "View", "Previous panel", "", "Shift+F6", "Take the keyboard to the panel before"),
    Action("-", "View", SEPARATOR),
    Action("theme_system", "View", "Theme of the system", "", "", "Light or dark as the desktop", True, "theme"),
    Action("theme_light", "View", "Light", "", "", "Light theme", True, "theme"),
    Action("theme_dark", "View", "Dark", "theme-light-dark", "", "Dark theme", True, "theme"),
    Action("find", "Help", "Find an action or operation", "magnify", "Ctrl+K", "Every action and operation by name"),
    Action("about", "Help", "About Matrix Workbench", "", "", "Version and licence"),
)  # fmt: skip
MENUS = ("File", "Edit", "Matrix", "Operations", "View", "Help")


def build(parent: QWidget, commands: Commands, icon: Callable[[str], QIcon]) -> dict[str, QAction]:
    """One QAction per row, by name, connected to the command of that name."""
    made: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for row in ACTIONS:
        if row.text == SEPARATOR:
            continue
        action = made[row.name] = _action(parent, row, icon)
        action.triggered.connect(lambda _=False, name=row.name: getattr(commands, name)())
        if row.group:
            groups.setdefault(row.group, QActionGroup(parent)).addAction(action)
    return made


def _action(parent: QWidget, row: Action, icon: Callable[[str], QIcon]) -> QAction:
    action = QAction(row.text, parent)
    action.setObjectName(f"action_{row.name}")
    if row.icon:
        action.setIcon(icon(row.icon))
    if row.keys:
        action.setShortcut(QKeySequence(row.keys))
    keys = f" ({row.keys})" if row.keys else ""
    action.setToolTip(f"{row.tip or row.text}{keys}")
    action.setStatusTip("")
    action.setCheckable(row.checkable)
    parent.addAction(action)
    return action


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """The menus of the table, in its order."""
    menus = {title: bar.addMenu(title) for title in MENUS}
    for row in ACTIONS:
        if row.text == SEPARATOR:
            menus[row.menu].addSeparator()
        else:
            menus[row.menu].addAction(actions[row.name])
    return menus


def restyle(actions: Mapping[str, QAction], icon: Callable[[str], QIcon]) -> None:
    """Icons in the colours of the new theme."""
    for row in ACTIONS:
        if row.icon and row.name in actions:
            actions[row.name].setIcon(icon(row.icon))
