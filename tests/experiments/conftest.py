"""The experiments of the course, asked of the public catalog as the window and the command line ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from workbench.formats.source import read_source
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name


def compute(operation: str, *values: Any, precision: str = "auto", backend: str = "auto", **params: Any) -> Result:
    """One operation, in a number type where `precision` says so.

    A text is read as pasted (decimals stay exact), anything else is an array.
    """
    keys = by_name(operation).keys(len(values))
    matrices = tuple(
        read_source(value, key) if isinstance(value, str) else Matrix.of(key, np.asarray(value))
        for key, value in zip(keys, values, strict=True)
    )
    return run(Compute(operation, keys, params, backend, precision), matrices)


@pytest.fixture(scope="session")
def ask() -> Callable[..., Result]:
    """`ask("add", A, B)` is the whole result."""
    return compute


@pytest.fixture(scope="session")
def value() -> Callable[..., np.ndarray]:
    """`value("add", A, B)` is the one output of an answer that is not red."""

    def answer(operation: str, *values: Any, **settings: Any) -> np.ndarray:
        result = compute(operation, *values, **settings)
        assert result.certificate.verdict != "red", result.certificate.reason
        return result.outputs["result"]

    return answer


@pytest.fixture(scope="session")
def refusal() -> Callable[..., UserError]:
    """`refusal("add", A, B)` is the reason why there is no answer."""

    def answer(operation: str, *values: Any, **settings: Any) -> UserError:
        with pytest.raises(UserError) as caught:
            compute(operation, *values, **settings)
        assert caught.value.message.endswith((".", "?"))
        return caught.value

    return answer
