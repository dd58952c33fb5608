"""The colours of the window by meaning, once for light and once for dark.

Mathematical colours (e1 to residual) keep their meaning in tables, plots and lessons; they are Okabe-Ito hues,
darkened or lightened until they are legible on their ground.
"""

from __future__ import annotations

from typing import Literal

Scheme = Literal["light", "dark"]

_BOTH: dict[str, tuple[str, str]] = {
    "window": ("#ECEEF1", "#17191E"),
    "surface": ("#FFFFFF", "#22252C"),
    "plot": ("#FFFFFF", "#1E2127"),
    "raised": ("#F6F7F9", "#2A2E36"),
    "sunken": ("#EFF1F4", "#1C1F25"),
    "line": ("#DADEE4", "#363B45"),
    "control": ("#8D95A2", "#6B7382"),
    "text": ("#191C22", "#E7E9ED"),
    "muted": ("#59616D", "#A3ABB8"),
    "doubtful": ("#676F7B", "#929AA8"),
    "accent": ("#4452C1", "#5967DB"),
    "on_accent": ("#FFFFFF", "#FFFFFF"),
    "accent_text": ("#3C49B0", "#AAB4FF"),
    "selection": ("#E1E5FB", "#343C6B"),
    "hover": ("#F0F2F5", "#2C3038"),
    "green": ("#17713F", "#6FD39C"),
    "green_ground": ("#E1F3E8", "#1B3B2A"),
    "amber": ("#855400", "#F2BE5C"),
    "amber_ground": ("#FFF0D1", "#40310F"),
    "red": ("#B3261E", "#FF9A90"),
    "red_ground": ("#FDE8E6", "#4A211E"),
    "e1": ("#BF4E00", "#FF8A3D"),
    "e2": ("#0072B2", "#4FB3F0"),
    "e3": ("#00825F", "#2CC79B"),
    "image": ("#191C22", "#F2F4F7"),
    "eigen": ("#CC79A7", "#CC79A7"),
    "eigen_text": ("#A9457F", "#EBA3C9"),
    "singular": ("#C98500", "#E69F00"),
    "singular_text": ("#8F5D00", "#F2B63C"),
    "positive": ("#56B4E9", "#56B4E9"),
    "negative": ("#D55E00", "#D55E00"),
    "residual": ("#9C8800", "#F0E442"),
    "residual_text": ("#7A6A00", "#F0E442"),
    "grid": ("#E7EAEE", "#2C3038"),
    "transformed": ("#B9C6DC", "#3C4A63"),
    "axis": ("#8A929E", "#7A828F"),
    "heat_low": ("#5AA0D0", "#2A648F"),
    "heat_mid": ("#FBFBFC", "#262A31"),
    "heat_high": ("#F0A860", "#95581B"),
}
TOKENS: dict[Scheme, dict[str, str]] = {
    "light": {name: light for name, (light, _) in _BOTH.items()},
    "dark": {name: dark for name, (_, dark) in _BOTH.items()},
}
