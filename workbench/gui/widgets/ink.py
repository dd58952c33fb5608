"""The colour of words, by its token: the style sheet knows which that is in the scheme of now."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def set_ink(label: QLabel, token: str) -> None:
    """Write in this colour from now on; the same as before costs nothing."""
    if label.property("ink") == token:
        return
    label.setProperty("ink", token)
    label.style().unpolish(label)
    label.style().polish(label)
