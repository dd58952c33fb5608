"""Power and inverse iteration, Rayleigh quotients and quadratic forms, step by step."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
SKEW = np.array([[0.0, -1], [1, 0]])


def matrix(kind: str, seed: int, n: int = 5) -> Any:
    rng = np.random.default_rng(seed)
    G = rng.standard_normal((n, n))
    return {"real": G, "symmetric": G + G.T, "complex": G + 1j * rng.standard_normal((n, n)), "single": np.float32(G)}[
        kind
    ]


@given(seed=st.integers(0, 50), kind=st.sampled_from(["real", "symmetric", "complex", "single"]))
def test_each_vector_is_a_times_the_one_before(run: Run, seed: int, kind: str) -> None:
    A = matrix(kind, seed)
    found = run("power_iteration", A, steps=7, seed=seed)
    X = found["iterates"]
    for j in range(7):
        y = A @ X[:, j]
        assert np.allclose(X[:, j + 1], y / np.linalg.norm(y), atol=1e-5)
    assert found.verdict != "red", found.assessment.reason


@given(seed=st.integers(0, 50), kind=st.sampled_from(["real", "symmetric", "complex"]), update=st.booleans())
def test_inverse_steps_solve(run: Run, seed: int, kind: str, update: bool) -> None:
    A = matrix(kind, seed)
    found = run("inverse_iteration", A, shift=Fraction(1, 3), steps=6, update=update)
    X, shifts = found["iterates"], found.outcome.witness["shifts"]
    for j in range(6):
        back = A @ X[:, j + 1] - shifts[j] * X[:, j + 1]
        assert np.allclose(back, np.vdot(X[:, j], back) * X[:, j], atol=1e-9)
    assert found.verdict != "red", found.assessment.reason


def test_a_quotient_as_shift_converges_at_once(run: Run) -> None:
    A = matrix("symmetric", 3, 20)
    found = run("inverse_iteration", A, shift=Fraction(2), steps=8, update=True)
    assert found.verdict == "green"
    assert np.abs(np.linalg.eigvalsh(A) - found["eigenvalue"]).min() < 1e-12


def test_a_shift_that_is_an_eigenvalue_is_moved(run: Run) -> None:
    found = run("inverse_iteration", np.array([[5.0, 1], [3, 3]]), shift=Fraction(6), steps=3)
    assert found["eigenvalue"] == pytest.approx(6)
    assert "moved by a rounding" in found.outcome.warnings[0]
    assert found.verdict == "green"


def test_a_complex_shift_finds_a_complex_pair(run: Run) -> None:
    found = run("inverse_iteration", SKEW, shift=2j, steps=40)
    assert found["eigenvalue"] == pytest.approx(1j)
    assert found.verdict == "green"


def test_a_rotation_does_not_converge(run: Run) -> None:
    found = run("power_iteration", SKEW)
    assert found.outcome.outputs["angles"] is None
    assert found.verdict == "amber"
    assert "share the largest modulus" in found.outcome.warnings[0]


def test_another_eigenvector_is_not_passed_off_as_the_first(run: Run) -> None:
    found = run("power_iteration", np.diag([1.0, 2]), np.array([1.0, 0]))
    assert found["angles"][-1] == pytest.approx(90)
    assert found.verdict == "amber"


@pytest.mark.parametrize("name", ["power_iteration", "inverse_iteration"])
@pytest.mark.parametrize("kind", ["real", "symmetric", "complex", "single"])
@pytest.mark.parametrize("size", [1.0, 1e18, 1e-18])
def test_errors_beyond_the_bound_are_red(run: Run, name: str, kind: str, size: float) -> None:
    A = matrix(kind, 8)
    if kind == "real":
        A = A @ np.diag([9.0, 5, 3, 2, 1]) @ np.linalg.inv(A)
    found = run(name, (A * size).astype(A.dtype), steps=60)
    assert found.verdict != "red", found.assessment.reason
    bound = found.assessment.error_bound
    if bound is None:
        return
    for output, value in found.outcome.outputs.items():
        value = None if value is None else np.asarray(value)
        for place in () if value is None else ((0,) * value.ndim, tuple(side - 1 for side in value.shape)):
            wrong = value.copy()
            wrong[place] += 110 * bound * np.abs(value).max()
            assert found.tampered(output, wrong).verdict == "red", (output, place)


def test_large_matrices_have_no_angles(run: Run) -> None:
    rng = np.random.default_rng(0)
    V = np.linalg.qr(rng.standard_normal((140, 140)))[0]
    A = (V * np.geomspace(10, 0.01, 140)) @ V.T
    found = run("power_iteration", (A + A.T) / 2, steps=400)
    assert found.outcome.outputs["angles"] is None
    assert found["eigenvalue"] == pytest.approx(10)
    assert found.verdict == "green"


def test_bad_input(run: Run) -> None:
    for name, arrays, params, kind in (
        ("power_iteration", (np.eye(2), np.zeros(2)), {}, "domain"),
        ("power_iteration", (np.array([[0.0, 1], [0, 0]]),), {}, "domain"),
        ("power_iteration", (np.eye(2), np.ones(3)), {}, "shape"),
        ("power_iteration", (np.ones((2, 3)),), {}, "shape"),
        ("power_iteration", (np.zeros((0, 0)),), {}, "shape"),
        ("power_iteration", (np.eye(2),), {"steps": 0}, "domain"),
        ("inverse_iteration", (np.eye(2),), {"seed": -1}, "domain"),
        ("rayleigh_quotient", (np.eye(2), np.zeros(2)), {}, "domain"),
        ("rayleigh_quotient", (np.eye(2), np.ones(3)), {}, "shape"),
        ("quadratic_form", (np.ones((2, 3)),), {}, "shape"),
        ("quadratic_form", (np.eye(2), np.ones(3)), {}, "shape"),
    ):
        with pytest.raises(UserError) as caught:
            run(name, *arrays, **params)
        assert caught.value.kind == kind
        assert caught.value.message.endswith(".")


def test_too_many_steps_are_refused_with_the_figure() -> None:
    with pytest.raises(UserError) as caught:
        by_name("power_iteration").declare(Operand("A", (1000, 1000)), steps=10**6)
    assert caught.value.details["most"] == 19_999


@given(seed=st.integers(0, 50), kind=st.sampled_from(["real", "symmetric", "complex", "single"]))
def test_the_quotient_of_a_symmetric_matrix_is_between_its_eigenvalues(run: Run, seed: int, kind: str) -> None:
    A, x = matrix(kind, seed), np.random.default_rng(seed).standard_normal(5).astype(np.float32)
    found = run("rayleigh_quotient", A, x)
    assert found.result == pytest.approx(np.vdot(x, A @ x) / np.vdot(x, x), abs=1e-4)
    assert found.verdict != "red"
    if kind == "symmetric":
        w = np.linalg.eigvalsh(A)
        assert w[0] - 1e-9 <= found.result <= w[-1] + 1e-9
    if found.assessment.error_bound is not None:
        wrong = found.result * (1 + 110 * found.assessment.error_bound)
        assert found.tampered("result", wrong).verdict == "red"


@given(seed=st.integers(0, 50), kind=st.sampled_from(["real", "symmetric", "complex"]))
def test_the_form_keeps_within_its_extremes(run: Run, seed: int, kind: str) -> None:
    A = matrix(kind, seed)
    X = np.random.default_rng(seed).standard_normal((5, 9))
    X /= np.linalg.norm(X, axis=0)
    found = run("quadratic_form", A, X)
    values = found.result
    assert np.allclose(values, np.diag(X.T @ A @ X))
    assert (values.real <= found["maximum"] + 1e-9).all()
    assert (values.real >= found["minimum"] - 1e-9).all()
    for side in ("maxim", "minim"):
        at = run("quadratic_form", A, found[f"{side}izer"]).result
        assert at.real == pytest.approx(found[f"{side}um"])
    assert found.verdict != "red"


def test_errors_in_a_form_are_red(run: Run) -> None:
    found = run("quadratic_form", matrix("symmetric", 2), np.arange(1.0, 6))
    bound = found.assessment.error_bound
    assert found.verdict == "green"
    for output, value in found.outcome.outputs.items():
        value = np.asarray(value)
        wrong = value.copy()
        wrong[(0,) * value.ndim] += 110 * bound * np.abs(value).max()
        assert found.tampered(output, wrong).verdict == "red", output


@pytest.mark.parametrize(
    ("A", "word"),
    [
        ([[2.0, -1], [-1, 2]], "bowl"),
        ([[1.0, 2], [2, 1]], "saddle"),
        ([[1.0, 1], [1, 1]], "trough"),
        ([[-2.0, 1], [1, -2]], "dome"),
        ([[0.0, 1], [-1, 0]], "zero"),
    ],
)
def test_shapes_of_surfaces(run: Run, A: Any, word: str) -> None:
    assert word in run("quadratic_form", np.array(A)).outcome.details["form"]


def test_exact_forms_and_quotients(exactly: Run) -> None:
    A = np.array([[2, 4], [2, 5]])
    assert exactly("rayleigh_quotient", A, np.array([1, 2]))["result"] == Fraction(34, 5)
    found = exactly("quadratic_form", A, np.array([1, 2]))
    assert (found["result"], found["maximum"]) == (34, "7/2 + 3*sqrt(5)/2")


def test_the_codes_run(run: Run) -> None:
    A, x = np.array([[5.0, 1], [3, 3]]), np.array([1.0, 0])
    for name, params in (
        ("power_iteration", {"steps": 3}),
        ("inverse_iteration", {"steps": 3, "shift": Fraction(1, 2)}),
        ("inverse_iteration", {"steps": 3, "shift": Fraction(1, 2), "update": True}),
        ("rayleigh_quotient", {}),
        ("quadratic_form", {}),
    ):
        found = run(name, A, x, **params)
        names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A, "x": x}
        exec(found.operation.routes[0].code(found.problem, ("A", "x")), names)
        if "rayleigh" in found.outcome.outputs:
            assert np.allclose(names["rayleigh"], found["rayleigh"])
        else:
            assert np.allclose(names.get("r", names.get("value")), found.result)


def test_the_null_vector_of_a_singular_matrix_is_found(answer: Any) -> None:
    found = answer("inverse_iteration", [[1.0, 2], [2, 4]])
    assert found.certificate.verdict == "green"
    assert "an eigenvector for 0" in found.certificate.reason
    wrong = found["eigenvector"] * [1, -1]
    assert found.certify(eigenvector=wrong).verdict == "red"


def test_values_of_a_form_below_the_range_are_not_red(run: Any) -> None:
    found = run("quadratic_form", np.eye(2) * 1e-200, np.full(2, 1e-100))
    assert found["result"] == 0
    assert found.verdict == "amber"
    assert "below the range" in found.assessment.reason


@pytest.mark.parametrize("last", [1.0, 1.5])
def test_a_form_whose_terms_cancel_has_no_digit(run: Any, last: float) -> None:
    found = run("quadratic_form", np.diag([1e16, -1e16, last]), np.ones(3))
    assert found.verdict == "amber"
    assert "cancel" in found.assessment.reason
    exact = run("quadratic_form", np.diag([1.0, -1, 0]), np.ones(3))
    assert (exact["result"], exact.verdict) == (0, "green")


@pytest.mark.parametrize(("operation", "params"), [("power_iteration", {}), ("inverse_iteration", {"shift": 3})])
def test_too_few_steps_are_the_reason_for_few_digits(run: Run, operation: str, params: dict[str, Any]) -> None:
    found = run(operation, np.array([[5.0, 1], [3, 3]]), np.array([1.0, 0]), steps=5, **params)
    assert found.verdict == "amber"
    assert found.assessment.reason.endswith(
        "of the eigenvalue can be trusted: it has not converged yet, so take more steps."
    )
