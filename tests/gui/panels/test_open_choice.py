"""A choice in whose place a number may be typed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.gui.panels.fields import Field
from workbench.jobs.parameters import fill
from workbench.model.errors import UserError
from workbench.operations import by_name


@pytest.fixture
def field(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parameter = next(item for item in by_name("norm").parameters if item.name == "ord")
    assert parameter.open
    yield Field(parameter, parent)  # noqa: PT022 - the parent lives as long as the test


def test_it_offers_the_names_and_takes_a_number(field):
    box = field.widget
    assert isinstance(box, QComboBox)
    assert box.isEditable()
    assert field.value is None
    box.setCurrentIndex(box.findText("nuclear"))
    assert field.value == "nuc"
    box.setEditText("nuc")
    assert field.value == "nuc"
    box.setEditText("2")
    assert field.value == 2
    box.setEditText("1/2")
    assert fill(by_name("norm"), {"ord": field.value}) == {"ord": 0.5}


def test_other_words_are_refused(field):
    field.widget.setEditText("two")
    with pytest.raises(UserError, match="ord cannot be 'two'"):
        fill(by_name("norm"), {"ord": field.value})
