"""Code on entries near the ends of the range gives the answer, where NumPy alone would overflow."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.matrix import Matrix

A = np.array([[2.0, 1.5], [1.0, 3.0]]) / 4
TURNED = np.array([[1.0, 0.9], [-1.0, 1.0]]) * 0.8
SCALES = [1e308, 1e-290, 1.0]
OPERATIONS = {
    "norm": "s",
    "inv": "X",
    "mean": "s",
    "norm_gradient": "g",
    "normalize": "u",
    "correlation": "R",
    "distance": "d",
    "solve": "x",
}
FACTORS = {
    "slogdet": {"sign": "sign", "logabsdet": "logabsdet"},
    "qr": {"Q": "Q", "R": "R"},
    "symmetric_skew": {"symmetric": "S", "skew": "K"},
    "eigh": {"eigenvalues": "w"},
    "definiteness": {"eigenvalues": "w"},
    "quadratic_form": {"symmetric_part": "H"},
}


def ask(operation: str, arrays: dict[str, np.ndarray], **params) -> tuple[Result, dict]:
    matrices = tuple(Matrix.of(name, array) for name, array in arrays.items())
    result = run(Compute(operation, tuple(arrays), params), matrices)
    scope = {"np": np, **arrays}
    exec(result.code, scope)
    return result, scope


@pytest.mark.parametrize("M", [A, TURNED], ids=["matrix", "turned"])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("operation", [*OPERATIONS, *FACTORS])
@np.errstate(all="ignore")
def test_it_gives_the_answer_at_every_scale(operation, scale, M):
    arrays = {"A": M * scale}
    if operation in ("distance", "solve"):
        arrays["B"] = M[::-1] * scale
    result, scope = ask(operation, arrays)
    for output, variable in FACTORS.get(operation, {"result": OPERATIONS.get(operation)}).items():
        value, made = np.asarray(result.outputs[output]), np.asarray(scope[variable])
        if np.isfinite(value).all():
            np.testing.assert_allclose(made / abs(value).max(), value / abs(value).max(), rtol=1e-9, atol=1e-12)
    assert np.array_equal(scope["A"], arrays["A"])


def test_ordinary_entries_need_no_scale():
    assert ask("norm", {"A": A})[0].code == "s = np.linalg.norm(A)"
    assert ask("symmetric_skew", {"A": A})[0].code == "S, K = (A + A.mT) / 2, (A - A.mT) / 2"


def test_the_scale_has_a_name_of_its_own():
    result, scope = ask("norm", {"c": A * 1e300})
    assert scope["s"] == pytest.approx(result.outputs["result"])
    assert np.array_equal(scope["c"], A * 1e300)


def test_an_answer_of_another_size_than_its_inputs():
    result, scope = ask("solve", {"A": A * 1e-200, "b": np.array([1e100, 1.0])})
    np.testing.assert_allclose(scope["x"], result.outputs["result"], rtol=1e-12)


@pytest.mark.parametrize(("operation", "name"), [("charpoly", "c"), ("leading_minors", "m"), ("rref", "R")])
def test_a_matrix_without_entries(operation, name):
    result, scope = ask(operation, {"A": np.ones((0, 0))})
    value = next(iter(result.outputs.values()))
    assert np.array_equal(scope[name], value)
    assert np.shape(scope[name]) == np.shape(value)
