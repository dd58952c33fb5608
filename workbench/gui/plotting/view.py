"""A view: the canvas with its controls above, its legend and its sentence below.

It draws whatever arrays it is given, keeps the settings of its plot, and passes drags of the matrix on. A drag
that only moves a setting (the cut of a spectrum) it settles itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from workbench.gui.plotting.canvas import Canvas
from workbench.gui.plotting.legend import Legend
from workbench.gui.plotting.morph import Morph, Scrubber
from workbench.gui.plotting.paint import Palette
from workbench.gui.plotting.sentence import Sentence
from workbench.gui.plotting.sheet import PRESENTING
from workbench.plots.spec import Array, Drawing, Handle, Plot, SettingOf

PADDING = 12


class PlotView(QWidget):
    """One plot of one variable. `dragged(plot, handle, x, y, phase)` asks for an edit; the view edits nothing."""

    dragged = Signal(str, str, float, float, str)
    setting_changed = Signal(str, object)

    def __init__(self, plot: Plot, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot, self._palette = plot, palette
        self._settings = plot.defaults()
        self._source: tuple[str, dict[str, Array]] | None = None
        self.canvas = Canvas(palette, self)
        self.canvas.setAccessibleName(plot.title)
        self.canvas.setAccessibleDescription(plot.help)
        self.canvas.dragged.connect(self._on_dragged)
        self.canvas.resized.connect(self._place_scrubber)
        self.legend, self.sentence = Legend(palette), Sentence(palette)
        self.scrubber: Scrubber | None = None
        self.morph: Morph | None = None
        self._boxes: dict[str, QComboBox] = {}
        self._heading = QLabel(self)
        self._heading.setWordWrap(True)
        self._build()
        self._make_actions()
        self.setFocusProxy(self.canvas)
        self.restyle()

    # What is shown.

    @property
    def title(self) -> str:
        """The words for a tab."""
        return self.plot.title

    @property
    def drawing(self) -> Drawing | None:
        """What is on the canvas."""
        return self.canvas.drawing

    @property
    def settings(self) -> Mapping[str, Any]:
        """Every setting of the plot as it stands."""
        return dict(self._settings)

    def set_data(self, name: str, arrays: Mapping[str, Array]) -> None:
        """Draw these arrays (keyed by the plot's needs) of the variable `name`; another variable starts afresh."""
        if self._source is not None and self._source[0] != name:
            self._start_afresh()
        self._source = (name, dict(arrays))
        if self.scrubber is not None:
            self.scrubber.set_name(name)
            self._place_scrubber()
        self._draw()

    def set_drawing(self, drawing: Drawing) -> None:
        """Show a drawing that was made elsewhere."""
        self.canvas.set_drawing(drawing)
        self.legend.set_items(drawing.legend, drawing.bar)
        self.legend.parentWidget().setVisible(bool(drawing.legend or drawing.bar))
        self.sentence.set_words(drawing.sentence)
        self._heading.setText(drawing.title)
        if self.scrubber is not None:
            self.scrubber.setVisible(bool(drawing.items))

    def set_message(self, text: str) -> None:
        """Say why there is no picture (a shape that has none, values still to come)."""
        self._source = None
        self.canvas.set_message(text)
        self.sentence.set_words(())
        self.legend.parentWidget().hide()
        if self.scrubber is not None:
            self.scrubber.hide()

    def set_setting(self, name: str, value: Any) -> None:
        """Change one setting and draw again."""
        if name not in self._settings:
            raise KeyError(name)
        if self._settings[name] == value:
            return
        self._settings[name] = value
        if name in self._boxes:
            self._boxes[name].setCurrentText(str(value))
        if name in self._toggles:
            self._toggles[name].setChecked(bool(value))
        if name == "morph" and self.morph is not None:
            self.morph.show_value(value)
        self.setting_changed.emit(name, value)
        self._draw()

    def set_presenting(self, on: bool) -> None:
        """Large type, lines and handles for a projector."""
        self.canvas.set_presenting(on)
        for widget in (self.legend, self.sentence, self.morph, self.scrubber):
            if widget is not None:
                widget.set_scale(PRESENTING if on else 1.0)
        self._place_scrubber()

    def restyle(self) -> None:
        """The theme has changed."""
        self.canvas.restyle()
        self.legend.update()
        self.sentence.restyle()
        self._heading.setStyleSheet(f"color: {self._palette('muted').name()}; font-size: 12px")
        for part in (self.morph, self.scrubber):
            if part is not None:
                part.update() if part is self.scrubber else part.restyle()

    def _draw(self) -> None:
        if self._source is not None:
            name, arrays = self._source
            self.set_drawing(self.plot.draw(name, arrays, self._settings))

    def _start_afresh(self) -> None:
        """Hidden settings belong to one variable; what the reader chose stays."""
        for setting in self.plot.settings:
            if setting.hidden:
                self._settings[setting.name] = setting.default
        if self.morph is not None:
            self.morph.stop()
        self.canvas.reset_view()

    # How it is put together.

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        controlled = any(setting.choices for setting in self.plot.settings)
        self._heading.setVisible(controlled)
        if controlled:
            column.addLayout(self._controls())
        column.addWidget(self.canvas, 1)
        column.addWidget(self._legend_row())
        below = QHBoxLayout()
        below.setContentsMargins(PADDING, 2, PADDING, PADDING)
        below.addWidget(self.sentence)
        column.addLayout(below)
        self.sentence.set_scale(1.0)

    def _controls(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(PADDING, PADDING, PADDING, 4)
        row.addWidget(self._heading, 1)
        for setting in self.plot.settings:
            if setting.choices:
                row.addWidget(self._box(setting.name, setting.title, setting.choices))
        return row

    def _box(self, name: str, title: str, choices: tuple[str, ...]) -> QComboBox:
        box = QComboBox()
        box.addItems(list(choices))
        box.setFixedHeight(28)
        box.setAccessibleName(title)
        box.setToolTip(title)
        box.setCurrentText(str(self._settings[name]))
        box.currentTextChanged.connect(lambda text: self.set_setting(name, text))
        self._boxes[name] = box
        return box

    def _legend_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(PADDING, 4, PADDING - 6, 0)
        row.setSpacing(8)
        row.addWidget(self.legend, 1, Qt.AlignmentFlag.AlignTop)
        if self.plot.morphs:
            self.scrubber = Scrubber(self._palette, self.canvas)
            self.morph = Morph(self._palette, self.scrubber)
            self.morph.moved.connect(lambda t: self.set_setting("morph", t))
            self.morph.running.connect(self.canvas.keep_view)
            self.legend.set_corner(self.morph)
        return holder

    def _make_actions(self) -> None:
        """What the view can do, as actions for a menu; the canvas offers them with the right button."""
        self._toggles: dict[str, QAction] = {}
        for setting in self.plot.settings:
            if not setting.choices and not setting.hidden:
                action = QAction(setting.title, self, checkable=True, checked=bool(setting.default))
                action.toggled.connect(lambda on, name=setting.name: self.set_setting(name, on))
                self._toggles[setting.name] = action
                self.canvas.addAction(action)
        self._add_action("Show everything", self.canvas.reset_view, "Home")
        if self.morph is not None:
            self._add_action("Morph from the identity", self.morph.play, "M")
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _add_action(self, title: str, call, key: str) -> None:
        action = QAction(title, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: call())
        self.canvas.addAction(action)

    def menu_actions(self) -> list[QAction]:
        """The same actions for the menu of a panel."""
        return self.canvas.actions()

    def _place_scrubber(self) -> None:
        """The slider stays in the lower right corner of the picture."""
        if self.scrubber is not None:
            size = self.scrubber.size()
            self.scrubber.move(self.canvas.width() - size.width() - 6, self.canvas.height() - size.height() - 6)

    def _on_dragged(self, name: str, x: float, y: float, phase: str) -> None:
        handle = self._handle(name)
        if handle is not None and isinstance(handle.edits, SettingOf):
            if phase == "move":
                self.set_setting(handle.edits.setting, x)
        else:
            self.dragged.emit(self.plot.name, name, x, y, phase)

    def _handle(self, name: str) -> Handle | None:
        items = self.drawing.items if self.drawing is not None else ()
        return next((item for item in items if isinstance(item, Handle) and item.name == name), None)
