"""Systems with few diagonals, and why each routine is taken."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from workbench.model.errors import UserError
from workbench.numerics.banded import Band, factor_band, find_band


def banded(n: int, below: int, above: int, seed: int = 0) -> np.ndarray:
    G = np.random.default_rng(seed).standard_normal((n, n))
    return np.triu(np.tril(G, above), -below) + (below + above) * np.eye(n)


@pytest.mark.parametrize("shape", [(200, 1, 1), (200, 3, 2), (300, 0, 5), (300, 4, 0), (1000, 7, 9)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_bands_are_found(shape, order):
    A = np.asarray(banded(*shape), order=order)
    assert find_band(A) == Band(*shape[1:])
    A[-1, 0] = 1e-300
    assert find_band(A) is None
    A[-1, 0], A[shape[0] // 2, -1] = 0, 1
    assert find_band(A) is None


def test_dense_and_small_matrices_are_none():
    rng = np.random.default_rng(0)
    assert find_band(rng.standard_normal((100, 100))) is None
    assert find_band(np.eye(5)) is None
    assert find_band(banded(40, 9, 9)) is None


@pytest.mark.parametrize("kind", [float, complex, np.float32])
@pytest.mark.parametrize("shape", [(60, 1, 1), (200, 3, 2)])
@pytest.mark.parametrize("columns", [None, 3])
def test_banded_systems(run, unseen, kind, shape, columns):
    A = banded(*shape).astype(kind)
    if kind is complex:
        A = A * (1 + 0.5j)
    b = np.random.default_rng(1).standard_normal(shape[:1] if columns is None else (shape[0], columns)).astype(kind)
    answer = run("solve", A, b)
    assert answer.method.startswith("LAPACK gttrs" if shape[1] == 1 else "LAPACK gbtrs")
    assert answer.verdict == "green"
    assert answer.result == pytest.approx(np.linalg.solve(A, b), rel=1e-3, abs=1e-6 if kind is np.float32 else 1e-12)
    assert not unseen(answer)
    code = answer.operation.routes
    route = next(item for item in code if item.method == "LAPACK gbtrs")
    names = {"np": np, "scipy": scipy, "A": A, "b": b}
    exec(route.code(answer.problem, ("A", "b")), names)
    assert names["x"] == pytest.approx(answer.result, rel=1e-3, abs=1e-6 if kind is np.float32 else 1e-12)


def test_factors_of_the_adjoint():
    for shape in ((60, 1, 1), (120, 2, 3)):
        A = banded(*shape) * (1 + 1j)
        band = find_band(A)
        assert band is not None
        b = np.arange(1.0, len(A) + 1)
        assert A.conj().T @ factor_band(A, band).adjoint(b) == pytest.approx(b)


def test_a_singular_band_is_refused(run):
    A = banded(50, 1, 1)
    A[20] = 0
    with pytest.raises(UserError, match="singular"):
        run("solve", A, np.ones(50))


def test_reasons_are_true(run):
    G = np.random.default_rng(3).standard_normal((30, 30))
    b = np.ones(30)
    assert run("solve", G, b).why == "no special structure"
    for name in ("solve", "inv", "det"):
        why = run(name, G + G.T, *((b,) if name == "solve" else ())).why
        assert "symmetric, but not positive definite" in why
    assert "Hermitian" in run("solve", (G + 1j * G.T) + (G + 1j * G.T).conj().T, b + 0j).why
    assert "tridiagonal" in run("solve", banded(64, 1, 1), np.ones(64)).why
