"""Entries so far apart that no single scale suits them: what is regular is never called singular."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.backends import exact
from workbench.model.errors import UserError

WIDE = {
    "diagonal": [[1e200, 0.0], [0.0, 1e-200]],
    "rows": [[1e200, 1e200], [1e-200, 2e-200]],
    "columns": [[1e200, 1e-200], [1e200, 2e-200]],
    "extreme": [[1e300, 1e-300], [1e300, 2e-300]],
    "small beside one": [[1e50, 1e-300], [1e50, 2e-300]],
    "triangular": [[1e300, 1e-300], [0.0, 1e-300]],
    "definite": [[1e200, 1.0], [1.0, 1e-199]],
    "five": (np.diag([1e200, 1.0, 1e-200, 1e100, 1e-100]) @ (np.eye(5) + np.tri(5) + np.tri(5).T)).tolist(),
}


def off(found: np.ndarray, truth: np.ndarray) -> float:
    """The error relative to the largest entry, of numbers whose quotients may be out of range."""
    top = max(abs(x) for x in truth.flat)
    entries = zip(exact.fractions(found).flat, truth.flat, strict=True)
    return float(max(abs(x - y) for x, y in entries) / top)


@pytest.mark.parametrize("name", WIDE)
def test_solutions_and_inverses(run, unseen, name):
    A = np.array(WIDE[name])
    b = np.arange(1.0, len(A) + 1)
    F, c = exact.to_flint(exact.fractions(A)), exact.to_flint(exact.fractions(b))
    for answer, truth in (
        (run("solve", A, b), exact.from_flint(F.solve(c), b.shape)),
        (run("inv", A), exact.from_flint(F.inv())),
    ):
        assert answer.verdict == "green"
        assert off(answer.result, truth) <= answer.assessment.error_bound
        assert not unseen(answer)


@pytest.mark.parametrize("name", WIDE)
def test_determinants(run, name):
    A = np.array(WIDE[name])
    truth = exact.fraction(exact.to_flint(exact.fractions(A)).det())
    answer = run("det", A)
    assert answer.verdict == "green"
    assert answer.result == pytest.approx(float(truth), rel=1e-12, abs=0)
    assert run("slogdet", A)["logabsdet"] == pytest.approx(np.log(abs(float(truth))), rel=1e-12, abs=1e-12)
    assert run("leading_minors", A).result[-1] == pytest.approx(float(truth), rel=1e-12, abs=0)


def test_complex_and_single_precision(run):
    A = np.array(WIDE["rows"]) * (1 + 2j)
    assert run("solve", A, np.array([1.0, 3.0])).result == pytest.approx(np.array([-3e200, 3e200]) / (1 + 2j))
    single = np.array([[1e25, 1e25], [1e-25, 2e-25]], dtype=np.float32)
    answer = run("solve", single, np.array([1.0, 3.0], dtype=np.float32))
    assert answer.result == pytest.approx([-3e25, 3e25])
    assert answer.verdict == "green"


@pytest.mark.parametrize("name", ["rows", "extreme", "five"])
def test_what_is_exactly_singular_is_said_to_be(run, name):
    A = np.array(WIDE[name])
    A[:, -1] = 2 * A[:, 0]
    for operation in ("inv", "solve"):
        with pytest.raises(UserError, match=r"exactly 0 and its rank is (1 of 2|4 of 5)"):
            run(operation, A, *(() if operation == "inv" else (A[0],)))


def test_cholesky(run):
    answer = run("cholesky", np.diag([1e200, 1e-200]))
    assert answer.verdict == "green"
    assert np.diagonal(answer.result) == pytest.approx([1e100, 1e-100], rel=1e-15)
    assert run("ldl", np.diag([1e200, 1e-200])).outcome.details["inertia"] == {
        "positive": 2,
        "negative": 0,
        "zero": 0,
    }


@pytest.mark.parametrize(
    ("A", "said"),
    [
        ([[1e200, 0.0], [0.0, -1e200]], r"order 2 is -1\.00e\+400"),
        ([[-1e200, 0.0], [0.0, 1.0]], r"order 1 is -1\.00e\+200"),
        ([[1.0, 0.0], [0.0, -1e-300]], r"order 2 is -1\.00e-300"),
        ([[1.0, 2.0], [2.0, 4.0]], "order 2 is 0"),
        ([[1.0, 0.5], [0.5, 0.125]], "order 2 is -1/8"),
    ],
)
def test_the_minor_that_fails_is_told_shortly(run, A, said):
    with pytest.raises(UserError, match=said) as caught:
        run("cholesky", np.array(A))
    assert len(caught.value.message) < 120


def test_the_minor_of_a_complex_matrix_at_an_odd_scale(run):
    A = np.array([[-1e200, 1j * 1e190], [-1j * 1e190, 1e200]])
    with pytest.raises(UserError, match=r"order 1 is -1e\+200"):
        run("cholesky", A)


def test_definite_but_for_rounding(run):
    A = np.array(
        [
            [7251000411339306.0, 4404142103064609.0, 6317712199847412.0],
            [4404142103064609.0, 2765236251854297.0, 3632163912384645.0],
            [6317712199847412.0, 3632163912384645.0, 5970817808989299.0],
        ]
    )
    with pytest.raises(UserError, match="is positive definite, but so nearly singular that rounding hides it at row 2"):
        run("cholesky", A)


def test_distances_and_condition_numbers_of_diagonals(run, unseen):
    answer = run("distance_to_singular", np.diag([1e200, 1e-200]))
    assert (answer.verdict, float(answer["distance"])) == ("green", 1e-200)
    assert np.array_equal(answer["nearest"], np.diag([1e200, 0.0]))
    assert not unseen(answer)
    assert not unseen(run("distance_to_singular", np.diag([3.0, -2.0, 5.0])))
    beyond = run("cond", np.diag([1e200, 1e-200]))
    assert (beyond.verdict, float(beyond.result)) == ("amber", np.inf)
    assert "not singular" in beyond.assessment.reason


@pytest.mark.parametrize("p", [1, 2, "inf"])
@pytest.mark.parametrize("scale", [1e308, 1e-307, 1.0])
def test_fits_at_the_ends_of_the_range(run, unseen, p, scale):
    A = scale * np.array([[1.0, 0.25], [0.25, 1.0]])
    answer = run("lp_fit", A, np.array([1.0, 2.0]), p=p)
    assert answer.verdict == "green"
    assert answer["x"] * scale == pytest.approx([8 / 15, 28 / 15])
    line = run("lp_fit", np.arange(5.0), 0.1 * scale * np.array([1.0, 2.0, 3.0, 4.0, 9.0]), p=p)
    assert line.verdict == "green"
    assert float(line["norm"]) / scale * 10 == pytest.approx({1: 4, 2: 10**0.5 * 0.8, "inf": 1.5}[p], rel=0.3)


def test_pivots_whose_quotient_overflows(run):
    for name in ("lu", "ldl"):
        assert run(name, np.diag([1e-320, 1.0])).verdict != "red"


@pytest.mark.parametrize("p", [1, 2, "inf", 3.5])
def test_many_short_rows_become_unit_vectors(run, unseen, p):
    x = np.random.default_rng(2).standard_normal((3, 2000)) * 10.0 ** np.random.default_rng(3).integers(-300, 300, 2000)
    answer = run("normalize", x, p=p)
    assert answer.verdict == "green"
    assert np.linalg.norm(answer.result, np.inf if p == "inf" else p, axis=0) == pytest.approx(np.ones(2000))
    assert not unseen(answer)


def test_the_code_of_a_ball_in_many_dimensions_runs(run):
    answer = run("unit_ball_area", n=400)
    operation = answer.operation
    names: dict[str, object] = {"np": np}
    exec(operation.routes[0].code(answer.problem, ()), names)
    assert names["a"] == pytest.approx(float(answer.result), rel=1e-10, abs=0)


@pytest.mark.parametrize("name", ["solve", "inv"])
@pytest.mark.parametrize("seed", range(12))
def test_entries_of_every_size(run, unseen, name, seed):
    """What is right to the last digit of its largest entry is not red, though a row of the system sees small ones."""
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((7, 7)) * 10.0 ** rng.integers(-150, 150, (7, 7))
    answer = run(name, A, *((rng.standard_normal(7),) if name == "solve" else ()))
    right = np.eye(7) if name == "inv" else answer.problem["b"]
    truth = exact.from_flint(
        exact.to_flint(exact.fractions(A)).solve(exact.to_flint(exact.fractions(right))), right.shape
    )
    assert answer.verdict == "green"
    assert off(answer.result, truth) <= answer.assessment.error_bound
    assert not unseen(answer)


def test_right_hand_sides_of_every_size(run):
    rng = np.random.default_rng(1)
    for _ in range(10):
        A, b = np.tril(rng.standard_normal((7, 7))), rng.standard_normal(7) * 10.0 ** rng.integers(-299, 299, 7)
        for name in ("cramer", "solve", "solve_triangular"):
            answer = run(name, A, b, **({"lower": True} if name == "solve_triangular" else {}))
            assert answer.verdict != "red"


@pytest.mark.parametrize(
    ("A", "b"),
    [
        ([[3, 1, 2], [1, 2, 5], [2, 0, 0]], [7, 3, 1e-20]),
        ([[1e-5, -1e-5, 2e-6], [2e-3, 0, 7e-6], [2e-3, 0, 0]], [0.7, 3, 1e-20]),
        ([[0, 0.09, -0.3], [0.09, 0.04, -0.7], [-0.3, -0.7, -4e19]], [0, 0, 6]),
        ([[1, -2e-20], [-2e-20, 1]], [-3, -2e20]),
    ],
)
@pytest.mark.parametrize("size", [0, 4])
def test_every_entry_is_right_where_a_row_sees_small_ones_only(run, A, b, size):
    A = np.kron(np.eye(size + 1), np.array(A, float))
    b = np.tile(np.array(b, float), size + 1)
    answer = run("solve", A, b)
    truth = exact.to_flint(exact.fractions(A)).solve(exact.to_flint(exact.fractions(b)))
    expected = np.array([float(x) for x in exact.from_flint(truth, b.shape)])
    assert answer.verdict == "green", answer.assessment.reason
    assert answer.result == pytest.approx(expected, rel=1e-13, abs=0)


@pytest.mark.parametrize(
    ("A", "b", "dtype"),
    [
        ([[2e-20, 1e-21], [3e-22, 4e-20]], [1, 2], np.float32),
        ([[3e18, 1e17], [2e17, 5e18]], [4e18, 1], np.float32),
        ([[2, -4, 6], [7.960898e-08, 3, -3], [5, -4, 9]], [-1.4587554e4, 3.3879466e8, -0.97570395], np.float32),
        (
            [[-9e63, 1.5e-3, -2.6e67, -3.8e12], [2.8e-54, 1e-121, 8e-53, -2e-106], [-8e115, 2e48, -2e120, 8e63],
             [5.3e-34, 3.7e-101, 4e-29, -3e-85]],
            [3e7, -1e-4, -6.5e2, -1.7e6],
            np.float64,
        ),
        (
            [[-2.4e-102, -4.9e-61, -1.6e-57, 2.4e78], [-4.9e-61, 9e-36, -3.7e-16, 2.7e102],
             [-1.6e-57, -3.7e-16, -1e-14, 4.4e122], [2.4e78, 2.7e102, 4.4e122, 2e115]],
            [-3, -1, -2, 4],
            np.float64,
        ),
    ],
)  # fmt: skip
def test_determinants_of_every_size(run, unseen, A, b, dtype):
    A, b = np.array(A, dtype), np.array(b, dtype)
    answer = run("cramer", A, b)
    F = exact.fractions(A.astype(float))
    x = exact.from_flint(exact.to_flint(F).solve(exact.to_flint(exact.fractions(b.astype(float)))), b.shape)
    d = exact.fraction(exact.to_flint(F).det())
    bound = answer.assessment.error_bound
    assert answer.result.dtype == dtype
    if abs(d) < np.finfo(dtype).tiny:
        assert (answer.verdict, bound) == ("amber", None)
    else:
        assert answer.verdict == "green"
        assert abs(Fraction(float(answer["determinant"])) / d - 1) <= bound
        assert off(answer["numerators"].astype(float), x * d) <= bound
    assert off(answer.result.astype(float), x) <= (bound or 2 * np.finfo(dtype).eps)
    assert not unseen(answer)
