"""A matrix as a picture of a few pixels: a sample of its entries in the colours of the heat map."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from workbench.gui.theme import Theme
from workbench.model.matrix import Matrix

SIDE = 32
SAMPLE = 8


def thumbnail(matrix: Matrix, theme: Theme) -> QImage:
    """32 x 32 pixels of at most 8 x 8 entries, rounded at the corners; only those entries are read."""
    colors = _colors(_sample(matrix), theme)
    small = QImage(colors.data, colors.shape[1], colors.shape[0], 4 * colors.shape[1], QImage.Format.Format_RGBA8888)
    picture = QImage(2 * SIDE, 2 * SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rounded = QPainterPath()
    rounded.addRoundedRect(QRectF(0, 0, 2 * SIDE, 2 * SIDE), 8, 8)
    painter.setClipPath(rounded)
    painter.drawImage(QRectF(0, 0, 2 * SIDE, 2 * SIDE), small)
    painter.end()
    return picture


def _sample(matrix: Matrix) -> np.ndarray:
    """Entries from the first rows and columns, as float; vectors stand upright."""
    rows, columns = (min(side, SAMPLE) for side in matrix.table_shape)
    values = matrix.region(0, rows, 0, columns)
    values = values.real if values.dtype.kind == "c" else values
    return np.zeros((1, 1)) if values.size == 0 else np.nan_to_num(values.astype(np.float64), posinf=0, neginf=0)


def _colors(values: np.ndarray, theme: Theme) -> np.ndarray:
    scale = float(np.abs(values).max()) or 1.0
    t = (values / scale)[..., None]
    low, mid, high = (np.array(_rgb(theme.color(f"heat_{name}"))) for name in ("low", "mid", "high"))
    rgb = np.where(t < 0, mid + (low - mid) * -t, mid + (high - mid) * t)
    alpha = np.full((*values.shape, 1), 255.0)
    return np.ascontiguousarray(np.concatenate([rgb, alpha], axis=-1).astype(np.uint8))


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
