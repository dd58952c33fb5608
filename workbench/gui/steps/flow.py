"""Tiles in rows of equal columns; one that holds a sentence has a row of its own."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from workbench.gui.guard import guarded
from workbench.gui.steps.mathlines import MathLines
from workbench.gui.steps.tile import StepTile

GAP, WIDEST_GAP, BELOW = 24, 72, 12


class TileFlow(QWidget):
    """Places the tiles that are shown; as high as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tiles: list[StepTile] = []

    def add(self, tile: StepTile) -> None:
        """Append a tile."""
        tile.setParent(self)
        self.tiles.append(tile)
        tile.show()

    def clear(self) -> None:
        """Take all of them away."""
        for tile in self.tiles:
            tile.hide()
            tile.deleteLater()
        self.tiles = []

    @property
    def shown(self) -> list[StepTile]:
        return [tile for tile in self.tiles if not tile.isHidden()]

    def least_width(self) -> int:
        """Below this something is cut off."""
        narrow = [tile.natural_width for tile in self.shown if not tile.wide]
        return max([*narrow, *(tile.least_width for tile in self.shown if tile.wide)], default=0)

    def height_at(self, width: int) -> int:
        """The height in a width."""
        return max((box.bottom() + 1 for box in self._boxes(width)), default=0)

    @guarded()
    def resizeEvent(self, event: object) -> None:
        self.place()

    def place(self) -> None:
        """Put every tile where it belongs."""
        for tile, box in zip(self.shown, self._boxes(self.width()), strict=True):
            tile.setGeometry(box)

    def _boxes(self, width: int) -> list[QRect]:
        boxes: list[QRect] = []
        y = 0
        for wide, run in groupby(self.shown, key=lambda tile: tile.wide):
            tiles = list(run)
            widest = max(_width(tile, width) for tile in tiles)
            count = 1 if wide else max(1, (width + GAP) // (widest + GAP))
            rows = [tiles[at : at + count] for at in range(0, len(tiles), count)]
            pitch = min(width // count, widest + WIDEST_GAP)
            for row in rows:
                high = max(tile.height_at(_width(tile, width)) for tile in row)
                boxes += [QRect(k * pitch, y, _width(tile, width), high) for k, tile in enumerate(row)]
                y += high + BELOW
        return boxes


def _width(tile: StepTile, width: int) -> int:
    return width if tile.wide else tile.natural_width


class SideScroll(QScrollArea):
    """As high as what is in it; scrolls sideways where that is too wide."""

    def __init__(self, inside: TileFlow | MathLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.inside = inside
        self.setWidget(inside)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for transparent in (inside, self.viewport()):
            transparent.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        return True

    @guarded(20)
    def heightForWidth(self, width: int) -> int:
        least = self.inside.least_width()
        bar = self.horizontalScrollBar().sizeHint().height() if least > width else 0
        return self.inside.height_at(max(width, least)) + bar

    @guarded(QSize(400, 20))
    def sizeHint(self) -> QSize:
        width = max(self.width(), 400)
        return QSize(width, self.heightForWidth(width))

    @guarded(QSize(0, 20))
    def minimumSizeHint(self) -> QSize:
        return QSize(0, 20)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.refresh()

    @guarded()
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Only sideways: up and down is for what scrolls around it."""
        turned = event.angleDelta() if event.pixelDelta().isNull() else event.pixelDelta()
        if abs(turned.y()) >= abs(turned.x()):
            event.ignore()
        else:
            super().wheelEvent(event)

    def refresh(self) -> None:
        """Fit what is in it into the room that there is; to be called when that has changed."""
        width = max(self.width(), self.inside.least_width())
        self.inside.resize(width, self.inside.height_at(width))
        self.inside.place()


class TileScroll(SideScroll):
    """Tiles, of which even one may be too wide."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.flow = TileFlow()
        super().__init__(self.flow, parent)

    def bring_into_view(self, tile: StepTile) -> None:
        """Scroll sideways, and whatever scrolls around it up or down, until the tile is seen."""
        bar, left = self.horizontalScrollBar(), tile.x()
        bar.setValue(max(min(bar.value(), left), left + tile.width() - self.viewport().width()))
        around = scroller(self)
        if around is not None:
            around.ensureWidgetVisible(tile, 0, BELOW)


def scroller(widget: QWidget) -> QScrollArea | None:
    """What scrolls around a widget."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent
