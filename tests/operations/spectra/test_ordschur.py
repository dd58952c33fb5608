"""The Schur form with chosen eigenvalues first: it rebuilds, it is in order, and errors are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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
ORDERS = {
    "left half plane": lambda w: w.real < 0,
    "right half plane": lambda w: w.real > 0,
    "inside unit circle": lambda w: abs(w) < 1,
    "outside unit circle": lambda w: abs(w) > 1,
}
MATRICES = st.integers(0, 6).flatmap(
    lambda n: hnp.arrays(np.float64, (n, n), elements=st.floats(-100, 100, allow_subnormal=False))
)


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(8)
    A = rng.standard_normal((7, 7))
    return {
        "random": A,
        "small": A / 3,
        "complex": A + 1j * A.T,
        "single": A.astype(np.float32),
        "single complex": (A + 1j * A[::-1]).astype(np.complex64),
        "huge": A * 1e200,
        "largest": A * 1e307,
        "tiny": A * 1e-200,
        "subnormal": A * 1e-310,
        "single tiny": (A * 1e-38).astype(np.float32),
        "deficient": A[:, :3] @ A[:3],
        "graded": A * 10.0 ** -np.arange(0, 14, 2),
        "defective": np.eye(6) + np.eye(6, k=1),
        "nilpotent": A @ np.eye(7, k=1) @ np.linalg.inv(A),
        "near the circle": A @ (np.eye(7) + np.diag([1e-15, -1e-15, 0, 1, -1, 2, -2])) @ np.linalg.inv(A),
        "skew": A - A.T,
        "orthogonal": np.linalg.qr(A)[0],
        "symmetric": A + A.T,
        "zeros": np.zeros((3, 3)),
        "one": np.array([[-2.0]]),
        "none": np.zeros((0, 0)),
        "larger": rng.standard_normal((150, 150)) / 10,
    }


CASES = classical()


@given(A=MATRICES, order=st.sampled_from(list(ORDERS)), output=st.sampled_from(["real", "complex"]))
def test_it_is_a_schur_form_in_order(run: Run, A: Any, order: str, output: str) -> None:
    found = run("ordschur", A, order=order, output=output)
    T, Z, k = found["T"], found["Z"], int(found["selected"])
    assert found.verdict != "red", found.assessment.reason
    assert np.allclose(Z @ T @ Z.conj().T, A, atol=1e-11)
    assert np.allclose(Z.conj().T @ Z, np.eye(len(A)))
    assert not np.tril(T, -1 if output == "complex" else -2).any()
    if found.verdict == "green" and not found.outcome.warnings:
        assert ORDERS[order](np.linalg.eigvals(T[:k, :k])).all()
        assert not ORDERS[order](np.linalg.eigvals(T[k:, k:])).any()


@pytest.mark.parametrize("output", ["real", "complex"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str, order: str, output: str) -> None:
    A = CASES[case]
    found = run("ordschur", A, order=order, output=output)
    assert found.verdict == "green" or (found.verdict == "amber" and found.outcome.warnings), found.assessment.reason
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    for name in ("T", "Z"):
        value = found[name]
        assert value.dtype.kind == ("c" if output == "complex" else A.dtype.kind)
        assert value.dtype.itemsize // (2 if value.dtype.kind == "c" else 1) == A.real.dtype.itemsize
        for _ in range(8 if value.any() else 0):
            wrong = value.copy()
            wrong[tuple(rng.integers(0, side) for side in value.shape)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name
    for k in (int(found["selected"]) - 1, int(found["selected"]) + 1):
        assert found.tampered("selected", np.asarray(k)).verdict == "red"


def test_a_schur_form_out_of_order_is_not_taken(run: Run) -> None:
    A = np.array([[1.0, 2, 3], [0, -2, 5], [0, 0, 3]])
    found = run("ordschur", A)
    assert found["T"][0, 0] == pytest.approx(-2)
    for k in (1, 0, 2):
        changed = replace(found.outcome, outputs={"T": A, "Z": np.eye(3), "selected": np.asarray(k)})
        assert found.operation.certify(found.problem, changed).verdict == "red"


def test_only_what_rounding_decides_may_be_out_of_order(run: Run) -> None:
    A = np.array([[1.0, 2, 3], [0, -1e-14, 5], [0, 0, 3]])
    found = run("ordschur", A)
    changed = replace(found.outcome, outputs={"T": A, "Z": np.eye(3), "selected": np.asarray(1)})
    assert found.operation.certify(found.problem, changed).verdict == "amber"


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_columns_span_an_invariant_space(run: Run, order: str) -> None:
    A = CASES["small"]
    found = run("ordschur", A, order=order)
    k = int(found["selected"])
    first = found["Z"][:, :k]
    assert 0 < k < 7
    assert k == np.count_nonzero(ORDERS[order](np.linalg.eigvals(A)))
    assert np.allclose(A @ first, first @ (first.T @ A @ first))


def test_the_stable_space_solves_a_riccati_equation(run: Run) -> None:
    """The first columns for a Hamiltonian matrix, as Laub (1979) takes them."""
    A, B = CASES["random"][:3, :3], CASES["random"][:3, 3:5]
    H = np.block([[A, -B @ B.T], [-np.eye(3), -A.T]])
    Z = run("ordschur", H)["Z"]
    X = Z[3:, :3] @ np.linalg.inv(Z[:3, :3])
    assert np.allclose(X, scipy.linalg.solve_continuous_are(A, B, np.eye(3), np.eye(2)))


def test_what_lies_on_the_border_is_said(run: Run) -> None:
    assert "unit circle" in run("ordschur", CASES["orthogonal"], order="inside unit circle").outcome.warnings[0]
    assert "imaginary axis" in run("ordschur", CASES["skew"]).outcome.warnings[0]
    assert not run("ordschur", CASES["random"]).outcome.warnings


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(UserError) as caught:
        by_name("ordschur").declare(Operand("A", (2, 3)))
    assert caught.value.kind == "shape"
    assert caught.value.hint


@pytest.mark.parametrize("order", ORDERS)
def test_the_code_runs(run: Run, order: str) -> None:
    A = CASES["small"]
    found = run("ordschur", A, order=order)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    exec(found.operation.routes[0].code(found.problem, ("A",)), names)
    assert names["selected"] == found["selected"]
    assert np.allclose(names["T"], found["T"])
    assert np.allclose(names["Z"], found["Z"])
