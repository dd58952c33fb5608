"""Experiment 13.7 on a GPU: the same answers as on the CPU, as far as the condition lets them be."""

from __future__ import annotations

import numpy as np
import pytest


def of_condition(n: int, kappa: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    U, V = (np.linalg.qr(rng.standard_normal((n, n)))[0] for _ in range(2))
    return (U * np.geomspace(1, 1 / kappa, n)) @ V


@pytest.mark.parametrize(("dtype", "unit"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("kappa", [1.0, 1e3])
@pytest.mark.parametrize("operation", ["matmul", "solve", "inv"])
def test_13_7_choose_a_backend(compute, operation, kappa, dtype, unit):
    A = of_condition(300, kappa).astype(dtype)
    b = np.random.default_rng(1).standard_normal((300, 300)).astype(dtype)
    given = (A,) if operation == "inv" else (A, b)
    there = compute(operation, *given)
    assert there.certificate.verdict != "red"
    assert there.certificate.dtype == dtype
    wide = tuple(array.astype(np.float64) for array in given)
    here = compute(operation, *wide, backend="cpu").outputs["result"]
    assert np.linalg.norm(there.outputs["result"] - here) <= unit * kappa * np.linalg.norm(here)
