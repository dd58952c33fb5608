"""A thousand random and classical matrices: no right answer goes red, no bound is more than 100 times too small.

The references are exact: FLINT on the fractions that the floating-point entries are.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction

import numpy as np
import pytest

from matrices import MATRICES
from workbench.backends import exact
from workbench.model.errors import UserError

RIGHT = 1e-8  # half of the digits


def error(value: np.ndarray, truth: np.ndarray) -> float:
    """The largest error relative to the largest entry, computed without rounding."""
    size = max((abs(x) for x in truth.flat), default=Fraction(0))
    off = max((abs(x - y) for x, y in zip(exact.fractions(value).flat, truth.flat, strict=True)), default=Fraction(0))
    return float(min(off / size, Fraction(10**9))) if size else float(bool(off))


def check(answer, name: str, truth: np.ndarray, complaints: list[str], label: str) -> None:
    if not np.isfinite(answer[name]).all():
        return  # beyond the range of the type
    off = error(np.atleast_1d(answer[name]), truth.reshape(np.atleast_1d(answer[name]).shape))
    said = answer.assessment
    if off < RIGHT and said.verdict == "red":
        complaints.append(f"{label}: {off:.1e} off, yet red: {said.reason}")
    if said.verdict != "red" and said.error_bound is not None and off > 100 * max(said.error_bound, 2e-16):
        complaints.append(f"{label}: {off:.1e} off, bound {said.error_bound:.1e}, {said.verdict}")
    if said.verdict == "green" and off > RIGHT:
        complaints.append(f"{label}: {off:.1e} off, yet green")


def refused(run, name: str, *arrays: np.ndarray):
    """The answer, or None where the matrix is refused."""
    with contextlib.suppress(UserError):
        return run(name, *arrays)


@pytest.mark.parametrize("part", range(8))
def test_square(run, part):
    complaints: list[str] = []
    for label, A in MATRICES[part::8]:
        M = exact.to_flint(exact.fractions(A))
        determinant = M.det()
        check(run("det", A), "result", exact.from_flint(type(M)(1, 1, [determinant])), complaints, f"det {label}")
        b = A @ np.ones(len(A)) + np.arange(len(A)) * np.abs(A).max()
        if not np.isfinite(b).all():
            continue
        inverse, solution = refused(run, "inv", A), refused(run, "solve", A, b)
        if not determinant:
            complaints += [
                f"{label} is singular" for answer in (inverse, solution) if answer and answer.verdict != "red"
            ]
            continue
        if inverse:
            check(inverse, "result", exact.from_flint(M.inv()), complaints, f"inv {label}")
        if solution:
            truth = exact.from_flint(M.solve(exact.to_flint(exact.fractions(b))), b.shape)
            check(solution, "result", truth, complaints, f"solve {label}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("part", range(4))
def test_products_and_traces(run, part):
    complaints: list[str] = []
    for (label, A), (_, B) in zip(MATRICES[part::4], MATRICES[part + 60 :: 4], strict=False):
        B = B[:, :3] if len(A) == len(B) else np.cos(np.arange(2.0 * len(A)).reshape(-1, 2))
        product = exact.to_flint(exact.fractions(A)) * exact.to_flint(exact.fractions(B))
        check(run("matmul", A, B), "result", exact.from_flint(product), complaints, f"matmul {label}")
        trace = np.array([sum(exact.fractions(np.diagonal(A)))])
        check(run("trace", A), "result", trace, complaints, f"trace {label}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("part", range(4))
def test_tall(run, part):
    """Matrices with independent columns, where A⁺ = (AᵀA)⁻¹ Aᵀ in fractions."""
    complaints: list[str] = []
    for k, (label, square) in list(enumerate(MATRICES))[part * 2 :: 8]:
        A = np.vstack([square, np.random.default_rng(k).standard_normal((3, len(square))) * np.abs(square).max()])
        A = A[:, : max(1, len(square) - 2)]
        M = exact.to_flint(exact.fractions(A))
        if exact.rank(exact.fractions(A)) < A.shape[1]:
            continue
        pseudo = (M.transpose() * M).inv() * M.transpose()
        answer = run("pinv", A)
        if answer.outcome.details["rank"] == A.shape[1]:
            check(answer, "result", exact.from_flint(pseudo), complaints, f"pinv {label}")
        b = A.sum(axis=1) + np.abs(A).max() * np.sin(np.arange(len(A)))
        fit = run("lstsq", A, b)
        if fit["rank"] == A.shape[1]:
            truth = exact.from_flint(pseudo * exact.to_flint(exact.fractions(b)), (A.shape[1],))
            check(fit, "x", truth, complaints, f"lstsq {label}")
    assert not complaints, "\n".join(complaints)
