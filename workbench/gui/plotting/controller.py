"""Keeps every visible view up to date with the matrix that it shows, and turns its drags into edits."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer

from workbench.gui.frame import Frame
from workbench.gui.plotting.view import PlotView
from workbench.gui.selection import Selection
from workbench.model.edits import SetCells
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Change
from workbench.plots.spec import ColumnOf, Handle
from workbench.session.live import Withheld
from workbench.session.session import Session

NEEDED = {"svdvals": "spectrum"}
"""What a plot needs, by the name of the live value that supplies it."""

LATE = 400
"""Milliseconds after which the picture of another variable does not stand any longer for one that is computed."""


class Shown(QObject):
    """One view and the variable it shows: the selected one, or the one it is pinned to."""

    def __init__(self, view: PlotView, session: Session, selection: Selection, frame: Frame) -> None:
        super().__init__(view)
        self.view, self.pinned = view, None
        self._session, self._selection, self._frame = session, selection, frame
        self._drags = itertools.count()
        self._drag = 0
        self._live: tuple[str, Any] | None = None
        self._asked: str | None = None
        self._withheld = ""
        self._late = QTimer(self, singleShot=True, interval=LATE)
        self._late.timeout.connect(lambda: view.set_message("Computing…"))
        view.dragged.connect(self._dragged)
        view.canvas.message_taken.connect(self._take_withheld)
        selection.changed.connect(lambda _: self.want())
        session.workspace.changed.connect(self._follow)
        session.live.ready.connect(self._arrived)

    @property
    def name(self) -> str | None:
        return self.pinned if self.pinned in self._session.workspace else self._selection.name

    @property
    def fits(self) -> bool:
        """Whether the variable has such a picture."""
        if self.name is None:
            return False
        matrix = self._session.workspace[self.name]
        return self.view.plot.accepts(matrix.shape, matrix.dtype) is None

    def pin(self, name: str | None) -> None:
        """Stay with this variable whatever is selected; None follows the selection again."""
        self.pinned = name
        self.want()

    def want(self) -> None:
        """Draw in the next frame, if anybody looks."""
        if self.view.isVisible():
            self._frame.want(self, self.refresh)

    def _follow(self, change: Change) -> None:
        if self.name in change.names or self.name is None:
            self.want()

    def refresh(self) -> None:
        """Draw the variable as it is now, or say why it has no such picture."""
        name, plot, self._withheld = self.name, self.view.plot, ""
        self._late.stop()
        if name is None or name not in self._session.workspace:
            self.view.set_message("There is no matrix to show.")
            return
        matrix = self._session.workspace[name]
        reason = plot.accepts(matrix.shape, matrix.dtype)
        if reason is not None:
            self.view.set_message(reason)
            return
        live = [need for need in plot.needs if need in NEEDED]
        if not live:
            self._draw(matrix, {})
            return
        before = self._live
        for need in live:
            if name != self._asked:  # what was told of it before is not here any more
                self._session.live.forget(NEEDED[need], name)
            self._session.live.ask(NEEDED[need], name)
        self._asked = name
        if before is not None and before is self._live and before[0] == name:
            self._show(matrix, live[0], before[1])  # until the new value is there
        elif self._live is None or self._live[0] != name:
            self._late.start()

    def _arrived(self, kind: str, name: str, value: Any) -> None:
        needs = [need for need in self.view.plot.needs if NEEDED.get(need) == kind]
        if needs and name == self.name:
            self._live = (name, value)
            self._show(self._session.workspace[name], needs[0], value)

    def _show(self, matrix: Matrix, need: str, value: Any) -> None:
        self._late.stop()
        self._withheld = need if isinstance(value, Withheld) else ""
        if isinstance(value, Withheld):
            self.view.set_message(f"This would take about {value.seconds:.1f} s. Click here to compute it.")
        elif isinstance(value, np.ndarray):
            self._draw(matrix, {need: value})
        else:
            self.view.set_message(getattr(value, "message", None) or "The values could not be computed.")

    def _take_withheld(self) -> None:
        """A click, or Enter, on a view that waits for one computes what it needs, whatever that costs."""
        if self._withheld and self.name is not None:
            need, self._withheld, self._live = self._withheld, "", None
            self.view.set_message("Computing…")
            self._session.live.ask(NEEDED[need], self.name, whatever_it_costs=True)

    def _draw(self, matrix: Matrix, found: dict[str, Any]) -> None:
        own = {"matrix": lambda: matrix.to_array(), "shape": lambda: np.array(matrix.shape)}
        arrays = {need: own[need]() for need in self.view.plot.needs if need in own}
        self.view.set_data(matrix.name, arrays | found)

    def _dragged(self, plot: str, handle: str, x: float, y: float, phase: str) -> None:
        """One drag is one undo step: every move of it carries the same token."""
        grip = next((item for item in self._handles() if item.name == handle), None)
        if grip is None or not isinstance(grip.edits, ColumnOf):
            return
        if phase == "begin":
            self._drag = next(self._drags)
        elif phase == "move":
            edit = column_edit(self._session.workspace[grip.edits.matrix], grip.edits.column, (x, y))
            self._session.workspace.do(edit, merge=(id(self), self._drag))

    def _handles(self) -> list[Handle]:
        drawing = self.view.drawing
        return [item for item in drawing.items if isinstance(item, Handle)] if drawing is not None else []


def column_edit(matrix: Matrix, column: int, values: tuple[float, ...]) -> SetCells:
    """The edit that puts numbers into a column; those with few decimals are exact, as if typed.

    Raises `UserError` where the column does not exist.
    """
    rows, columns = matrix.table_shape
    if column >= columns or len(values) != rows:
        raise UserError("shape", f"{matrix.name} has no column {column} of {len(values)} entries.")
    exact = [Fraction(repr(round(value, 6))) for value in values] if matrix.is_exact else None
    whole = matrix.dtype.kind in "biu" and all(float(value).is_integer() for value in values)
    array = np.array(values).astype(np.int64 if whole else np.float64)
    indices = np.arange(rows, dtype=np.int64) * columns + column
    return SetCells(matrix.name, indices, array, None if exact is None else tuple(exact), columns)
