"""The generalised Schur form of two matrices: it rebuilds both, and errors are seen."""

from __future__ import annotations

from collections.abc import Callable
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
NAMES = ("AA", "BB", "Q", "Z")
ENTRIES = st.floats(-100, 100, allow_subnormal=False)
PAIRS = st.integers(0, 6).flatmap(lambda n: hnp.arrays(np.float64, (2, n, n), elements=ENTRIES))


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(5)
    A, B = rng.standard_normal((2, 7, 7))
    turn = np.array([[0.0, -1.0], [1.0, 0.0]])
    return {
        "random": (A, B),
        "complex": (A + 1j * B, B - 2j * A),
        "one complex": (A, B + 1j * A),
        "single": (A.astype(np.float32), B.astype(np.float32)),
        "single complex": ((A + 1j * B).astype(np.complex64), B.astype(np.float32)),
        "huge and tiny": (A * 1e200, B * 1e-200),
        "largest": (A * 1e307, B * 1e-306),
        "deficient": (A[:, :3] @ A[:3], B),
        "both deficient": (A[:, :3] @ A[:3], B[:, :2] @ B[:2]),
        "graded": (A * 10.0 ** -np.arange(0, 14, 2), B * 10.0 ** np.arange(0, 14, 2)),
        "defective": (3 * np.eye(6) + np.eye(6, k=1), np.eye(6)),
        "turn": (turn, np.eye(2)),
        "zeros": (np.zeros((3, 3)), np.zeros((3, 3))),
        "zero and one": (np.zeros((3, 3)), np.eye(3)),
        "one": (np.array([[-2.0]]), np.array([[-3.0]])),
        "none": (np.zeros((0, 0)), np.zeros((0, 0))),
        "larger": tuple(rng.standard_normal((2, 140, 140))),
    }


CASES = classical()


@given(pair=PAIRS, output=st.sampled_from(["real", "complex"]))
def test_both_are_rebuilt(run: Run, pair: Any, output: str) -> None:
    found = run("qz", *pair, output=output)
    AA, BB, Q, Z = (found[name] for name in NAMES)
    assert np.allclose(Q @ AA @ Z.conj().T, pair[0], atol=1e-11)
    assert np.allclose(Q @ BB @ Z.conj().T, pair[1], atol=1e-11)
    for U in (Q, Z):
        assert np.allclose(U.conj().T @ U, np.eye(len(U)))
    assert not np.tril(BB, -1).any()
    assert not np.tril(AA, -1 if output == "complex" else -2).any()
    assert found.verdict == "green", found.assessment.reason


@pytest.mark.parametrize("output", ["real", "complex"])
@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str, output: str) -> None:
    A, B = CASES[case]
    found = run("qz", A, B, output=output)
    assert found.verdict == "green", found.assessment.reason
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    for name in NAMES:
        value = found[name]
        kind = "c" if output == "complex" or "c" in (A.dtype.kind, B.dtype.kind) else "f"
        assert value.dtype.kind == kind
        for _ in range(10 if value.any() else 0):
            wrong = value.copy()
            wrong[tuple(rng.integers(0, side) for side in value.shape)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name


@pytest.mark.parametrize("size", [1e-308, 1e-315, 1e-322])
def test_subnormal_numbers_are_not_red(run: Run, size: float) -> None:
    A, B = CASES["random"]
    found = run("qz", A * size, B)
    assert found.verdict != "red", found.assessment.reason
    rebuilt = found["Q"] @ found["AA"] @ found["Z"].T
    assert np.abs(rebuilt - A * size).max() <= 100 * found.assessment.error_bound * np.abs(A * size).max() + 1e-322


def test_other_triangles_are_not_taken(run: Run) -> None:
    """What rebuilds both matrices is no Schur form by that alone."""
    A, B = CASES["random"]
    found, one = run("qz", A, B), np.eye(7)
    for outputs in ({"AA": A, "BB": B, "Q": one, "Z": one}, {"Q": found["Q"][:, ::-1]}, {"Z": found["Z"].T}):
        changed = {**found.outcome.outputs, **outputs}
        assert found.operation.certify(found.problem, type(found.outcome)(changed)).verdict == "red"


def test_ratios_of_the_diagonals_are_the_eigenvalues(run: Run) -> None:
    A, B = CASES["random"]
    found = run("qz", A, B, output="complex")
    w = np.diagonal(found["AA"]) / np.diagonal(found["BB"])
    one, other = (np.sort_complex(np.round(x, 8)) for x in (w, scipy.linalg.eigvals(A, B)))
    assert np.allclose(one, other)


def test_a_singular_second_matrix_has_zeros_on_the_diagonal(run: Run) -> None:
    A, B = CASES["random"]
    found = run("qz", A, B[:, :6] @ B[:6])
    assert np.abs(np.diagonal(found["BB"])).min() < 1e-12
    assert found.verdict == "green"


def test_only_blocks_of_complex_pairs_are_left(run: Run) -> None:
    A, B = CASES["turn"]
    assert run("qz", A, B)["AA"][1, 0] != 0
    assert run("qz", A, B, output="complex")["AA"][1, 0] == 0


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((2, 2), (3, 3)), ((2, 2), (2, 3))])
def test_shapes_that_do_not_fit(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("qz").declare(Operand("A", shapes[0]), Operand("B", shapes[1]))
    assert caught.value.kind == "shape"
    assert caught.value.hint


def test_the_code_runs(run: Run) -> None:
    A, B = CASES["random"]
    found = run("qz", A, B)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A, "B": B}
    exec(found.operation.routes[0].code(found.problem, ("A", "B")), names)
    for name in NAMES:
        assert np.allclose(names[name], found[name])
