from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from workbench.jobs.runner import InlineRunner
from workbench.model.edits import Put
from workbench.model.matrix import Matrix
from workbench.model.workspace import Workspace
from workbench.session.session import Session


@pytest.fixture
def session() -> Session:
    """A session without processes: its runner answers on `drain()`."""
    return Session(Workspace(), InlineRunner())


@pytest.fixture
def put(session: Session) -> Callable[..., None]:
    def do(name: str, values: object) -> None:
        session.workspace.do(Put(Matrix.of(name, np.array(values))))

    return do
