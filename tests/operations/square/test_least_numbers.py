"""Functions of matrices next to the least and the largest number: right, or of few digits because of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Run = Callable[..., Any]
A = np.array([[2.0, 4.0, -1.0], [5.0, -3.0, 1.0], [4.0, 0.0, -3.0]])
KINDS = {"general": A, "symmetric": A + A.T, "complex": A + 1j * A.T, "single": A.astype(np.float32)}


def tiny(kind: str, steps: int) -> Any:
    """A matrix of so many times the least number."""
    M = KINDS[kind]
    return M * np.finfo(M.dtype).smallest_subnormal * steps


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", [1, 40, 10**5])
@pytest.mark.parametrize("name", ["sinm", "tanm", "sinhm"])
def test_an_odd_function_of_a_tiny_matrix_is_the_matrix(run: Run, name: str, steps: int, kind: str) -> None:
    M = tiny(kind, steps)
    found = run(name, M)
    assert np.array_equal(found.outcome.outputs["result"], M)
    assert found.assessment.verdict == (
        "green" if found.assessment.digits >= (4 if kind == "single" else 8) else "amber"
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", [1, 40, 10**5])
def test_the_root_of_a_tiny_matrix_is_verified_at_another_scale(run: Run, steps: int, kind: str) -> None:
    M = tiny(kind, steps)
    p = 150 if kind == "single" else 1074
    found = run("sqrtm", M)
    X = found.outcome.outputs["result"].astype(complex) * 2.0 ** (p // 2)
    assert found.assessment.verdict == "green"
    whole = M.astype(np.result_type(M, np.float64)) * 2.0 ** (p // 2) * 2.0 ** (p // 2)
    assert np.abs(X @ X - whole).max() <= 1e-5 * np.abs(whole).max()
