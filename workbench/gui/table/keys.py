"""The keys that mean something of their own in the table, as in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

ARROWS = {Qt.Key_Left: (0, -1), Qt.Key_Right: (0, 1), Qt.Key_Up: (-1, 0), Qt.Key_Down: (1, 0)}


def command_for(event: QKeyEvent, view: Any) -> Callable[[], Any] | None:
    """What a key does, or None where Qt's own meaning stands (arrows, paging, typing)."""
    commands = view.commands
    standard = (
        (QKeySequence.Copy, commands.copy),
        (QKeySequence.Cut, commands.cut),
        (QKeySequence.Paste, commands.paste),
        (QKeySequence.SelectAll, view.selectAll),
    )
    for sequence, command in standard:
        if event.matches(sequence):
            return command
    key, modifiers = event.key(), event.modifiers() & ~Qt.KeypadModifier
    if modifiers & Qt.ControlModifier:
        return _with_control(key, modifiers, view)
    return _without_control(key, modifiers, view)


def _with_control(key: int, modifiers: Any, view: Any) -> Callable[[], Any] | None:
    if key in (Qt.Key_Plus, Qt.Key_Equal):
        return view.commands.insert
    if key == Qt.Key_Minus:
        return view.commands.delete
    if key == Qt.Key_Space:
        return view.select_columns
    if key in ARROWS:
        return lambda: view.to_edge(*ARROWS[key], bool(modifiers & Qt.ShiftModifier))
    return None


def _without_control(key: int, modifiers: Any, view: Any) -> Callable[[], Any] | None:
    shifted = modifiers == Qt.ShiftModifier
    if key in (Qt.Key_Return, Qt.Key_Enter):
        return lambda: view.step(-1 if shifted else 1, 0)
    if key in (Qt.Key_Tab, Qt.Key_Backtab):
        return lambda: view.tab(-1 if key == Qt.Key_Backtab or shifted else 1)
    if key == Qt.Key_Escape and not view.is_leaving:
        return view.get_ready_to_leave
    if key in (Qt.Key_Delete, Qt.Key_Backspace) and not modifiers:
        return view.commands.clear
    return view.select_rows if key == Qt.Key_Space and shifted else None
