"""The singular value decomposition of two matrices at once: it rebuilds both, and errors are seen."""

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
NAMES = ("U", "V", "X", "C", "S")
ENTRIES = st.floats(-100, 100, allow_subnormal=False)
PAIRS = st.tuples(*3 * [st.integers(1, 5)]).flatmap(
    lambda s: st.tuples(*(hnp.arrays(np.float64, (m, s[2]), elements=ENTRIES) for m in s[:2]))
)


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(10)
    A, B = rng.standard_normal((2, 6, 6))
    return {
        "random": (A, B),
        "tall": (A[:, :3], B[:4, :3]),
        "few rows": (A[:2], B[:5]),
        "one row": (A[:1], B),
        "wide": (A[:2], B[:3]),
        "wide complex": (A[:2] + 1j * B[:2], B[:3]),
        "complex": (A + 1j * B, B - 2j * A),
        "one complex": (A, B + 1j * A),
        "single": (A.astype(np.float32), B.astype(np.float32)),
        "single complex": ((A + 1j * B).astype(np.complex64), B.astype(np.float32)),
        "huge": (A * 1e200, B * 1e200),
        "largest": (A * 5e306, B * 1e306),
        "tiny": (A * 1e-200, B * 1e-200),
        "subnormal": (A * 1e-310, B * 1e-310),
        "far apart": (A * 1e200, B * 1e-200),
        "deficient": (A[:, :3] @ A[:3], B),
        "common null space": (A[:, :3] @ A[:3], B[:, :3] @ A[:3]),
        "graded": (A * 10.0 ** -np.arange(0, 12, 2), B * 10.0 ** -np.arange(0, 12, 2)),
        "equal": (A, A),
        "zero and one": (np.zeros((3, 3)), np.eye(3)),
        "zeros": (np.zeros((3, 3)), np.zeros((3, 3))),
        "one": (np.array([[-2.0]]), np.array([[-3.0]])),
        "larger": tuple(rng.standard_normal((2, 140, 140))),
    }


CASES = classical()
OPEN = ("far apart", "common null space", "graded", "zeros", "subnormal")
"""Where directions are small in both matrices, or in one of them all."""


@given(pair=PAIRS)
def test_both_are_rebuilt(run: Run, pair: Any) -> None:
    found = run("gsvd", *pair)
    U, V, X, C, S = (found[name] for name in NAMES)
    assert found.verdict != "red", found.assessment.reason
    assert np.allclose(U @ C @ X.T, pair[0], atol=1e-11)
    assert np.allclose(V @ S @ X.T, pair[1], atol=1e-11)
    assert np.allclose(C.T @ C + S.T @ S, np.eye(C.shape[1]))
    for Q in (U, V):
        assert np.allclose(Q.T @ Q, np.eye(len(Q)))


@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str) -> None:
    A, B = CASES[case]
    found = run("gsvd", A, B)
    assert found.verdict == "green" or (case in OPEN and found.verdict == "amber"), found.assessment.reason
    kind = np.result_type(A, B)
    for name in NAMES:
        assert found[name].dtype == (found[name].real.dtype if name in "CS" else kind)
        assert np.result_type(found[name].dtype, np.complex64) == np.result_type(kind, np.complex64)
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    for name in NAMES if bound is not None else ():
        value = found[name]
        for _ in range(10 if value.any() else 0):
            wrong = value.copy()
            wrong[tuple(rng.integers(0, side) for side in value.shape)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name
        for at in np.argwhere(value)[:10]:
            wrong = value.copy()
            wrong[tuple(at)] += 110 * bound * np.abs(value).max()
            assert found.tampered(name, wrong).verdict == "red", name


def test_other_forms_are_not_taken(run: Run) -> None:
    """What rebuilds both matrices is no such decomposition by that alone."""
    A, B = CASES["random"]
    found, one = run("gsvd", A, B), np.eye(6)
    U, C, X = (found[name] for name in ("U", "C", "X"))
    for outputs in ({"U": one, "C": U @ C}, {"C": 2 * C, "S": 2 * found["S"], "X": X / 2}, {"X": X[:, :5]}, {"C": -C}):
        changed = replace(found.outcome, outputs={**found.outcome.outputs, **outputs})
        assert found.operation.certify(found.problem, changed).verdict == "red"


def test_the_ratios_are_the_singular_values_of_the_quotient(run: Run) -> None:
    A, B = CASES["random"]
    found = run("gsvd", A, B)
    ratios = np.sort(np.diagonal(found["C"]) / np.diagonal(found["S"]))[::-1]
    assert np.allclose(ratios, np.linalg.svd(A @ np.linalg.inv(B), compute_uv=False))


def test_what_is_lost_beside_the_other_is_said(run: Run) -> None:
    found = run("gsvd", *CASES["far apart"])
    assert found.verdict == "amber"
    assert "no digit of S" in found.assessment.reason


@pytest.mark.parametrize("shapes", [((2, 3), (2, 2)), ((0, 3), (2, 3)), ((2, 0), (2, 0))])
def test_shapes_that_do_not_fit(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("gsvd").declare(Operand("A", shapes[0]), Operand("B", shapes[1]))
    assert caught.value.kind == "shape"
    assert caught.value.hint


@pytest.mark.parametrize("case", ["random", "tall", "wide", "wide complex", "complex"])
def test_the_code_runs(run: Run, case: str) -> None:
    A, B = CASES[case]
    found = run("gsvd", A, B)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A, "B": B}
    exec(found.operation.routes["wide" not in case].code(found.problem, ("A", "B")), names)
    for name in NAMES:
        assert np.allclose(names[name], found[name])
