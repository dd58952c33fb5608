"""What a card says besides the outputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from workbench.gui.panels.card_details import details, in_line, rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (2.4e-16, "2.4e−16"),
        (-0.5, "−0.5"),
        (np.float64(2.5), "2.5"),
        (True, "yes"),
        ("n - 1", "n - 1"),
        ([1, 2], "(1, 2)"),
        (np.array([1.5, 2.0]), "(1.5, 2)"),
        ({"positive": 2, "zero": 0}, "positive 2, zero 0"),
        ([[1, 2], [3, 4]], None),
        (list(range(50)), None),
        (float("nan"), "NaN"),
    ],
    ids=str,
)
def test_plain_values_stand_in_a_line(value, text):
    assert in_line(value) == text


def test_a_rank_and_its_tolerance_are_told(ask):
    short, long = rows(ask("matrix_rank", "A").result)
    assert {"tolerance", "relative tolerance"} <= {label for label, _ in short}
    assert not long


def test_places_count_from_1_as_in_class(ask):
    result = replace(ask("rank_factorization", "A").result, details={"pivots": [0, 2], "row_order": [1, 0]})
    assert [text for _, text in rows(result)[0]] == ["(1, 3)", "(2, 1)"]


def test_nothing_is_told_twice_or_told_of_nothing(ask):
    result = replace(
        ask("svd", "A").result, details={"S": 1, "before": [2, 2], "empty": [], "none": None, "odd": False}
    )
    assert rows(result) == ([], [])


def test_long_values_are_behind_a_button(ask, theme, shown):
    result = replace(ask("svd", "A").result, details={"path": [{"step": at, "cost": 2} for at in range(99)], "k": 2})
    parent = QWidget()
    panel = details(theme, result, parent)
    shown(parent)
    text = next(label for label in panel.findChildren(QLabel) if "Path:" in label.text())
    assert not text.isVisible()
    assert panel.more.accessibleName() == "Show Path"
    panel.more.setFocus()
    QTest.keyClick(panel.more, Qt.Key.Key_Space)
    assert text.isVisible()
    assert "step 0, cost 2" in text.text()
    assert "… and 75 more" in text.text()
    QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert not text.isVisible()


def test_a_result_without_details_has_no_place_for_them(ask, theme):
    assert details(theme, replace(ask("svd", "A").result, details={}), None) is None
