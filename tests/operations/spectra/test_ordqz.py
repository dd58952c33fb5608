"""The generalised Schur form with chosen eigenvalues first: it rebuilds, it is in order, and errors are seen."""

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
from workbench.numerics.ordered_pencil import of_blocks
from workbench.operations import by_name
from workbench.operations.spec import Operand

Run = Callable[..., Any]
ORDERS = {
    "left half plane": lambda a, b: (a * b.conj()).real < 0,
    "right half plane": lambda a, b: (a * b.conj()).real > 0,
    "inside unit circle": lambda a, b: abs(a) < abs(b),
    "outside unit circle": lambda a, b: abs(a) > abs(b),
}
ENTRIES = st.floats(-100, 100, allow_subnormal=False)
PAIRS = st.integers(0, 6).flatmap(lambda n: st.tuples(*2 * [hnp.arrays(np.float64, (n, n), elements=ENTRIES)]))


def classical() -> dict[str, Any]:
    rng = np.random.default_rng(8)
    A, B = rng.standard_normal((2, 7, 7))
    return {
        "random": (A, B),
        "complex": (A + 1j * A.T, B - 1j * A),
        "one complex": (A, B + 1j * A),
        "single": (A.astype(np.float32), B.astype(np.float32)),
        "single complex": ((A + 1j * B).astype(np.complex64), B.astype(np.complex64)),
        "huge": (A * 1e200, B * 1e200),
        "largest": (A * 1e307, B * 1e307),
        "tiny": (A * 1e-200, B * 1e-200),
        "far apart": (A * 1e200, B * 1e-200),
        "subnormal": (A * 1e-310, B * 1e-310),
        "singular": (A, B[:, :3] @ B[:3]),
        "both singular": (A[:, :3] @ A[:3], B[:, :3] @ B[:3]),
        "graded": (A * 10.0 ** -np.arange(0, 14, 2), B * 10.0 ** -np.arange(0, 14, 2)),
        "identity": (A, np.eye(7)),
        "zero": (A, np.zeros((7, 7))),
        "no eigenvalues": (np.zeros((3, 3)), np.zeros((3, 3))),
        "one": (np.array([[-2.0]]), np.array([[3.0]])),
        "none": (np.zeros((0, 0)), np.zeros((0, 0))),
        "larger": tuple(rng.standard_normal((2, 140, 140))),
    }


CASES = classical()
LITTLE_IS_KNOWN = ("far apart", "subnormal", "both singular", "no eigenvalues", "zero", "graded", "singular")


@given(pair=PAIRS, order=st.sampled_from(list(ORDERS)), output=st.sampled_from(["real", "complex"]))
def test_it_is_a_form_of_both_in_order(run: Run, pair: Any, order: str, output: str) -> None:
    found = run("ordqz", *pair, order=order, output=output)
    AA, BB, Q, Z, k = (found[name] for name in ("AA", "BB", "Q", "Z", "selected"))
    assert found.verdict != "red", found.assessment.reason
    for M, form in zip(pair, (AA, BB), strict=True):
        assert np.allclose(Q @ form @ Z.conj().T, M, atol=1e-11)
    for U in (Q, Z):
        assert np.allclose(U.conj().T @ U, np.eye(len(U)))
    assert not np.tril(BB, -1).any()
    assert not np.tril(AA, -1 if output == "complex" else -2).any()
    if found.verdict == "green" and not found.outcome.warnings and len(AA):
        mask = ORDERS[order](*of_blocks(AA, BB))
        assert mask[: int(k)].all()
        assert not mask[int(k) :].any()


@pytest.mark.parametrize("output", ["real", "complex"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("case", CASES)
def test_right_answers_are_not_red_and_wrong_ones_are(run: Run, case: str, order: str, output: str) -> None:
    A, B = CASES[case]
    found = run("ordqz", A, B, order=order, output=output)
    assert found.verdict == "green" or (case in LITTLE_IS_KNOWN and found.verdict == "amber"), found.assessment.reason
    bound, rng = found.assessment.error_bound, np.random.default_rng(0)
    kind = np.result_type(A, B, np.complex64 if output == "complex" else A.dtype)
    for name in ("AA", "BB", "Q", "Z"):
        value = found[name]
        assert value.dtype == kind
        for _ in range(6 if value.any() else 0):
            wrong = value.copy()
            wrong[tuple(rng.integers(0, side) for side in value.shape)] += 110 * bound * np.abs(value).max()
            if case != "no eigenvalues":
                assert found.tampered(name, wrong).verdict == "red", name
    for k in (int(found["selected"]) - 1, int(found["selected"]) + 1) if len(A) else ():
        assert found.tampered("selected", np.asarray(k)).verdict == "red"


def test_a_form_out_of_order_is_not_taken(run: Run) -> None:
    A, B = np.array([[1.0, 2, 3], [0, -2, 5], [0, 0, 3]]), np.triu(np.ones((3, 3)))
    found = run("ordqz", A, B)
    assert found["AA"][0, 0] / found["BB"][0, 0] == pytest.approx(-2)
    for k in (1, 0, 2):
        outputs = {"AA": A, "BB": B, "Q": np.eye(3), "Z": np.eye(3), "selected": np.asarray(k)}
        assert found.operation.certify(found.problem, replace(found.outcome, outputs=outputs)).verdict == "red"


@pytest.mark.parametrize("order", ORDERS)
def test_the_first_columns_span_a_deflating_space(run: Run, order: str) -> None:
    A, B = CASES["random"]
    found = run("ordqz", A, B, order=order)
    k = int(found["selected"])
    first, image = found["Z"][:, :k], found["Q"][:, :k]
    assert k == np.count_nonzero(ORDERS[order](scipy.linalg.eigvals(A, B), np.ones(7)))
    for M in (A, B):
        assert np.allclose(M @ first, image @ (image.T @ M @ first))


def test_the_stable_space_solves_a_riccati_equation(run: Run) -> None:
    """The first columns for a symplectic pencil, as Pappas, Laub and Sandell (1980) take them."""
    A, B = CASES["random"][0][:3, :3], CASES["random"][0][:3, 3:5]
    one, zero = np.eye(3), np.zeros((3, 3))
    pencil = np.block([[A, zero], [-one, one]]), np.block([[one, B @ B.T], [zero, A.T]])
    Z = run("ordqz", *pencil, order="inside unit circle")["Z"]
    assert np.allclose(Z[3:, :3] @ np.linalg.inv(Z[:3, :3]), scipy.linalg.solve_discrete_are(A, B, one, np.eye(2)))


@pytest.mark.parametrize(
    ("order", "count"), [("left half plane", 1), ("right half plane", 1), ("outside unit circle", 2)]
)
def test_infinite_eigenvalues_are_outside_and_on_no_side(run: Run, order: str, count: int) -> None:
    rng = np.random.default_rng(3)
    P, S = rng.standard_normal((2, 3, 3))
    found = run("ordqz", P @ np.diag([-2.0, 0.5, 1]) @ S, P @ np.diag([1.0, 1, 0]) @ S, order=order)
    assert int(found["selected"]) == count
    assert "infin" in found.outcome.warnings[0]
    assert found.verdict == "green"


def test_large_ones_of_a_regular_pencil_have_their_side(run: Run) -> None:
    found = run("ordqz", np.diag([-1.0, 1, 1]), np.diag([1, 1, 1e-20]), order="right half plane")
    assert int(found["selected"]) == 2


def test_what_lies_on_the_border_is_said(run: Run) -> None:
    A = CASES["random"][0]
    U = np.linalg.qr(A)[0]
    assert "unit circle" in run("ordqz", U, np.eye(7), order="inside unit circle").outcome.warnings[0]
    assert "imaginary axis" in run("ordqz", A - A.T, np.eye(7)).outcome.warnings[0]
    assert "no eigenvalues to speak of" in run("ordqz", *CASES["both singular"]).outcome.warnings[0]
    assert not run("ordqz", *CASES["random"]).outcome.warnings


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_eigenvalues_of_blocks(seed: int, complex_: bool) -> None:
    A, B = np.random.default_rng(seed).standard_normal((2, 5, 5))
    AA, BB, _, _ = scipy.linalg.qz(A, B, output="complex" if complex_ else "real")
    alpha, beta = of_blocks(AA, BB)
    found, expected = beta / alpha, 1 / scipy.linalg.eigvals(A, B)
    for part in (np.abs, np.real, np.imag):
        assert np.allclose(np.sort(part(found)), np.sort(part(expected)), atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((3, 3), (2, 2))])
def test_shapes_that_do_not_fit(shapes: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    with pytest.raises(UserError) as caught:
        by_name("ordqz").declare(Operand("A", shapes[0]), Operand("B", shapes[1]))
    assert caught.value.kind == "shape"
    assert caught.value.hint


@pytest.mark.parametrize("order", ORDERS)
def test_the_code_runs(run: Run, order: str) -> None:
    A, B = CASES["random"]
    found = run("ordqz", A, B, order=order)
    names: dict[str, Any] = {"np": np, "scipy": scipy, "A": A, "B": B}
    exec(found.operation.routes[0].code(found.problem, ("A", "B")), names)
    for name in ("AA", "BB", "Q", "Z", "selected"):
        assert np.allclose(names[name], found[name])
