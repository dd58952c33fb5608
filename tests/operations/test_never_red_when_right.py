"""A thousand random and classical matrices: no right answer goes red, no bound is more than 100 times too small.

The references are exact: FLINT on the fractions that the floating-point entries are.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
import scipy.linalg

from workbench.backends import exact
from workbench.model.errors import UserError

RIGHT = 1e-8  # half of the digits


def random_matrix(k: int) -> np.ndarray:
    """The k-th of many: dense, graded by rows or columns or entries, definite, triangular, orthogonal, low rank."""
    rng = np.random.default_rng(k)
    n = int(rng.integers(1, 13))
    G = rng.standard_normal((n, n))
    makers = (
        lambda: G,
        lambda: rng.integers(-5, 6, (n, n)).astype(float),
        lambda: G * 10.0 ** rng.uniform(-8, 8, n),
        lambda: G * 10.0 ** rng.uniform(-8, 8, n)[:, None],
        lambda: G * 10.0 ** rng.uniform(-6, 6, (n, n)),
        lambda: (lambda S: S + S.T)(G @ G.T),
        lambda: G + G.T,
        lambda: np.triu(G) * 10.0 ** rng.uniform(-3, 3, n),
        lambda: np.tril(G),
        lambda: np.linalg.qr(G)[0],
        lambda: G[:, : max(1, n // 2)] @ rng.standard_normal((max(1, n // 2), n)),
        lambda: (np.linalg.qr(G)[0] * np.geomspace(1, 10.0 ** -rng.uniform(0, 16), n)) @ np.linalg.qr(G.T + 1)[0],
        lambda: G * 2.0 ** float(rng.integers(-330, 330)),
        lambda: np.diag(10.0 ** rng.uniform(-9, 9, n)),
        lambda: np.eye(n)[rng.permutation(n)],
    )
    return makers[k % len(makers)]()


def classical() -> Iterator[tuple[str, np.ndarray]]:
    for n in (2, 3, 4, 5, 8, 11):
        yield f"hilbert {n}", scipy.linalg.hilbert(n)
        yield f"inverse hilbert {n}", scipy.linalg.invhilbert(n)
        yield f"pascal {n}", scipy.linalg.pascal(n).astype(float)
        yield f"vandermonde {n}", np.vander(np.linspace(1, 2, n))
        yield f"second difference {n}", 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
        yield f"frank {n}", np.triu(np.add.outer(-np.arange(n), np.zeros(n)) * 0 + n - np.arange(n), -1)
        yield f"kahan {n}", np.diag(0.6 ** np.arange(n)) @ (np.eye(n) - 0.8 * np.triu(np.ones((n, n)), 1))
        yield f"jordan {n}", 3 * np.eye(n) + np.eye(n, k=1)
        yield f"lehmer {n}", np.minimum.outer(np.arange(1, n + 1), np.arange(1, n + 1)).astype(float)
        yield f"ones {n}", np.ones((n, n))
    yield "wilkinson 21", np.diag(np.abs(np.arange(-10.0, 11))) + np.eye(21, k=1) + np.eye(21, k=-1)
    growth = np.eye(24) - np.tril(np.ones((24, 24)), -1)
    growth[:, -1] = 1
    yield "growth 24", growth
    yield "hadamard 16", scipy.linalg.hadamard(16).astype(float)
    yield "magic 4", np.array([[16.0, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])


MATRICES = [(f"random {k}", random_matrix(k)) for k in range(1000)] + list(classical())


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
