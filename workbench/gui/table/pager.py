"""A strip under the table where a variable is more than the table can show at once."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from workbench.gui.table.face import Face
from workbench.gui.table.stats import grouped


class Pager(QWidget):
    """A spinner for the index of each leading axis, and pages of rows and columns beyond Qt's limit."""

    turned = Signal(object, int, int)  # leading indices, first row, first column

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._face = Face(())
        self._spinners: list[QSpinBox] = []
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(0, 8, 0, 0)
        self._box.setSpacing(8)
        self._axes = QHBoxLayout()
        self._axes.setSpacing(8)
        self._box.addLayout(self._axes)
        self.rows = PageTurner("Rows", self)
        self.columns = PageTurner("Columns", self)
        for turner in (self.rows, self.columns):
            self._box.addWidget(turner)
            turner.turned.connect(self._emit)
        self._box.addStretch(1)

    def show_face(self, face: Face) -> None:
        """Follow the table to another variable or page."""
        axes = face.shape[:-2]
        if len(axes) != len(self._spinners):
            self._rebuild(len(axes))
        for spinner, size, at in zip(self._spinners, axes, face.lead or (0,) * len(axes), strict=True):
            with QSignalBlocker(spinner):
                spinner.setRange(0, max(size - 1, 0))
                spinner.setValue(at)
        self._face = face
        self.rows.show_page(face.row0, face.rows, face.total_rows, face.page)
        self.columns.show_page(face.column0, face.columns, face.total_columns, face.page)
        self.setVisible(bool(axes) or face.rows < face.total_rows or face.columns < face.total_columns)

    def _rebuild(self, count: int) -> None:
        while self._axes.count():
            self._axes.takeAt(0).widget().deleteLater()
        self._spinners = []
        for axis in range(count):
            spinner = QSpinBox(self)
            spinner.setAccessibleName(f"Index of axis {axis}")
            spinner.setToolTip(f"Index of axis {axis}; the table shows the last two axes")
            spinner.valueChanged.connect(self._emit)
            self._axes.addWidget(QLabel(f"Axis {axis}", self))
            self._axes.addWidget(spinner)
            self._spinners.append(spinner)

    def _emit(self) -> None:
        lead = tuple(spinner.value() for spinner in self._spinners)
        self.turned.emit(lead, self.rows.start, self.columns.start)


class PageTurner(QWidget):
    """ "Rows 0 to 9 999 999 of 50 000 000" between two buttons."""

    turned = Signal()

    def __init__(self, noun: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._noun = noun
        self.start, self._page, self._total = 0, 1, 0
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.back, self.label, self.on = QToolButton(self), QLabel(self), QToolButton(self)
        for button, text, tip, step in ((self.back, "‹", "Previous", -1), (self.on, "›", "Next", 1)):
            button.setText(text)
            button.setToolTip(f"{tip} page of {noun.lower()}")
            button.setAccessibleName(f"{tip} page of {noun.lower()}")
            button.clicked.connect(lambda _=False, step=step: self._turn(step))
        for widget in (self.back, self.label, self.on):
            box.addWidget(widget)

    def show_page(self, start: int, shown: int, total: int, page: int) -> None:
        """Name the part that is shown, if it is not the whole."""
        self.start, self._page, self._total = start, page, total
        last = grouped(max(start + shown - 1, start))
        self.label.setText(f"{self._noun} {grouped(start)} to {last} of {grouped(total)}")
        self.back.setEnabled(start > 0)
        self.on.setEnabled(start + shown < total)
        self.setVisible(shown < total)

    def _turn(self, step: int) -> None:
        self.start = max(min(self.start + step * self._page, self._total - 1), 0)
        self.turned.emit()
