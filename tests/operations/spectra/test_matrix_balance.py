"""Balancing by powers of two: exactly a similarity, and nothing else is taken for it."""

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

from workbench.backends import exact
from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
SQUARE = st.integers(0, 6).flatmap(
    lambda n: hnp.arrays(np.float64, (n, n), elements=st.just(0.0) | st.floats(1e-30, 1e30) | st.floats(-1e30, -1e-30))
)
rng = np.random.default_rng(3)
G = rng.standard_normal((7, 7))
UNEVEN = G * 10.0 ** rng.uniform(-9, 9, (7, 7))
CASES = {
    "random": G,
    "uneven": UNEVEN,
    "complex": UNEVEN + 1j * UNEVEN.T,
    "single": UNEVEN.astype(np.float32),
    "single complex": (UNEVEN + 1j * UNEVEN.T).astype(np.complex64),
    "triangular": np.triu(UNEVEN),
    "one apart": np.array([[1.0, 2, 0], [9, 1, 0.01], [0, 0, 3]]),
    "huge": UNEVEN * 1e200,
    "tiny": UNEVEN * 1e-200,
    "least": UNEVEN * 1e-315,
    "all scales": np.array([[1e300, 1e-300], [1e-10, 1.0]]),
    "far apart": np.array([[1.0, 1e300], [1e-300, 1.0]]),
    "largest": np.array([[1e308, 1e308], [-1e308, 1e308]]),
    "zero": np.zeros((3, 3)),
    "one": np.array([[-2.0]]),
    "none": np.zeros((0, 0)),
    "larger": rng.standard_normal((140, 140)) * 10.0 ** rng.uniform(-3, 3, 140),
}


def in_fractions(A: Any) -> Any:
    return exact.to_flint(exact.fractions(A))


@given(A=SQUARE, permute=st.booleans(), scale=st.booleans())
def test_it_is_exactly_a_similarity(run: Run, A: Any, permute: bool, scale: bool) -> None:
    found = run("matrix_balance", A, permute=permute, scale=scale)
    B, T = found["B"], found["T"]
    assert found.verdict == "green", found.assessment.reason
    assert found.assessment.error_bound == 0
    if A.size:
        assert in_fractions(T) * in_fractions(B) == in_fractions(A) * in_fractions(T)
    assert permute or np.array_equal(T, np.diag(np.diagonal(T)))
    assert scale or set(T.flat) <= {0.0, 1.0}
    assert np.linalg.norm(B) <= np.linalg.norm(A) * (1 + 1e-12)


@np.errstate(all="ignore")  # as the engine does
@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_green_and_any_other_is_red(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("matrix_balance", A)
    assert found.verdict == "green", found.assessment.reason
    bound, places = found.assessment.error_bound, np.random.default_rng(0)
    for name in ("B", "T"):
        value = found[name]
        assert value.dtype == (A.dtype if name == "B" else A.real.dtype)
        for _ in range(10 if value.any() else 0):
            wrong = value.copy()
            at = tuple(places.integers(0, side) for side in value.shape)
            wrong[at] += max(110 * bound, np.finfo(A.dtype).eps) * np.abs(value).max()
            if not np.array_equal(wrong, value):
                assert found.tampered(name, wrong).verdict == "red", name
        if value.any():
            for other in (-value, value / 2, value / 4):
                assert found.tampered(name, other).verdict == "red"


@pytest.mark.parametrize("case", CASES)
def test_the_code_gives_the_same(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("matrix_balance", A)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    if case in ("least", "all scales", "far apart"):
        return  # LAPACK itself rounds, or takes other steps, next to the least numbers
    exec(found.operation.routes[0].code(found.problem, ("A",)), names)
    assert np.array_equal(names["B"], found["B"])
    assert np.array_equal(names["T"], found["T"])


def test_units_are_made_even(run: Run) -> None:
    units = 2.0 ** np.array([-20, 0, 15, 7, -3, 11, 30])
    found = run("matrix_balance", G * units[:, None] / units)
    assert found.outcome.details["balanced_norm"] < 10 * np.linalg.norm(G) < found.outcome.details["norm"]


def test_rows_with_an_eigenvalue_by_themselves_move_to_the_ends(run: Run) -> None:
    A = np.array([[2.0, 0, 5], [1, 3, 1], [0, 0, 4]])
    assert not np.tril(run("matrix_balance", A)["B"], -1).any()
    assert np.array_equal(run("matrix_balance", A, permute=False, scale=False)["B"], A)


def test_it_is_exact_in_fractions(exactly: Run) -> None:
    A = np.array([[1, 1024, 0], [Fraction(1, 1024), 2, 3], [0, 4, Fraction(1, 3)]], dtype=object)
    found = exactly("matrix_balance", A)
    assert (found["T"].dot(found["B"]) == A.dot(found["T"])).all()
    assert all(isinstance(x, Fraction) for x in found["B"].flat)


def test_rectangles_are_refused() -> None:
    with pytest.raises(UserError) as caught:
        by_name("matrix_balance").declare(Operand("A", (3, 2)))
    assert caught.value.kind == "shape"
    assert caught.value.hint
