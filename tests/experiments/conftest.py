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

    A text is read as pasted (decimals stay exact), anything else is an array, of which fractions stay exact.
    """
    keys = by_name(operation).keys(len(values))
    matrices = tuple(given(key, value) for key, value in zip(keys, values, strict=True))
    return run(Compute(operation, keys, params, backend, precision), matrices)


def given(key: str, value: Any) -> Matrix:
    if isinstance(value, str):
        return read_source(value, key)
    array = np.asarray(value)
    return Matrix.of(key, array.astype(float), exact=array) if array.dtype == object else Matrix.of(key, array)


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
def exact() -> Callable[..., Any]:
    """`exact("inv", A)` is the one output in exact arithmetic: a fraction or an array of fractions."""

    def answer(operation: str, *values: Any, output: str = "result", **settings: Any) -> Any:
        result = compute(operation, *values, backend="exact", **settings)
        assert (result.certificate.verdict, result.certificate.backend) == ("green", "exact")
        assert result.exact is not None
        return result.exact[output]

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
