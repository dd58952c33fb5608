"""A matrix as a picture of a few pixels: a sample of its entries in the colours of the heat map."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from workbench.gui.theme import Theme
from workbench.model.matrix import Matrix

SIDE = 32
SAMPLE = 8
STEPS = 255  # of colour on either side of zero
WHOLE = QRect(0, 0, 2 * SIDE, 2 * SIDE)


def thumbnail(matrix: Matrix, theme: Theme) -> QImage:
    """32 x 32 pixels of at most 8 x 8 entries, rounded at the corners; only those entries are read."""
    colors = _colors(_sample(matrix), _ramp(*(theme.name(f"heat_{part}") for part in ("low", "mid", "high"))))
    small = QImage(colors.data, colors.shape[1], colors.shape[0], 4 * colors.shape[1], QImage.Format.Format_RGB32)
    picture = QImage(WHOLE.size(), QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(WHOLE, small)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(WHOLE, _rounded())
    painter.end()
    return picture


@cache
def _rounded() -> QImage:
    """What is left of the picture where its corners are rounded."""
    mask = QImage(WHOLE.size(), QImage.Format.Format_ARGB32_Premultiplied)
    mask.fill(Qt.GlobalColor.transparent)
    painter = QPainter(mask)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.drawRoundedRect(WHOLE, 8, 8)
    painter.end()
    return mask


def _sample(matrix: Matrix) -> np.ndarray:
    """Entries from the first rows and columns, as float; vectors stand upright."""
    rows, columns = (min(side, SAMPLE) for side in matrix.table_shape)
    values = matrix.region(0, rows, 0, columns)
    values = values.real if values.dtype.kind == "c" else values
    return np.zeros((1, 1)) if values.size == 0 else np.nan_to_num(values.astype(np.float64), posinf=0, neginf=0)


def _colors(values: np.ndarray, ramp: np.ndarray) -> np.ndarray:
    scale = float(np.abs(values).max()) or 1.0
    return ramp[(values / scale * STEPS + STEPS).astype(np.int64)]


@cache
def _ramp(*ends: str) -> np.ndarray:
    """Colours from minus to plus the largest entry as Qt's pixels: 511 of them, zero in the middle."""
    low, mid, high = (np.array(QColor(name).getRgb()[:3]) for name in ends)
    t = np.arange(-STEPS, STEPS + 1)[:, None] / STEPS
    rgb = np.where(t < 0, mid + (low - mid) * -t, mid + (high - mid) * t).astype(np.uint32)
    return 255 << 24 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]
