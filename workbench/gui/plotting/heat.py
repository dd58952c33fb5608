"""A matrix as an image: only the visible part is read, and never more of it than there are pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.gui.plotting.paint import Palette, Scene
from workbench.gui.plotting.text import Typesetter
from workbench.gui.plotting.viewport import Viewport
from workbench.plots.colormaps import CIVIDIS, RGB, legible, table
from workbench.plots.spec import Array, Image
from workbench.plots.words import short

LEVELS = 253
NAN, PLUS, MINUS = 253, 254, 255
READ_AT_MOST = 1 << 20
LEGIBLE_CELL = 26.0


def color_table(palette: Palette, colormap: str) -> Array:
    """256 rows of bytes: the colour map, then NaN, +∞ and −∞."""
    if colormap == "diverging":
        colors = table([_rgb(palette(token)) for token in ("heat_low", "heat_mid", "heat_high")], LEVELS)
    else:
        colors = table(CIVIDIS, LEVELS)
    odd = [_rgb(palette(token)) for token in ("sunken", "text", "muted")]
    return np.vstack((colors, np.array(odd, dtype=np.uint8)))


def _rgb(color: QColor) -> RGB:
    return color.red(), color.green(), color.blue()


def levels(values: Array, low: float, high: float) -> Array:
    """Bytes that point into the colour table."""
    values = values.astype(float)
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    with np.errstate(invalid="ignore", over="ignore"):
        place = (values - middle) / half if half > 0 else np.zeros_like(values)
        place = np.clip(np.nan_to_num((place + 1) * (0.5 * (LEVELS - 1))), 0, LEVELS - 1)
    out = np.rint(place).astype(np.uint8)
    if not np.isfinite(values).all():
        out[np.isnan(values)] = NAN
        out[np.isposinf(values)] = PLUS
        out[np.isneginf(values)] = MINUS
    return out


@dataclass(frozen=True)
class Part:
    """The visible cells of a matrix, `block` of them to a pixel, of which every `step`-th is read."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    block: tuple[int, int]
    step: tuple[int, int]

    @property
    def note(self) -> str:
        """What must be said on screen."""
        if self.block == (1, 1):
            return ""
        whole = self.block[0] * self.block[1]
        seen = -(-self.block[0] // self.step[0]) * -(-self.block[1] // self.step[1])
        which = "the largest in size" if seen == whole else f"the largest in size of {seen} looked at"
        return f"1 dot = {self.block[0]} × {self.block[1]} entries: {which}"


def visible_part(shape: tuple[int, int], port: Viewport, limit: int = READ_AT_MOST) -> Part | None:
    """Which cells are in sight, and how coarsely they must be read. Blocks begin at multiples, so panning is calm."""
    x0, x1, y0, y1 = port.box
    rows, columns = _inside(y0, y1, shape[0]), _inside(x0, x1, shape[1])
    if rows[0] >= rows[1] or columns[0] >= columns[1]:
        return None
    block = tuple(max(1, math.ceil(1 / scale)) for scale in (port.scale_y, port.scale_x))
    rows, columns = _aligned(rows, block[0], shape[0]), _aligned(columns, block[1], shape[1])
    count = (rows[1] - rows[0]) * (columns[1] - columns[0])
    step = [1, 1]
    while count > limit * step[0] * step[1] and (step[0] < block[0] or step[1] < block[1]):
        axis = 0 if step[0] / block[0] <= step[1] / block[1] else 1
        step[axis] += 1
    return Part(rows, columns, (block[0], block[1]), (min(step[0], block[0]), min(step[1], block[1])))


def _inside(low: float, high: float, size: int) -> tuple[int, int]:
    return max(0, math.floor(low + 0.5)), min(size, math.ceil(high + 0.5))


def _aligned(span: tuple[int, int], block: int, size: int) -> tuple[int, int]:
    return span[0] // block * block, min(size, -(-span[1] // block) * block)


def reduced(values: Array, part: Part) -> Array:
    """One value a block: the one of largest size with its sign; NaN where there is one."""
    shown = values[part.rows[0] : part.rows[1], part.columns[0] : part.columns[1]]
    if part.block == (1, 1):
        return shown
    high, low = (shown[:: part.block[0], :: part.block[1]].copy() for _ in range(2))
    for i in range(0, part.block[0], part.step[0]):
        for j in range(0, part.block[1], part.step[1]):
            cells = shown[i :: part.block[0], j :: part.block[1]]
            covered = np.s_[: cells.shape[0], : cells.shape[1]]
            np.maximum(high[covered], cells, out=high[covered])
            np.minimum(low[covered], cells, out=low[covered])
    if high.dtype.kind in "ub":
        return high
    high, low = high.astype(float), low.astype(float)
    with np.errstate(invalid="ignore"):
        return np.where(high < -low, low, high)


class HeatPainter:
    """Paints an image, and keeps the last picture while nothing changed."""

    def __init__(self) -> None:
        self._key: tuple | None = None
        self._image: QImage | None = None
        self._values: Array | None = None
        self._tables: dict[str, Array] = {}
        self.note = ""

    def restyle(self) -> None:
        """Forget everything made with the old colours."""
        self._key = None
        self._tables.clear()

    def table(self, palette: Palette, colormap: str) -> Array:
        """The colour table in the present theme."""
        if colormap not in self._tables:
            self._tables[colormap] = color_table(palette, colormap)
        return self._tables[colormap]

    def paint(self, scene: Scene, item: Image, setter: Typesetter) -> None:
        """The visible cells, then hatches and numbers where cells are large enough."""
        part = visible_part(item.values.shape, scene.port)
        self.note = part.note if part else ""
        if part is None:
            return
        self._refresh(scene, item, part)
        painter = scene.painter
        painter.save()
        painter.setClipRect(scene.rect)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(_place(scene.port, part, self._image), self._image)
        if min(scene.port.scale_x, scene.port.scale_y) >= 6:
            self._cells(scene, item, part, setter)
        painter.restore()

    def _refresh(self, scene: Scene, item: Image, part: Part) -> None:
        key = (part, item.colormap, item.low, item.high)
        if key == self._key and self._values is item.values:
            return
        pixels = np.ascontiguousarray(levels(reduced(item.values, part), item.low, item.high))
        height, width = pixels.shape
        colors = self.table(scene.palette, item.colormap)
        rgb = np.empty((height, width, 4), dtype=np.uint8)
        rgb[..., :3] = colors[:, ::-1][pixels]
        rgb[..., 3] = 255
        self._image = QImage(rgb.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()
        self._key, self._values = key, item.values

    def _cells(self, scene: Scene, item: Image, part: Part, setter: Typesetter) -> None:
        shown = item.values[part.rows[0] : part.rows[1], part.columns[0] : part.columns[1]]
        pixels = levels(shown, item.low, item.high)
        for i, j in np.argwhere(pixels == NAN).tolist():
            _hatch_cell(scene, _cell(scene.port, part.rows[0] + i, part.columns[0] + j))
        if item.write_cells and min(scene.port.scale_x, scene.port.scale_y) >= LEGIBLE_CELL * scene.scale:
            self._numbers(scene, item, part, setter, shown, pixels)

    def _numbers(self, scene: Scene, item: Image, part: Part, setter: Typesetter, shown: Array, pixels: Array) -> None:
        colors = self.table(scene.palette, item.colormap)
        inks = (_rgb(scene.palette("text")), _rgb(scene.palette("surface")))
        words = [[_written(value) for value in row] for row in shown.tolist()]
        widest = max(setter.width(word, 12) for row in words for word in row)
        if widest > scene.port.scale_x - 4:
            return
        for i, row in enumerate(words):
            for j, word in enumerate(row):
                cell = _cell(scene.port, part.rows[0] + i, part.columns[0] + j)
                ink = QColor(*legible(tuple(colors[pixels[i, j]].tolist()), inks))
                width, height = setter.extent(word, 12)
                left, top = cell.center().x() - width / 2, cell.center().y() - height / 2
                halo = scene.color("sunken") if pixels[i, j] == NAN else None
                setter.draw(scene.painter, left, top, word, 12, False, ink, halo)


def _written(value: float) -> str:
    return str(value) if isinstance(value, bool) else short(value, 3)


def _place(port: Viewport, part: Part, image: QImage) -> QRectF:
    x0, y0 = port.point(part.columns[0] - 0.5, part.rows[0] - 0.5)
    width, height = image.width() * part.block[1], image.height() * part.block[0]
    return QRectF(x0, y0, width * port.scale_x, height * port.scale_y)


def _cell(port: Viewport, row: int, column: int) -> QRectF:
    x, y = port.point(column - 0.5, row - 0.5)
    return QRectF(x, y, port.scale_x, port.scale_y)


def _hatch_cell(scene: Scene, cell: QRectF) -> None:
    painter = scene.painter
    painter.save()
    painter.setClipRect(cell, Qt.ClipOperation.IntersectClip)
    painter.setPen(scene.pen("muted", 1.0))
    step, reach = 7.0, cell.height()
    count = math.ceil((cell.width() + reach) / step)
    starts = [cell.left() - reach + k * step for k in range(count + 1)]
    painter.drawLines([QLineF(x, cell.bottom(), x + reach, cell.top()) for x in starts])
    painter.restore()
