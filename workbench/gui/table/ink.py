"""The theme's colours as the table paints them, resolved once a theme rather than once a cell."""

from __future__ import annotations

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor

from workbench.gui.theme import Theme

HEAT_STEPS = 64


@dataclass(frozen=True)
class Ink:
    """Colours by their token's name."""

    surface: QColor
    raised: QColor
    line: QColor
    control: QColor
    text: QColor
    muted: QColor
    doubtful: QColor
    accent: QColor
    on_accent: QColor
    accent_text: QColor
    selection: QColor
    hover: QColor
    red: QColor
    red_ground: QColor
    e1: QColor
    e2: QColor
    e3: QColor
    heat_low: QColor
    heat_mid: QColor
    heat_high: QColor

    @classmethod
    def of(cls, theme: Theme) -> Ink:
        """The colours of this theme as it is now."""
        return cls(**{field.name: theme.color(field.name) for field in fields(cls)})

    def ramp(self) -> list[QColor]:
        """The diverging ramp from −1 to 1; the middle one is zero."""
        half = range(1, HEAT_STEPS + 1)
        low = [mixed(self.heat_mid, self.heat_low, step / HEAT_STEPS) for step in reversed(half)]
        return [*low, self.heat_mid, *(mixed(self.heat_mid, self.heat_high, step / HEAT_STEPS) for step in half)]


def mixed(start: QColor, end: QColor, part: float) -> QColor:
    """A colour between two."""
    ends = zip(start.getRgb()[:3], end.getRgb()[:3], strict=True)
    return QColor(*(round(a + (b - a) * part) for a, b in ends))
