"""Products of entries whose sizes are far apart: a scale for the whole array would lose those that count."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.matrix import Matrix

PAIRS = [
    ("inner", [3e290, -2e-30, 1], [-1e-290, -2e290, 3e5]),
    ("dot", [-2e-30, 0, -2e290], [-1e170, 3e170, 1e-290]),
    ("inner", [7e288, 0, -2e292], [1e-290, 3e170, 0]),
    ("matmul", [[1e200, 1], [0, 1e-120]], [[1e100, 0], [1, 1e-120]]),
    ("convolve", [0, 7e-121, 1e-170, 0, 3e290], [0, 2e170]),
    ("quadratic_form", [[0, 1e-172], [1e-171, -1e-170]], [-1e290, -2e-290]),
    ("affine", [[1e200, 1], [0, 1e-120]], [[1e100, 0], [1, 1e-120]]),
]


def exactly(array: np.ndarray) -> np.ndarray:
    return np.vectorize(Fraction, otypes=[object])(array)


def answer(name: str, *arrays: np.ndarray):
    matrices = tuple(Matrix.of(key, array, exact=exactly(array)) for key, array in zip("ABC", arrays, strict=False))
    return run(Compute(name, tuple(item.name for item in matrices)), matrices)


@pytest.mark.parametrize(("name", "A", "B"), PAIRS)
def test_every_entry_is_near_the_exact_one(name, A, B):
    found = answer(name, np.array(A, float), np.array(B, float))
    assert found.certificate.assessment.verdict == "green", found.certificate.assessment.reason
    pairs = zip(np.ravel(found.outputs["result"]), np.ravel(found.exact["result"]), strict=True)
    assert all(abs(Fraction(value) - exact) <= abs(exact) / 10**14 for value, exact in pairs)


@pytest.mark.parametrize("name", ["matmul", "dot", "multi_dot", "affine"])
def test_an_overflowing_entry_leaves_the_others_as_they_are(name):
    A, B = np.array([[1e200, 1.0], [0, 1]]), np.array([[1e200, 0.0], [1, 1]])
    found = answer(name, A, B.T if name == "affine" else B)
    assert found.certificate.assessment.verdict == "red"
    assert found.outputs["result"].tolist() == [[np.inf, 1], [1, 1]]


def test_a_sum_that_overflows_only_on_the_way_is_found():
    A, B = np.array([[1e154, 1e154, 1e154]]), np.array([[1e154], [1e154], [-1.5e154]])
    found = answer("matmul", A, B)
    assert found.outputs["result"].item() == pytest.approx(5e307, rel=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(5))
def test_rows_whose_squares_underflow_are_no_failure(seed, dtype):
    rng = np.random.default_rng(seed)
    A, B = rng.standard_normal((2, 20, 20))
    powers = np.array([-200, -170, -100, 0, 100] if dtype is np.float64 else [-30, -20, -10, 0, 9])
    A = (A * 10.0 ** rng.choice(powers, 20)[:, None]).astype(dtype)
    stack = (np.stack([A, A]), np.stack([B, B]).astype(dtype))
    for arrays in ((A, B.astype(dtype)), stack):
        matrices = tuple(Matrix.of(key, array) for key, array in zip("AB", arrays, strict=True))
        found = run(Compute("matmul", ("A", "B")), matrices).certificate.assessment
        assert found.verdict == "green", found.reason
