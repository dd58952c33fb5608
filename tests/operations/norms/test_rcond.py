"""The reciprocal condition number: the distance from the singular matrices in the 1-norm."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
WHOLE = st.integers(1, 5).flatmap(lambda n: hnp.arrays(np.int64, (n, n), elements=st.integers(-9, 9)))


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(7)
    A = rng.standard_normal((7, 7))
    return {
        "random": A,
        "complex": A + 1j * A.T,
        "single": A.astype(np.float32),
        "single complex": (A + 1j * A.T).astype(np.complex64),
        "huge": A * 1e200,
        "tiny": A * 1e-200,
        "largest": A * 5e307,
        "subnormal": A * 1e-310,
        "single huge": (A * 1e37).astype(np.float32),
        "graded": A * 10.0 ** -np.arange(0, 14, 2),
        "far apart": np.diag([1e160, 1.0, 1e-145]) + np.triu(np.ones((3, 3)), 1),
        "hardly normal": np.diag([1e300, 1e-14]),
        "beneath": np.diag([1e300, 1e-300]),
        "subnormal answer": np.diag([1e300, 3e-15]),
        "hilbert": scipy.linalg.hilbert(8),
        "hopeless": scipy.linalg.hilbert(14),
        "deficient": A[:, :3] @ A[:3],
        "defective": 3 * np.eye(6) + np.eye(6, k=1),
        "zeros": np.zeros((3, 3)),
        "one": np.array([[-2.0]]),
        "larger": rng.standard_normal((200, 200)),
    }


CASES = classical()


@given(A=WHOLE)
def test_it_is_what_fractions_say(run: Run, A: Any) -> None:
    found = run("rcond", A.astype(float), exact=True)
    right = found.operation.exact(found.problem)["result"]
    assert 0 <= right <= 1
    assert (right == 0) == (round(np.linalg.det(A)) == 0)
    assert found.verdict != "red"
    assert abs(float(found.result) - float(right)) <= 1e-12
    if found.assessment.error_bound is not None and right:
        assert abs(Fraction(float(found.result)) - right) <= 100 * found.assessment.error_bound * right


@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str) -> None:
    found = run("rcond", CASES[case])
    assert found.verdict != "red", found.assessment.reason
    bound, value = found.assessment.error_bound, found.result
    assert value.dtype == CASES[case].real.dtype
    assert found.tampered("result", np.asarray(-0.5)).verdict == "red"
    assert found.tampered("result", np.asarray(np.nan)).verdict == "red"
    assert found.tampered("result", np.asarray(0.875)).verdict == "red" or abs(value - 0.875) < 1e-3
    if bound is not None:
        for sign in (-1, 1):
            wrong = value.astype(np.float64) * (1 + sign * 110 * bound)
            assert found.tampered("result", np.asarray(wrong)).verdict == "red"


@pytest.mark.parametrize("case", ["random", "complex", "single", "huge", "tiny", "larger", "defective"])
def test_well_conditioned_matrices_are_green(run: Run, case: str) -> None:
    found = run("rcond", CASES[case])
    assert found.verdict == "green", found.assessment.reason
    with np.errstate(all="ignore"):
        scaled = CASES[case] / np.abs(CASES[case]).max()
    assert np.isclose(float(found.result), 1 / np.linalg.cond(scaled, 1), rtol=1e-3)


def test_lapack_estimates_the_same(run: Run) -> None:
    A = CASES["random"]
    lu, _, _ = scipy.linalg.lapack.dgetrf(A)
    estimate, _ = scipy.linalg.lapack.dgecon(lu, np.linalg.norm(A, 1))
    assert float(run("rcond", A).result) <= estimate * (1 + 1e-12) <= 3 * float(run("rcond", A).result)


@pytest.mark.parametrize("case", ["zeros", "beneath"])
def test_no_digit_is_claimed_of_a_zero(run: Run, case: str) -> None:
    found = run("rcond", CASES[case])
    assert (float(found.result), found.verdict, found.assessment.digits) == (0.0, "amber", None)


@pytest.mark.parametrize("shape", [(2, 3), (0, 0)])
def test_shapes_that_do_not_fit(shape: tuple[int, ...]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("rcond").declare(Operand("A", shape))
    assert caught.value.kind == "shape"
    assert caught.value.hint


def test_the_code_runs_on_singular_matrices_too(run: Run) -> None:
    for case in ("random", "zeros"):
        found = run("rcond", CASES[case])
        names: dict[str, Any] = {"np": np, "A": CASES[case]}
        exec(found.operation.routes[0].code(found.problem, ("A",)), names)
        assert np.isclose(names["r"], found.result)
