"""Matrices with a name and a property that defines them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_text import value
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.make.unit_circle import spelled
from workbench.operations.spec import Outcome, Problem

SCALES = ("none", "sqrtn", "n")


def judged(name: str, A: np.ndarray, dtype: type = np.float64, **params) -> Assessment:
    operation = by_name(name)
    return operation.certify(Problem({}, {}, params, dtype=np.dtype(dtype)), Outcome({"result": A}))


def made(name: str, dtype: type = np.float64, **params) -> np.ndarray:
    operation = by_name(name)
    return operation.routes[0].run(Problem({}, {}, params, dtype=np.dtype(dtype))).outputs["result"]


def exactly(name: str, **params) -> np.ndarray:
    operation = by_name(name)
    return operation.exact(Problem({}, {}, params))["result"]


@pytest.mark.parametrize("n", [1, 2, 3, 8, 15, 40])
def test_the_inverse_of_a_hilbert_matrix_is_its_inverse_in_fractions(n):
    H = np.array([[Fraction(1, i + j + 1) for j in range(n)] for i in range(n)])
    assert ((H @ exactly("invhilbert", n=n)) == np.eye(n, dtype=int)).all()


@pytest.mark.parametrize("n", [1, 14, 15, 200])
def test_the_inverse_of_a_hilbert_matrix_is_rounded_once(n):
    A = made("invhilbert", n=n)
    assert np.isfinite(A).all()
    assert judged("invhilbert", A, n=n).verdict == "green"
    np.testing.assert_array_equal(A, scipy.linalg.invhilbert(n, exact=True).astype(float))


@given(st.integers(0, 6))
def test_columns_of_a_hadamard_matrix_are_orthogonal(k):
    n = 2**k
    H = made("hadamard", n=n)
    np.testing.assert_array_equal(H @ H.T, n * np.eye(n))
    np.testing.assert_array_equal(H, scipy.linalg.hadamard(n))
    assert judged("hadamard", H, n=n).verdict == "green"


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 12, 100, 337])
def test_the_fourier_matrix_is_that_of_the_fft(n, scale, dtype):
    F = made("dft", dtype, n=n, scale=scale)
    x, factor = np.arange(1.0, n + 1), {"none": 1, "sqrtn": n**-0.5, "n": 1 / n}[scale]
    close = 1e-5 if F.dtype == np.complex64 else 1e-12
    np.testing.assert_allclose(F @ x, factor * np.fft.fft(x), atol=close * n * n, rtol=0)
    assert judged("dft", F, dtype, n=n, scale=scale).verdict == "green"


@pytest.mark.parametrize("n", [1, 5, 64, 1000])
def test_the_fourier_matrix_divided_by_its_root_is_unitary(n):
    F = made("dft", n=n, scale="sqrtn")
    assert np.abs(F @ F.conj().T - np.eye(n)).max() < 1e-14 * max(8, n**0.5)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 8, 12])
def test_the_fourier_matrix_in_square_roots(n, scale):
    A = [[value(str(x)) for x in row] for row in exactly("dft", n=n, scale=scale)]
    np.testing.assert_allclose(A, made("dft", n=n, scale=scale), rtol=0, atol=2e-16)


def test_other_orders_have_no_square_roots():
    operation = by_name("dft")
    assert operation.exact(Problem({}, {}, {"n": 5, "scale": "none"})) is None
    assert spelled(72) is None


@given(st.integers(1, 8).flatmap(lambda n: st.permutations(range(n))), st.integers(0, 1))
def test_a_permutation_matrix_moves_rows(p, base):
    A, counted = np.arange(float(len(p))), tuple(k + base for k in p)
    P = made("permutation_matrix", p=counted, acts="rows")
    np.testing.assert_array_equal(P @ A, A[list(p)])
    back = made("permutation_matrix", p=counted, acts="positions")
    np.testing.assert_array_equal(back, P.T)
    np.testing.assert_array_equal((back @ A)[list(p)], A)
    for acts, found in (("rows", P), ("positions", back)):
        assert judged("permutation_matrix", found, p=counted, acts=acts).verdict == "green"


CASES = [
    ("invhilbert", {"n": 5}, 1e-13),
    ("hadamard", {"n": 8}, 1e-13),
    ("dft", {"n": 6, "scale": "none"}, 1e-13),
    ("dft", {"n": 200, "scale": "n"}, 1e-13),
    ("permutation_matrix", {"p": (1, 2, 0), "acts": "rows"}, 1e-13),
]


@pytest.mark.parametrize(("name", "params", "part"), CASES)
def test_an_error_of_a_hundred_bounds_is_red(name, params, part):
    A = made(name, **params)
    bound = judged(name, A, **params).error_bound
    assert 0 <= bound < part / 100
    wrong = A.copy()
    wrong[1, 1] += part * max(abs(wrong[1, 1]), 1 / len(A))
    assert judged(name, wrong, **params).verdict == "red"
    assert judged(name, A[:-1], **params).verdict == "red"


@pytest.mark.parametrize(
    ("name", "params", "words"),
    [
        ("hadamard", {"n": 12}, "power of 2"),
        ("hadamard", {"n": 0}, "at least one"),
        ("invhilbert", {"n": 201}, "overflow"),
        ("dft", {"n": -1}, "at least one"),
        ("permutation_matrix", {"p": (0, 2)}, "not a permutation"),
        ("permutation_matrix", {"p": (1, 1)}, "not a permutation"),
        ("permutation_matrix", {"p": ()}, "at least one"),
    ],
)
def test_what_is_none_is_refused(name, params, words):
    with pytest.raises(UserError, match=words):
        by_name(name).declare(**params)
