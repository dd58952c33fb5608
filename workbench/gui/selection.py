"""Which variable the window is about: one name that the table, the facts, the form and the views follow."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.model.workspace import Change, Workspace


class Selection(QObject):
    """The selected name, kept valid while the workspace changes."""

    changed = Signal(object)
    """the name, or None when there is nothing left to select"""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._names: tuple[str, ...] = workspace.names
        self.name: str | None = self._names[0] if self._names else None
        workspace.changed.connect(self._follow)

    def select(self, name: str | None) -> None:
        if name != self.name and (name is None or name in self._workspace):
            self.name = name
            self.changed.emit(name)

    def _follow(self, change: Change) -> None:
        before, self._names = self._names, self._workspace.names
        if self.name in self._workspace:
            return
        self.select(self._heir(before))

    def _heir(self, before: tuple[str, ...]) -> str | None:
        """A renamed variable under its new name, else the neighbour of the one that went."""
        if not self._names:
            return None
        if self.name not in before:
            return self._names[0]
        position = before.index(self.name)
        return self._names[min(position, len(self._names) - 1)]
