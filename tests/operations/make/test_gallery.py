"""What the matrices of the gallery are known for, in fractions where they are rational."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.backends import exact
from workbench.backends.exact_polynomials import charpoly
from workbench.backends.exact_text import value
from workbench.model.certificate import Assessment
from workbench.operations import by_name
from workbench.operations.spec import Outcome, Problem

orders = st.integers(1, 9)
numbers = st.fractions(-5, 5, max_denominator=6)
distinct = st.lists(numbers, min_size=1, max_size=5, unique=True).map(tuple)


def posed(name: str, dtype: type = np.float64, **params) -> Problem:
    defaults = {item.name: item.default for item in by_name(name).parameters}
    return Problem({}, {}, {**defaults, **params}, dtype=np.dtype(dtype))


def made(name: str, dtype: type = np.float64, **params) -> np.ndarray:
    return by_name(name).routes[0].run(posed(name, dtype, **params)).outputs["result"]


def exactly(name: str, **params) -> np.ndarray:
    return by_name(name).exact(posed(name, **params))["result"]


def judged(name: str, A: np.ndarray, dtype: type = np.float64, **params) -> Assessment:
    return by_name(name).certify(posed(name, dtype, **params), Outcome({"result": A}))


def det(A: np.ndarray) -> Fraction:
    return exact.fraction(exact.to_flint(A).det())


def inverse(A: np.ndarray) -> np.ndarray:
    return exact.from_flint(exact.to_flint(A).inv())


@given(orders)
def test_the_smaller_index_inverts_the_second_difference(n):
    T = exactly("tridiagonal", n=n)
    T[-1, -1] = Fraction(1)
    assert (exactly("minij", n=n).dot(T) == np.eye(n, dtype=int)).all()


@given(orders)
def test_moler_is_the_square_of_a_triangle(n):
    U = np.eye(n, dtype=object) - np.triu(np.ones((n, n), dtype=object), 1)
    A = exactly("moler", n=n)
    assert (U.T.dot(U) == A).all()
    assert det(A) == 1


@given(orders)
def test_the_inverse_of_lotkin_is_of_integers(n):
    assert all(x.denominator == 1 for x in inverse(exactly("lotkin", n=n)).flat)
    assert (exactly("lotkin", n=n)[1:] == exactly("hilbert", n=n)[1:]).all()


@given(orders)
def test_parter_is_a_cauchy_matrix(n):
    x, y = tuple(map(Fraction, range(n))), tuple(Fraction(1, 2) - j for j in range(n))
    assert (exactly("parter", n=n) == exactly("cauchy", x=x, y=y)).all()
    assert np.linalg.svd(made("parter", n=40), compute_uv=False)[0] == pytest.approx(math.pi, rel=1e-10)


@given(orders)
def test_the_determinant_of_redheffer_sums_the_moebius_function(n):
    mobius = [0, 1] + [0] * n
    for d in range(1, n + 1):
        for k in range(2 * d, n + 1, d):
            mobius[k] -= mobius[d]
    assert det(exactly("redheffer", n=n)) == sum(mobius[1 : n + 1])


@pytest.mark.parametrize("kind", ["symmetric", "lower", "upper"])
@pytest.mark.parametrize("n", [1, 2, 7, 18])
def test_inverses_of_pascal_matrices_invert_them(n, kind):
    P = exact.array((Fraction(int(x)) for x in scipy.linalg.pascal(n, kind=kind, exact=True).flat), (n, n))
    assert (exactly("invpascal", n=n, kind=kind).dot(P) == np.eye(n, dtype=int)).all()
    np.testing.assert_array_equal(made("invpascal", n=n, kind=kind), scipy.linalg.invpascal(n, kind).astype(float))
    assert judged("invpascal", made("invpascal", n=100, kind=kind), n=100, kind=kind).verdict == "green"


@given(st.integers(2, 30), st.booleans())
def test_rows_of_helmert_are_orthonormal_and_scipys(n, full):
    A = made("helmert", n=n, full=full)
    np.testing.assert_allclose(A @ A.T, np.eye(len(A)), atol=1e-14)
    np.testing.assert_allclose(A, scipy.linalg.helmert(n, full=full), rtol=1e-14, atol=1e-16)
    np.testing.assert_allclose(A[full:].sum(axis=1), 0, atol=1e-13)


@pytest.mark.parametrize("full", [False, True])
def test_helmert_in_square_roots(full):
    A = exactly("helmert", n=4, full=full)
    assert A[int(full)].tolist() == ["sqrt(2)/2", "-sqrt(2)/2", 0, 0]
    np.testing.assert_allclose([[value(str(x)) for x in row] for row in A], made("helmert", n=4, full=full), rtol=1e-15)


@settings(max_examples=40)
@given(distinct, distinct)
def test_the_determinant_of_a_cauchy_matrix_is_cauchys(x, y):
    n = min(len(x), len(y))
    x, y = x[:n], y[:n]
    if any(a + b == 0 for a in x for b in y):
        return
    pairs = [(i, j) for j in range(n) for i in range(j)]
    over = math.prod(a + b for a in x for b in y)
    wanted = Fraction(math.prod((x[j] - x[i]) * (y[j] - y[i]) for i, j in pairs)) / over
    assert det(exactly("cauchy", x=x, y=y)) == wanted


@given(orders)
def test_hilbert_is_a_cauchy_matrix(n):
    x, y = tuple(map(Fraction, range(n))), tuple(map(Fraction, range(1, n + 1)))
    assert (exactly("cauchy", x=x, y=y) == exactly("hilbert", n=n)).all()


def test_sums_that_cancel_are_rounded_once():
    x, y = (Fraction(1, 3),), (Fraction(-1, 3) + Fraction(1, 10**12),)
    assert made("cauchy", x=x, y=y) == 1e12
    assert by_name("cauchy").routes[0].code(posed("cauchy", x=x, y=y), ()).startswith("A = 3000000000000 / ")
    assert made("fiedler", a=(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**12)))[0, 1] == 1e-12


def test_entries_next_to_the_least_number_are_right():
    x, a = (Fraction(17 * 10**307),), (Fraction(1, 10**320), Fraction(0), Fraction(3, 10**322))
    assert judged("cauchy", made("cauchy", x=x, y=x), x=x, y=x).verdict == "green"
    assert judged("fiedler", made("fiedler", a=a), a=a).verdict == "green"


@given(distinct)
def test_fiedler_has_one_positive_eigenvalue(a):
    A = exactly("fiedler", a=a)
    np.testing.assert_allclose(made("fiedler", a=a), scipy.linalg.fiedler([float(x) for x in a]), atol=1e-14)
    assert (A == A.T).all()
    if len(a) > 1:
        assert (np.linalg.eigvalsh(A.astype(float)) > 1e-12).sum() == 1


@given(st.lists(numbers, min_size=2, max_size=7).filter(lambda a: a[0] != 0).map(tuple))
def test_the_characteristic_polynomial_of_fiedlers_companion_is_the_polynomial(a):
    A = exactly("fiedler_companion", a=a)
    assert list(charpoly(A)) == [x / a[0] for x in a]
    np.testing.assert_allclose(
        made("fiedler_companion", a=a), scipy.linalg.fiedler_companion([float(x) for x in a]), rtol=1e-14
    )
    i, j = np.nonzero(A)
    assert abs(i - j).max(initial=0) <= 2


@given(st.integers(2, 6), st.integers(0, 1000))
def test_leslie_moves_a_population_on_by_one_step(n, seed):
    rng = np.random.default_rng(seed)
    f, s, groups = (tuple(map(Fraction, rng.integers(0, 5, k).tolist())) for k in (n, n - 1, n))
    after = exactly("leslie", f=f, s=s).dot(np.array(groups, dtype=object))
    assert after[0] == sum(a * b for a, b in zip(f, groups, strict=True))
    assert after[1:].tolist() == [a * b for a, b in zip(s, groups[:-1], strict=True)]


@given(st.integers(1, 12), st.integers(1, 9), st.integers(-9, 9), st.integers(1, 9))
def test_eigenvalues_of_three_diagonals(n, below, diagonal, above):
    A = made("tridiagonal", n=n, below=Fraction(below), diagonal=Fraction(diagonal), above=Fraction(above))
    angles = np.arange(n, 0, -1) * math.pi / (n + 1)
    wanted = diagonal + 2 * math.sqrt(below * above) * np.cos(angles)
    np.testing.assert_allclose(np.sort(np.linalg.eigvals(A).real), wanted, atol=1e-6)


CASES = [
    ("tridiagonal", {"n": 6}),
    ("tridiagonal", {"n": 200}),
    ("cauchy", {}),
    ("leslie", {}),
    ("minij", {"n": 5}),
    ("moler", {"n": 5}),
    ("invpascal", {"n": 6}),
    ("helmert", {"n": 6}),
    ("lotkin", {"n": 5}),
    ("parter", {"n": 5}),
    ("redheffer", {"n": 5}),
    ("fiedler", {}),
    ("fiedler_companion", {}),
]


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.complex128])
@pytest.mark.parametrize(("name", "params"), CASES, ids=[name for name, _ in CASES])
def test_an_error_of_a_hundred_bounds_is_red(name, params, dtype):
    A = made(name, dtype, **params)
    found = judged(name, A, dtype, **params)
    assert found.verdict == "green"
    for at in [(0, 0), (1, 1), (len(A) - 1, 0), (0, A.shape[1] - 1)]:
        for unit in (1, 1j) if A.dtype.kind == "c" else (1,):
            wrong = A.copy()
            wrong[at] += unit * 120 * found.error_bound * max(abs(wrong[at]), 1e-3)
            assert judged(name, wrong, dtype, **params).verdict == "red", (at, unit)
    assert judged(name, A[:-1], dtype, **params).verdict == "red"
    assert judged(name, A * np.nan, dtype, **params).verdict == "red"
