"""An exception in a paint function reaches the hook and nothing else."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtWidgets import QWidget

from workbench.gui.guard import guarded


class Broken(QWidget):
    """Raises whenever it is painted."""

    @guarded()
    def paintEvent(self, event):
        raise ValueError("broken paint")


def test_the_hook_gets_the_exception(qtbot, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(error))
    widget = Broken()
    qtbot.addWidget(widget)
    widget.grab()
    assert [str(error) for error in seen] == ["broken paint"]


def test_a_default_is_answered(monkeypatch):
    monkeypatch.setattr(sys, "excepthook", lambda *args: None)
    assert guarded(7)(lambda: 1 / 0)() == 7
    assert guarded(7)(lambda: 3)() == 3


SCRIPT = """
import sys
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget
from PySide6.QtCore import QRectF
from workbench.gui.guard import guarded

class Item(QGraphicsItem):
    @guarded(QRectF(0, 0, 9, 9))
    def boundingRect(self):
        raise ValueError("broken size")
    @guarded()
    def paint(self, painter, option, widget=None):
        raise ValueError("broken item")

class Widget(QWidget):
    @guarded()
    def paintEvent(self, event):
        raise ValueError("broken widget")

app = QApplication([])
sys.excepthook = lambda kind, error, trace: print(error)
scene = QGraphicsScene()
scene.addItem(Item())
view, widget = QGraphicsView(scene), Widget()
for _ in range(20):
    view.grab()
    widget.grab()
print("alive")
"""


def test_the_process_survives_items_and_widgets_that_raise():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60)
    lines = done.stdout.split("\n")
    assert done.returncode == 0, done.stderr
    assert "alive" in lines
    assert {"broken item", "broken size", "broken widget"} <= set(lines)
