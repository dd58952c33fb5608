"""The cosine-sine decomposition: it rebuilds, its cosines are singular values of blocks, and errors are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.numerics.cosine_sine import of_angles
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
NAMES = ("U", "CS", "Vh")


def unitary(n: int, seed: int, complex_: bool = False) -> Any:
    rng = np.random.default_rng(seed)
    return np.linalg.qr(rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if complex_ else 0))[0]


def classical() -> dict[str, Any]:
    A, rng = unitary(7, 8), np.random.default_rng(8)
    return {
        "random": A,
        "complex": unitary(7, 8, True),
        "single": A.astype(np.float32),
        "single complex": unitary(6, 8, True).astype(np.complex64),
        "identity": np.eye(5),
        "negative": -np.eye(5),
        "permutation": np.eye(6)[[3, 1, 5, 0, 2, 4]],
        "two": np.array([[0.6, -0.8], [0.8, 0.6]]),
        "blocks": scipy.linalg.block_diag(unitary(3, 1), unitary(4, 2)),
        "nearly the identity": np.linalg.qr(np.eye(6) + 1e-9 * rng.standard_normal((6, 6)))[0],
        "equal angles": np.block([[0.6 * np.eye(3), -0.8 * np.eye(3)], [0.8 * np.eye(3), 0.6 * np.eye(3)]]),
        "larger": unitary(150, 3),
    }


CASES = classical()


@given(st.integers(2, 9), st.integers(0, 2**32 - 1), st.booleans(), st.data())
def test_it_rebuilds_in_the_form_of_cosines_and_sines(run: Run, n: int, seed: int, complex_: bool, data: Any) -> None:
    A, p, q = unitary(n, seed, complex_), data.draw(st.integers(1, n - 1)), data.draw(st.integers(1, n - 1))
    found = run("cossin", A, p=p, q=q)
    U, CS, Vh = (found[name] for name in NAMES)
    assert found.verdict == "green", found.assessment.reason
    assert np.allclose(U @ CS @ Vh, A)
    for M, k in ((U, p), (Vh, q)):
        assert np.allclose(M.conj().T @ M, np.eye(n))
        assert not M[:k, k:].any()
        assert not M[k:, :k].any()
    assert np.allclose(CS, scipy.linalg.cossin(A, p=p, q=q)[1])
    for block, part in ((A[:p, :q], CS[:p, :q]), (A[:p, q:], CS[:p, q:]), (A[p:, :q], CS[p:, :q])):
        singular = (np.linalg.svd(M, compute_uv=False) for M in (block, part))
        assert np.allclose(*singular)


@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_green_and_wrong_ones_are_red(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("cossin", A, p=1 if len(A) == 2 else 2)
    assert found.verdict == "green", found.assessment.reason
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    assert bound < 1e-5
    for name in NAMES:
        value = found[name]
        assert value.dtype == (A.real.dtype if name == "CS" else A.dtype)
        for at in [*np.argwhere(value)[:10], *rng.integers(0, len(A), (10, 2))]:
            wrong = value.copy()
            wrong[tuple(at)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name


def test_other_forms_are_not_taken(run: Run) -> None:
    """What rebuilds the matrix is no such decomposition by that alone."""
    A, one = CASES["random"], np.eye(7)
    found = run("cossin", A, p=3, q=3)
    for outputs in ({"U": A, "CS": one, "Vh": one}, {"CS": -found["CS"], "U": -found["U"]}, {"U": found["U"][:, :6]}):
        changed = replace(found.outcome, outputs={**found.outcome.outputs, **outputs})
        assert found.operation.certify(found.problem, changed).verdict == "red"


def test_blocks_are_halves_where_nothing_else_is_asked_for(run: Run) -> None:
    A = CASES["random"]
    assert np.array_equal(run("cossin", A)["CS"], run("cossin", A, p=3, q=3)["CS"])


def test_the_angles_are_those_between_subspaces(run: Run) -> None:
    A = unitary(8, 5)
    angles = run("cossin", A, p=4, q=4).outcome.details["angles"]
    assert np.allclose(np.sort(angles), np.sort(scipy.linalg.subspace_angles(A[:, :4], np.eye(8)[:, :4])))


@pytest.mark.parametrize(("n", "p", "q"), [(n, p, q) for n in (2, 3, 6) for p in range(1, n) for q in range(1, n)])
def test_the_form_is_orthogonal(n: int, p: int, q: int) -> None:
    r = min(p, n - p, q, n - q)
    angles = np.arange(1, r + 1)
    CS = of_angles(np.cos(angles), np.sin(angles), n, p, q)
    assert np.allclose(CS.T @ CS, np.eye(n))


@pytest.mark.parametrize(
    ("A", "message"),
    [
        (np.ones((3, 3)), "A is not orthogonal: AᵀA differs"),
        (np.array([[1, 0], [0, 1 + 1j]]), "A is not unitary: AᴴA differs"),
        (np.zeros((2, 2)), "not orthogonal"),
        (np.eye(2) * 1e200, "not orthogonal"),
        (np.round(unitary(4, 1), 4), "not orthogonal"),
        (np.eye(3, 2), "A is 3 x 2, so it is not unitary"),
        (np.eye(1), "cannot be divided"),
        (np.eye(0), "cannot be divided"),
    ],
)
def test_what_has_no_such_decomposition(run: Run, A: Any, message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        run("cossin", A)
    assert caught.value.hint


@pytest.mark.parametrize("name", ["p", "q"])
@pytest.mark.parametrize("side", [0, 3, -1])
def test_empty_blocks(name: str, side: int) -> None:
    with pytest.raises(UserError, match=f"{name} is {side}; of a matrix that is 3 x 3 it is 1 to 2"):
        by_name("cossin").declare(Operand("A", (3, 3)), **{name: side})


@pytest.mark.parametrize("case", ["random", "complex", "permutation", "two"])
def test_the_code_runs(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("cossin", A)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    exec(found.operation.routes[0].code(found.problem, ("A",)), names)
    for name in NAMES:
        assert np.allclose(names[name], found[name])
