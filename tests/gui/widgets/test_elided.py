"""A label that gives way."""

from __future__ import annotations

import pytest

from workbench.gui.widgets.elided import ElidedLabel, broken

TEXT = "Singular value decomposition"


@pytest.fixture
def label(qtbot):
    label = ElidedLabel(TEXT)
    qtbot.addWidget(label)
    label.show()
    return label


def test_words_that_fit_need_no_tip(label, qtbot):
    label.resize(label.sizeHint())
    label.grab()
    assert label.toolTip() == ""


def test_words_that_do_not_fit_are_in_the_tip(label, qtbot):
    label.resize(80, 20)
    label.grab()
    assert label.toolTip() == TEXT
    label.resize(label.sizeHint())
    label.grab()
    assert label.toolTip() == ""


def test_it_can_be_made_narrow(label):
    assert label.minimumSizeHint().width() < 60 < label.sizeHint().width()
    assert ElidedLabel("").minimumSizeHint().width() < 10


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Singular values", 99, ("Singular values", "")),
        ("Singular values", 10, ("Singular", "values")),
        ("Singular value decomposition", 14, ("Singular value", "decomposition")),
        ("Diagonalisation", 4, ("Diagonalisation", "")),
    ],
)
def test_a_text_breaks_between_words(text, width, lines):
    assert broken(text, width, len) == lines
