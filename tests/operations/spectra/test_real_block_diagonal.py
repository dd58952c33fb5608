"""A V = V D in real numbers: pairs are turns of a plane, and errors are seen."""

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
MATRICES = st.integers(0, 6).flatmap(lambda n: hnp.arrays(np.int64, (n, n), elements=st.integers(-9, 9)))


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(9)
    A = rng.standard_normal((7, 7))
    return {
        "random": A,
        "single": A.astype(np.float32),
        "huge": A * 1e200,
        "largest": A * 1e307,
        "tiny": A * 1e-200,
        "subnormal": A * 1e-310,
        "single tiny": (A * 1e-37).astype(np.float32),
        "deficient": A[:, :3] @ A[:3],
        "triangular": np.triu(A),
        "graded": A * 10.0 ** -np.arange(0, 14, 2),
        "defective": np.eye(6) + np.eye(6, k=1),
        "defective pairs": np.kron(np.eye(2), [[1.0, 2], [-2, 1]]) + np.eye(4, k=2),
        "skew": A - A.T,
        "orthogonal": np.linalg.qr(A)[0],
        "symmetric": A + A.T,
        "repeated": np.diag([2.0, 2, 1]),
        "turn": np.array([[0.0, -1.0], [1.0, 0.0]]),
        "zeros": np.zeros((3, 3)),
        "one": np.array([[-2.0]]),
        "none": np.zeros((0, 0)),
        "larger": rng.standard_normal((150, 150)),
    }


CASES = classical()
SENSITIVE = ("deficient", "defective", "defective pairs", "graded", "subnormal", "triangular", "larger")


@given(A=MATRICES)
def test_a_v_is_v_d(run: Run, A: Any) -> None:
    found = run("real_block_diagonal", A.astype(float))
    D, V = found["D"], found["V"]
    assert found.verdict != "red", found.assessment.reason
    assert D.dtype == V.dtype == np.float64
    assert np.allclose(A @ V, V @ D, atol=1e-10)
    assert not np.triu(D, 2).any()
    assert not np.tril(D, -2).any()
    assert np.array_equal(np.diagonal(D, 1), -np.diagonal(D, -1))


@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("real_block_diagonal", A)
    assert found.verdict == "green" or (case in SENSITIVE and found.verdict == "amber"), found.assessment.reason
    assert found["D"].dtype == found["V"].dtype == A.dtype
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    if bound is None:
        return
    for name in ("D", "V"):
        value = found[name]
        for _ in range(10 if value.any() and 110 * bound < 1 else 0):
            wrong = value.copy()
            wrong[tuple(rng.integers(0, side) for side in value.shape)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name


def test_wrong_pairs_are_not_taken(run: Run) -> None:
    """Blocks that have the form, but are those of another matrix."""
    found = run("real_block_diagonal", CASES["skew"])
    D, V = found["D"], found["V"]
    for outputs in ({"D": D * (1 + 1e-10)}, {"D": D.T}, {"V": V[:, ::-1]}, {"D": np.diag(np.diagonal(D))}):
        changed = replace(found.outcome, outputs={**found.outcome.outputs, **outputs})
        assert found.operation.certify(found.problem, changed).verdict == "red"


def test_a_turn_is_its_own_block(run: Run) -> None:
    found = run("real_block_diagonal", [[3.0, -4.0], [4.0, 3.0]] @ np.eye(2))
    assert np.allclose(np.abs(found["D"]), [[3, 4], [4, 3]])
    assert found.verdict == "green"


def test_dependent_vectors_are_said(run: Run) -> None:
    found = run("real_block_diagonal", CASES["defective"])
    assert found.verdict == "amber"
    assert "defective" in found.outcome.warnings[0]


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(UserError) as caught:
        by_name("real_block_diagonal").declare(Operand("A", (2, 3)))
    assert caught.value.kind == "shape"
    assert caught.value.hint


@pytest.mark.parametrize("case", ["random", "symmetric"])
def test_the_code_runs(run: Run, case: str) -> None:
    A = CASES[case]
    found = run("real_block_diagonal", A)
    route = found.operation.routes[case == "random"]
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A}
    exec(route.code(found.problem, ("A",)), names)
    assert np.allclose(names["D"], found["D"])
    assert np.allclose(A @ names["V"], names["V"] @ names["D"])
