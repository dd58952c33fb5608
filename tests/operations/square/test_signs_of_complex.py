"""The sign of a complex matrix tells the side of each eigenvalue, and matrices without entries have one."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize("dtype", [np.complex64, np.complex128])
def test_of_a_diagonal_it_is_the_side_and_not_the_direction(compute, dtype):
    found = compute("signm", np.diag([2 + 1j, -3 + 5j, 0.5 - 7j]).astype(dtype))
    assert found.outputs["result"].tolist() == np.diag([1, -1, 1]).tolist()
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize("name", ["signm", "logm", "sqrtm", "expm", "cosm", "sinm"])
def test_nothing_has_a_function_of_nothing(compute, name, dtype):
    found = compute(name, np.zeros((0, 0), dtype))
    assert found.outputs["result"].shape == (0, 0)
    assert found.certificate.verdict == "green"
