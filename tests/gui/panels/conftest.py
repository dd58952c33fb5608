"""A workspace, answers to show, and panels over them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from workbench.gui.theme import Theme
from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.edits import Put
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace
from workbench.operations import entry
from workbench.session.results import Entry, Results

TURNS = 4
"""Of the event loop: the head of a card, its body, their layout, the paint."""
HILBERT = 1 / (np.arange(10)[:, None] + np.arange(10) + 1.0)
MAGIC = [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]


@pytest.fixture
def theme(qapp):
    return Theme("light")


@pytest.fixture
def workspace():
    workspace = Workspace()
    arrays = {"A": [[2, 1], [1, 3]], "b": [1, 2], "H": HILBERT, "M": MAGIC, "tall": np.ones((3, 2))}
    for name, values in arrays.items():
        workspace.do(Put(Matrix.of(name, np.asarray(values))))
    return workspace


@pytest.fixture
def results():
    return Results()


@pytest.fixture
def ask(qapp, workspace, results):
    """Runs an operation at once, adds the answer to the results and lets the card show all of itself."""

    def compute(operation: str, *names: str, **params) -> Entry:
        task = Compute(operation, names, params)
        try:
            answer = run(task, workspace.snapshot(names))
        except UserError as error:
            answer = error
        card = results.add(entry(operation).title, task, answer, workspace.snapshot(names))
        for _ in range(TURNS):
            QApplication.processEvents()
        return card

    return compute


@pytest.fixture
def shown(qtbot):
    """Shows a panel off-screen at a size and gives it back."""

    def show(widget, width: int = 704, height: int = 500):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show
