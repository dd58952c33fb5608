"""The worked example of the first start: a 2 x 2 matrix, a vector, what follows from them, and real data."""

from __future__ import annotations

import numpy as np

from workbench.jobs.request import Compute
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.model.resources import resource
from workbench.session.session import Session

PINNED = "digits"
DIGITS = ("samples", "digits.npy")


def fill(session: Session) -> None:
    """Put the example's variables; digits arrive from their file like any file that is opened."""
    workspace = session.workspace
    workspace.do(Put(Matrix.of("A", np.array([[2, 1], [1, 3]]))))
    workspace.do(Put(Matrix.of("b", np.array([1, 2]))))
    session.define("C = A @ b", "C")
    session.open(str(resource(*DIGITS)))


def questions() -> tuple[Compute, ...]:
    """What the example has asked already, so that the first screen shows what a result looks like."""
    return (Compute("det", ("A",)), Compute("svd", ("A",)))
