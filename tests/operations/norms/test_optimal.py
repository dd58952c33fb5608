"""Fits and shortest solutions in the 1-, 2- and infinity-norm."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError

RNG = np.random.default_rng(6)
A = RNG.standard_normal((20, 4))
b = RNG.standard_normal(20)
KINDS = [1, 2, "inf"]
ORDS = {1: 1, 2: 2, "inf": np.inf}


@pytest.mark.parametrize("p", KINDS)
@pytest.mark.parametrize("scale", [1.0, 1e120, 1e-120])
def test_no_other_fit_is_better(compute, check_tampering, p, scale):
    found = compute("lp_fit", A * scale, b, p=p)
    x, value = found.outputs["x"], found.outputs["norm"]
    assert found.certificate.verdict == "green"
    for _ in range(20):
        other = x + RNG.standard_normal(4) * 10.0 ** RNG.uniform(-6, 0) * np.abs(x).max()
        assert np.linalg.norm(b - A * scale @ other, ORDS[p]) >= value * (1 - 1e-12)
    check_tampering("lp_fit", A * scale, b, p=p, output="x")
    check_tampering("lp_fit", A * scale, b, p=p, output="norm")


@pytest.mark.parametrize("p", KINDS)
@pytest.mark.parametrize("scale", [1.0, 1e120, 1e-120])
def test_no_other_solution_is_shorter(compute, check_tampering, p, scale):
    found = compute("min_norm", A.T * scale, b[:4], p=p)
    x, value = found.outputs["x"], found.outputs["norm"]
    assert found.certificate.verdict == "green"
    assert np.allclose(A.T @ x * scale, b[:4])
    null = np.linalg.svd(A.T)[2][4:]
    for _ in range(20):
        other = x + RNG.standard_normal(16) @ null * 10.0 ** RNG.uniform(-6, 0) * np.abs(x).max()
        assert np.linalg.norm(other, ORDS[p]) >= value * (1 - 1e-12)
    check_tampering("min_norm", A.T * scale, b[:4], p=p, output="x")
    check_tampering("min_norm", A.T * scale, b[:4], p=p, output="norm")


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 10**6))
def test_exact_fits_agree(compute, p, seed):
    rng = np.random.default_rng(seed)
    M, c = rng.integers(-3, 4, (7, 2)), rng.integers(-5, 6, 7)
    found = compute("lp_fit", M, c, p=p)
    assert found.certificate.verdict != "red"
    if found.exact is not None:
        exact = np.array(found.exact["x"], dtype=float)
        assert np.isclose(np.linalg.norm(c - M @ exact, ORDS[p]), found.outputs["norm"])
        if found.details["unique"]:
            assert np.allclose(exact, found.outputs["x"])


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 10**6))
def test_exact_solutions_agree(compute, p, seed):
    rng = np.random.default_rng(seed)
    M, c = rng.integers(-3, 4, (2, 5)), rng.integers(-5, 6, 2)
    if np.linalg.matrix_rank(M) < 2:
        return
    found = compute("min_norm", M, c, p=p)
    assert found.certificate.verdict != "red"
    if found.exact is not None:
        exact = np.array(found.exact["x"], dtype=float)
        assert np.allclose(M @ exact, c)
        assert np.isclose(np.linalg.norm(exact, ORDS[p]), found.outputs["norm"])


@pytest.mark.parametrize("p", KINDS)
def test_single_precision(compute, p):
    fit = compute("lp_fit", A.astype(np.float32), b.astype(np.float32), p=p)
    assert fit.outputs["x"].dtype == np.float32
    assert np.allclose(fit.outputs["x"], compute("lp_fit", A, b, p=p).outputs["x"], atol=1e-4)
    assert fit.certificate.verdict == "green"
    assert compute("min_norm", A.T.astype("f4"), b[:4].astype("f4"), p=p).certificate.verdict == "green"


@pytest.mark.parametrize("p", KINDS)
def test_exact_data_are_fitted_exactly(compute, p):
    found = compute("lp_fit", A, A @ np.ones(4), p=p)
    assert np.allclose(found.outputs["x"], 1, rtol=1e-13)
    assert found.certificate.verdict == "green"


@pytest.mark.parametrize("p", KINDS)
def test_dependent_columns_are_amber(compute, p):
    found = compute("lp_fit", np.ones((3, 2)), np.array([1.0, 2, 4]), p=p)
    assert found.certificate.verdict == "amber"
    assert found.warnings


@pytest.mark.parametrize("p", KINDS)
def test_code_gives_the_same(compute, p):
    for name, M, c in (("lp_fit", A, b), ("lp_fit", A[:, 0].copy(), b), ("min_norm", A.T.copy(), b[:4])):
        found = compute(name, M, c, p=p)
        scope = {"A": M, "B": c, "np": np, "scipy": scipy}
        exec(found.code, scope)
        assert np.allclose(scope["x"], found.outputs["x"], atol=1e-7)


@pytest.mark.parametrize("p", KINDS)
def test_nothing_solves_a_contradiction(compute, p):
    with pytest.raises(UserError, match="has no solution") as caught:
        compute("min_norm", np.ones((2, 2)), np.array([1.0, 2]), p=p)
    assert caught.value.kind == "domain"
    assert "lstsq" in caught.value.fixes
    zero = compute("min_norm", np.ones((2, 3)), np.zeros(2), p=p)
    assert not zero.outputs["x"].any()
    assert zero.certificate.verdict == "green"


def test_shapes_and_complex_numbers_are_refused(compute):
    for name in ("lp_fit", "min_norm"):
        with pytest.raises(UserError, match="3 rows"):
            compute(name, np.ones((3, 2)), np.ones(4))
        with pytest.raises(UserError, match="A has complex entries"):
            compute(name, np.ones((2, 2)) * 1j, np.ones(2))
        with pytest.raises(UserError, match="no entries"):
            compute(name, np.ones((0, 2)), np.ones(0))


@pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200, 1e-310, 1e-320])
@pytest.mark.parametrize("size", [1.0, 1e-300, 1e-312, 1e280])
@pytest.mark.parametrize("name", ["min_norm", "lp_fit"])
def test_extreme_numbers_are_right_or_out_of_range(compute, name, scale, size):
    M, c = np.array([[1.0, 2, 0, 3], [0, 1, 4, 1]]) * scale, np.array([3.0, 1]) * size
    M, c = (M, c) if name == "min_norm" else (M.T, np.array([1.0, 2, 3, 5]) * size)
    top = np.log10(size) - np.log10(scale)
    for p in KINDS:
        verdict = compute(name, M, c, p=p).certificate.verdict
        outside = "red" if name == "min_norm" else "amber"  # the norm of a residual is that of b
        assert verdict == (outside if top > 308 else "amber" if top < -316 else "green")


def test_nearly_parallel_rows_have_a_shortest_solution(compute):
    M = np.array([[0, 0, -0.37], [0.68, 1e7, -0.44], [-0.46, -0.09, 1e7]])
    c = np.array([0.72, -0.71, -1.5])
    found = compute("min_norm", M, c)
    assert found.certificate.verdict != "red"
    assert np.allclose(found.outputs["x"], np.linalg.solve(M, c), rtol=1e-7)


def test_rows_and_columns_of_every_size_have_solutions(compute):
    for seed in range(12):
        rng = np.random.default_rng(seed)
        G = rng.standard_normal((3, 5))
        rows, columns = 10.0 ** rng.integers(-90, 90, 3), 10.0 ** rng.integers(-20, 20, 5)
        scaled = compute("min_norm", G * rows[:, None], rows)
        plain = compute("min_norm", G, np.ones(3))
        assert scaled.certificate.verdict == "green"
        assert np.allclose(scaled.outputs["x"], plain.outputs["x"], rtol=1e-9)
        assert compute("min_norm", G * columns, np.ones(3)).certificate.verdict != "red"


UNEVEN = [
    (np.triu([[-1.25, -0.55, 2.09], [0, 0.17, 0.79], [0, 0, -0.17]]), [-1.2e96, 3.2e-23, 3.3e-129]),
    ([[-5e-64, 8e-5, 2e-23, 3e20], [1e-27, 2e-75, 5e-66, 1e96], [26, -2e118, 4e63, 6e45], [5e92, 3e-5, -6e-44, -9e126]],
     [1.0, 0, 3, 1]),
    ([[3.0, 1e60], [2e-60, 5.0]], [1.0, 2e-60]),
    ([[0, 1.7e-21, -3.1e-21, 4.7e19], [1.1e-20, 0.13, -9.1e-21, 2.1e-21], [1.6e19, -1, 0.055, -2.6e19],
      [-2.9e20, 0, 0, -0.48]], [2.8, 1.2, 0.96, 1.1]),
]  # fmt: skip


@pytest.mark.parametrize("p", KINDS)
@pytest.mark.parametrize(("M", "c"), UNEVEN)
def test_the_only_solution_of_an_uneven_system_is_the_shortest(compute, M, c, p):
    found = compute("min_norm", np.array(M), np.array(c), p=p)
    assert found.certificate.verdict == "green"
    assert found.outputs["x"] == pytest.approx(compute("solve", np.array(M), np.array(c)).outputs["result"], rel=1e-12)


@pytest.mark.parametrize("p", KINDS)
def test_rows_that_rounding_makes_dependent_promise_no_digit(compute, p):
    """Two rows are parallel but for the last digits."""
    M = np.array(
        [
            [7.7903006296248878e-01, -6.3751941856056424e-21, 9.7670046408235578e-01],
            [-6.3751941856056424e-21, 1.3904177355359177e39, 4.8336001618548457e39],
            [9.7670046408235578e-01, 4.8336001618548457e39, 1.6803360549538717e40],
        ]
    )
    said = compute("min_norm", M, np.array([-7.14e-17, -1.96e-50, -4.99e-102]), p=p).certificate
    assert said.verdict == "amber"
    assert said.assessment.digits is None
