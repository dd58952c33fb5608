"""A v = λ B v: definite and general pencils, infinite eigenvalues, and pencils without any."""

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


def pencil(n: int, seed: int, kind: str) -> tuple[Any, Any]:
    rng = np.random.default_rng(seed)
    A, B = rng.standard_normal((2, n, n))
    if kind == "complex":
        return A + 1j * rng.standard_normal((n, n)), B + 1j * rng.standard_normal((n, n))
    if kind == "definite":
        return A + A.T, B @ B.T + np.eye(n)
    if kind == "infinite":
        B[-1] = 0
    return A, B


@given(n=st.integers(1, 8), seed=st.integers(0, 200), kind=st.sampled_from(["real", "complex", "definite", "infinite"]))
def test_pairs_satisfy_their_equation(run: Run, n: int, seed: int, kind: str) -> None:
    A, B = pencil(n, seed, kind)
    found = run("eig", A, B)
    w, V = found["eigenvalues"], found["eigenvectors"]
    finite = np.isfinite(w)
    assert np.allclose(
        A @ V[:, finite], B @ V[:, finite] * w[finite], atol=1e-8 * (1 + np.abs(w[finite]).max(initial=0))
    )
    assert np.allclose(B @ V[:, ~finite], 0, atol=1e-12)
    assert np.count_nonzero(~finite) == (kind == "infinite") == found.outcome.details["infinite"]
    assert found.verdict != "red", found.assessment.reason
    if kind == "definite":
        assert w.dtype == np.float64
        assert found.method == "LAPACK sygvd"
        assert (np.diff(w) <= 0).all()


@pytest.mark.parametrize("kind", ["real", "complex", "definite", "infinite"])
@pytest.mark.parametrize("size", [1.0, 1e120, 1e-120])
def test_an_error_beyond_the_bound_is_red(run: Run, kind: str, size: float) -> None:
    for seed in range(3):
        A, B = pencil(5, seed, kind)
        found = run("eig", A * size, B)
        assert found.verdict == "green", found.assessment.reason
        bound, w, V = found.assessment.error_bound, found["eigenvalues"], found["eigenvectors"]
        top = np.abs(w[np.isfinite(w)]).max()
        for i in np.flatnonzero(np.isfinite(w)):
            wrong = w.copy()
            wrong[i] += 110 * bound * top
            assert found.tampered("eigenvalues", wrong).verdict == "red"
        for place in np.ndindex(V.shape):
            wrong = V.copy()
            wrong[place] += 110 * bound * np.abs(V).max()
            assert found.tampered("eigenvectors", wrong).verdict == "red", place
        assert found.tampered("eigenvalues", w[::-1]).verdict == "red"


def test_the_claimed_digits_are_there(run: Run) -> None:
    V = np.array([[1.0, 2, 3], [0, 1, 4], [2, 0, 1]])
    for B in (np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 5]]), np.array([[1.0, 2, 0], [0, 1, 1], [1, 0, 1]])):
        A = B @ V @ np.diag([5.0, 3, 2]) @ np.linalg.inv(V)
        found = run("eig", A, B)
        assert np.abs(found["eigenvalues"] - [5, 3, 2]).max() / 5 <= 100 * found.assessment.error_bound
        assert found.assessment.digits >= 12


def test_indefinite_b_goes_the_general_way(run: Run) -> None:
    B = np.diag([1.0, 1.0])
    B[0, 1] = B[1, 0] = 3
    found = run("eig", np.array([[2.0, 1], [1, 3]]), B)
    assert found.method == "LAPACK ggev"
    assert found.verdict == "green"


def test_infinite_eigenvalues_are_said(run: Run) -> None:
    found = run("eig", np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [2, 4]]))
    assert np.isinf(found["eigenvalues"][0])
    assert found["eigenvalues"][1] == pytest.approx(1)
    assert found.outcome.warnings == ("B is singular: one eigenvalue is infinite.",)


def test_a_singular_pencil_is_refused(run: Run) -> None:
    with pytest.raises(UserError, match="singular for every λ") as caught:
        run("eig", np.ones((2, 2)), np.ones((2, 2)))
    assert caught.value.kind == "singular"


@pytest.mark.parametrize("shape", [(2, 3), (3, 3)])
def test_shapes_that_do_not_fit(shape: tuple[int, int]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("eig").declare(Operand("A", (2, 2)), Operand("B", shape))
    assert caught.value.kind == "shape"
    assert caught.value.hint


def test_exact_values_are_those_of_the_quotient(exactly: Run) -> None:
    found = exactly("eig", np.array([[1, 2], [3, 4]]), np.array([[2, 0], [0, 1]]))
    assert found["eigenvalues"] == ["9/4 + sqrt(97)/4", "9/4 - sqrt(97)/4"]
    assert exactly("eig", np.eye(2), np.ones((2, 2)))["eigenvalues"] == ["inf", Fraction(1, 2)]


def test_one_and_none(run: Run) -> None:
    assert run("eig", np.array([[3.0]]), np.array([[2.0]]))["eigenvalues"] == pytest.approx([1.5])
    empty = run("eig", np.zeros((0, 0)), np.zeros((0, 0)))
    assert empty["eigenvalues"].shape == (0,)
    assert empty.verdict != "red"


@pytest.mark.parametrize("kind", ["real", "definite"])
def test_the_code_gives_the_same_values(run: Run, kind: str) -> None:
    A, B = pencil(4, 3, kind)
    found = run("eig", A, B)
    route = next(item for item in found.operation.routes if item.method == found.method)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A, "B": B}
    exec(route.code(found.problem, ("A", "B")), names)
    assert np.allclose(names["w"], found["eigenvalues"])
    assert np.allclose(np.abs(names["V"]), np.abs(found["eigenvectors"]))


def spread(n: int, condition: float, kind: Any = float) -> tuple[Any, Any]:
    """A random Hermitian A, and a positive definite B of a given condition."""
    rng = np.random.default_rng(n)
    A = rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind is complex else 0)
    Q = np.linalg.qr(A)[0]
    B = (Q * np.geomspace(1, 1 / condition, n)) @ Q.conj().T
    return A + A.conj().T, (B + B.conj().T) / 2


ILL = {
    **{f"Hilbert {n}": (np.diag(np.arange(1.0, n + 1)), scipy.linalg.hilbert(n)) for n in range(4, 11)},
    **{f"condition 1e{e}": spread(5, 10.0**e) for e in (3, 4, 5, 6, 9)},
    "complex": spread(5, 1e6, complex),
    "larger": spread(60, 1e9),
    "large": spread(140, 1e7),
    "single": tuple(M.astype(np.float32) for M in spread(6, 1e4)),
}


@pytest.mark.parametrize("kind", ILL)
def test_ill_conditioned_second_matrices_are_never_red(run: Run, kind: str) -> None:
    """sygvd alone leaves residuals that grow with the condition of B."""
    A, B = ILL[kind]
    found = run("eig", A, B)
    w, V = found["eigenvalues"], found["eigenvectors"]
    residual = np.linalg.norm(A @ V - B @ V * w, axis=0) / (np.linalg.norm(A) + np.abs(w) * np.linalg.norm(B))
    assert residual.max() <= 100 * np.finfo(A.dtype).eps
    assert found.verdict != "red", found.assessment.reason
    assert w.dtype.kind == "f"


def test_a_small_entry_of_the_second_matrix_is_no_zero(run: Run) -> None:
    found = run("eig", np.array([[1.0, 2], [3, 4]]), np.array([[1, 0], [0, 1e-17]]))
    assert np.allclose(found["eigenvalues"], [4e17, -0.5], rtol=1e-12)
    assert found.outcome.details["infinite"] == 0
    assert not found.outcome.warnings
    assert found.verdict == "amber"


def test_a_pencil_that_is_small_as_a_whole_in_one_direction_is_not_refused(run: Run) -> None:
    A = np.array([[1.0, 2], [3, 4]])
    D = np.diag([1, 1e-20])
    for pair in ((D @ A, D), (A @ D, D)):
        found = run("eig", *pair)
        assert np.allclose(found["eigenvalues"], np.sort(np.linalg.eigvals(A))[::-1])
        assert found.verdict != "red"


def test_values_beyond_the_range_are_refused_as_such(run: Run) -> None:
    A, B = pencil(4, 0, "real")
    for pair in ((A, B), (A + A.T, np.eye(4))):
        with pytest.raises(UserError, match="beyond the range of float64"):
            run("eig", pair[0] * 1e200, pair[1] * 1e-200)


@pytest.mark.parametrize("turn", [1, -1, 1j])
@pytest.mark.parametrize(("a", "b"), [(8e-201, -3.7e123), (-4.9e-315, 2.3e75), (1e-160, 1e160)])
def test_eigenvalues_next_to_the_least_number_have_few_digits(run: Run, a: float, b: float, turn: complex) -> None:
    said = run("eig", np.array([[a * turn]]), np.array([[b]])).assessment
    assert said.verdict == "amber"
    assert "near to the least" in said.reason


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_pencil_with_one_tiny_eigenvalue_has_all_digits(run: Run, sign: float) -> None:
    found = run("eig", np.diag([1e-200, 1.0]), sign * np.diag([1e150, 2e150]))
    assert found.assessment.verdict == "green"
    assert np.allclose(found.outcome.outputs["eigenvalues"], sign * np.array([5e-151, 0]), rtol=1e-15, atol=0)


def test_rows_beyond_the_range_of_single_precision_once_scaled(run: Run) -> None:
    A = np.array([[-2, -3, 2, -4], [-2, -4, 2, -2], [-2, -4, 3, 0], [2, -3, 4, 1]], np.float32)
    rows = [[0, -1, 0, -1e-21], [-3e-22, -0.6, 0, 1.9e20], [0, -0.4, -1.3e19, 3e-21], [-1e-20, 0, 0, 5e19]]
    assert run("eig", A, np.array(rows, np.float32)).assessment.verdict != "red"


def test_where_single_precision_does_not_converge(run: Run) -> None:
    rows = [[7.4e19, 0, 0, -1.5], [0, -2.9e-21, 0, -4.3e19], [0, -2.9e-21, 1.1e20, -1.3e-20], [0, 0, -3e-20, -8.2e19]]
    found = run("eig", np.zeros((4, 4), np.float32), np.array(rows, np.float32))
    assert found.assessment.verdict != "red"
    assert found.outcome.outputs["eigenvalues"].dtype == np.complex64
