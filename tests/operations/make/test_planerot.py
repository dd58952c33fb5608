"""The rotation that brings two numbers to the first axis: for numbers of every size, and with its root exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.backends.exact_text import value
from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

FLOATS = st.floats(-1e307, 1e307)


@given(FLOATS, FLOATS, st.booleans(), FLOATS, FLOATS)
def test_it_turns_to_the_first_axis(run: Any, a: float, b: float, complex_: bool, c: float, d: float) -> None:
    x = np.array([complex(a, c), complex(b, d)]) / 2 if complex_ else np.array([a, b])
    found = run("planerot", x)
    G, y = found["G"], found["y"]
    assert found.verdict != "red", found.assessment
    np.testing.assert_allclose(G @ G.conj().T, np.eye(2), atol=1e-15)
    np.testing.assert_allclose(np.linalg.det(G), 1, atol=1e-15)
    size = np.abs(x).max() or 1.0
    assert np.abs(G @ x - y).max() <= 1e-15 * size + 1e-322
    assert y[1] == 0
    if x[1]:
        assert y[0].real > 0
        assert np.isclose(y[0].real / size, np.hypot(*np.abs(x)) / size, atol=1e-15) or size < 1e-300


def cases() -> dict[str, Any]:
    v = np.array([3.0, -4.0])
    return {
        "plain": v,
        "complex": np.array([1 + 2j, 3 - 1j]),
        "single": v.astype(np.float32) / 3,
        "single complex": np.array([1 + 2j, 3 - 1j], np.complex64) / 3,
        "huge": v * 1e300,
        "tiny": v * 1e-300,
        "single huge": (v * 1e37).astype(np.float32),
        "far apart": np.array([1e200, 1e-200]),
        "the other way": np.array([1e-200, -1e200]),
        "column": v[:, None],
        "row": v[None, :],
        "huge column": v[:, None] * 1e300,
        "zero second, a column": np.array([[-2.0], [0.0]]),
        "zero first": np.array([0.0, -2.0]),
        "zero second": np.array([-2.0, 0.0]),
    }


CASES = cases()


@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_green_and_errors_red(run: Any, case: str) -> None:
    x = CASES[case]
    found = run("planerot", x)
    assert found.verdict == "green", found.assessment
    for name in ("G", "y"):
        right = found[name]
        assert right.dtype == x.dtype
        for at in np.ndindex(*right.shape):
            wrong = right.copy()
            wrong[at] += 110 * found.assessment.error_bound * np.abs(right).max()
            assert found.tampered(name, wrong).verdict == "red", (name, at)
    assert found["y"].shape == x.shape
    turned = found["G"] * np.array([[1], [-1]])  # still unitary with G x = y
    assert found.tampered("G", turned).verdict == "red"


def test_the_least_numbers_have_a_rotation(run: Any) -> None:
    found = run("planerot", np.array([5e-324, 5e-324]))
    np.testing.assert_allclose(found["G"], np.array([[1, 1], [-1, 1]]) / np.sqrt(2))
    assert found.verdict == "amber"
    assert run("planerot", np.array([5e-324j, 1e-323])).verdict == "amber"


def test_a_length_out_of_range_is_said(run: Any) -> None:
    assert "overflows" in run("planerot", np.array([1.7e308, 1.7e308])).assessment.reason


def test_nothing_turns_where_the_second_is_zero(run: Any) -> None:
    for x in (np.array([-2.0, 0]), np.zeros(2), np.array([1j, 0])):
        found = run("planerot", x)
        assert np.array_equal(found["G"], np.eye(2))
        assert np.array_equal(found["y"], x)
        assert found.verdict == "green"


@given(st.fractions(-9, 9, max_denominator=9), st.fractions(-9, 9, max_denominator=9))
def test_the_exact_twin(run: Any, exactly: Any, a: Fraction, b: Fraction) -> None:
    found, answer = exactly("planerot", np.array([a, b])), run("planerot", np.array([float(a), float(b)]))
    for name in ("G", "y"):
        spelled = np.vectorize(lambda entry: value(str(entry)).real)(found[name])
        np.testing.assert_allclose(spelled, answer[name], atol=1e-14)


def test_a_column_stays_one_exactly(exactly: Any) -> None:
    found = exactly("planerot", np.array([[Fraction(3)], [Fraction(4)]]))
    assert found["G"].tolist() == [[Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)]]
    assert found["y"].tolist() == [[5], [0]]


def test_lengths_that_are_rational_stay_so(exactly: Any) -> None:
    found = exactly("planerot", np.array([Fraction(3), Fraction(4)]))
    assert found["G"].tolist() == [[Fraction(3, 5), Fraction(4, 5)], [Fraction(-4, 5), Fraction(3, 5)]]
    assert found["y"].tolist() == [5, 0]
    assert exactly("planerot", np.array([Fraction(1), Fraction(1)]))["G"][0, 0] == "sqrt(2)/2"


@pytest.mark.parametrize("shape", [(3,), (1,), (0,), (2, 2), (5, 2), (1, 1), (0, 2)])
def test_other_lengths_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(UserError, match="turns a vector of 2") as caught:
        by_name("planerot").declare(Operand("x", shape))
    assert caught.value.hint


@pytest.mark.parametrize("case", CASES)
def test_the_code_runs(run: Any, case: str) -> None:
    x = CASES[case]
    found = run("planerot", x)
    names: dict[str, Any] = {"np": np, "x": x}
    exec(found.operation.routes[0].code(found.problem, ("x",)), names)
    for name in ("G", "y"):
        np.testing.assert_allclose(names[name], found[name], rtol=1e-6 if "single" in case else 1e-14)
