"""Problems of small matrices, exact or in decimals, and a look at what their derivations did."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from workbench.model.steps import Derivation
from workbench.operations.spec import Problem

Array = np.ndarray[Any, Any]
Posed = Callable[..., Problem]


def exactly(values: Any) -> Array:
    entries = np.array(values, dtype=object)
    out = np.empty(entries.size, dtype=object)
    out[:] = [Fraction(value) for value in entries.flat]
    return out.reshape(entries.shape)


@pytest.fixture(scope="session")
def posed() -> Posed:
    """A problem of these inputs, with their exact twins unless `exact` is false."""

    def pose(exact: bool = True, **arrays: Any) -> Problem:
        twins = {key: exactly(value) for key, value in arrays.items()}
        floats = {key: np.asarray(twin, dtype=float) for key, twin in twins.items()}
        return Problem(floats, {}, {}, twins if exact else dict.fromkeys(arrays), {key: key for key in arrays})

    return pose


@pytest.fixture(scope="session")
def apart() -> Callable[[Derivation], float]:
    """How far any step is from its row operation applied to the matrix before it."""

    def measure(derivation: Derivation) -> float:
        worst, before = 0.0, None
        for step in derivation.steps:
            if step.operation is not None:
                assert before is not None
                assert step.matrix is not None
                gaps = step.matrix - step.operation.applied(before)
                worst = max([worst, *(abs(complex(gap)) for gap in gaps.flat)])
            before = step.matrix if step.matrix is not None else before
        return worst

    return measure


@pytest.fixture(scope="session")
def last() -> Callable[[Derivation], Array]:
    """The matrix of the last step."""

    def find(derivation: Derivation) -> Array:
        found = [step.matrix for step in derivation.steps if step.matrix is not None][-1]
        assert found is not None
        return found

    return find
