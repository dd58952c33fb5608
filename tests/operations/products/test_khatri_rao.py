"""The Khatri-Rao product: SciPy's, its laws, integer types, and every error seen."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.jobs import engine
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

sides = st.integers(1, 5)
G = np.random.default_rng(6).standard_normal((6, 4))
CASES = {
    "plain": (G, G[:3]),
    "single": (G.astype(np.float32), G[:2].astype(np.float32)),
    "complex": (G + 1j, G[:3] - 2j),
    "huge": (G * 1e200, G * 1e100),
    "far apart": (G * 1e200, G * 1e-200),
    "tiny": (G * 1e-160, G * 1e-160),
    "no rows": (G[:0], G),
}


def drawn(m, n, seed):
    return np.random.default_rng(seed).integers(-5, 6, (m, n)).astype(float)


@settings(max_examples=40)
@given(sides, sides, sides, st.integers(0, 10**6))
def test_it_is_scipys_and_made_of_kronecker_products(run, m, p, n, seed):
    A, B = drawn(m, n, seed), drawn(p, n, seed + 1)
    found = run("khatri_rao", A, B)
    np.testing.assert_array_equal(found.result, scipy.linalg.khatri_rao(A, B))
    for j in range(n):
        np.testing.assert_array_equal(found.result[:, j], np.kron(A[:, j], B[:, j]))


@settings(max_examples=40)
@given(sides, sides, sides, st.integers(0, 10**6))
def test_its_gram_matrix_is_the_entrywise_product_of_theirs(exactly, m, p, n, seed):
    A, B = drawn(m, n, seed), drawn(p, n, seed + 1)
    C = exactly("khatri_rao", A, B)["result"]
    assert (C.T.dot(C) == (A.T @ A) * (B.T @ B)).all()
    diagonal = exactly("khatri_rao", A @ np.diag(np.arange(n)), B)["result"]
    assert (diagonal == C * np.arange(n)).all()


@pytest.mark.parametrize("case", CASES)
def test_never_red_when_right_and_every_error_is_seen(run, case):
    found = run("khatri_rao", *CASES[case])
    assert found.verdict != "red", found.assessment
    value, bound = found.result, found.assessment.error_bound
    if bound is None or bound > 1e-3 or not value.size:
        return
    for at in [(0, 0), (len(value) - 1, 1)]:
        off = value.copy()
        off[at] += 120 * max(bound, np.finfo(value.dtype).eps) * np.abs(value).max()
        assert found.tampered("result", off).verdict == "red"
    assert found.tampered("result", value[::-1]).verdict == "red"
    assert found.tampered("result", value.T).verdict == "red"


def test_integers_that_are_asked_for_wrap_round():
    A, B = Matrix.of("A", np.array([[100, 2]], np.int8)), Matrix.of("B", np.array([[2, 3], [1, 1]], np.int8))
    found = engine.run(Compute("khatri_rao", ("A", "B"), {}, dtype="int8"), (A, B))
    assert found.outputs["result"].tolist() == [[-56, 6], [100, 2]]
    assert found.certificate.verdict == "amber"


def test_columns_must_be_as_many(run):
    with pytest.raises(UserError, match="as many columns") as caught:
        run("khatri_rao", np.ones((2, 2)), np.ones((2, 3)))
    assert "kron" in caught.value.fixes
