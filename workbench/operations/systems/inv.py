"""The inverse of a square matrix, by the cheapest factorisation its structure allows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment, Condition
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, combine, grain, growth, judge
from workbench.numerics.probes import probes, scaled, shifted, times_abs, times_squares
from workbench.operations.common import (
    definite,
    diagonal,
    general,
    kept,
    large_triangular,
    need_square,
    not_definite,
    refuse_if_singular,
    small,
    unitary,
    unusable,
    wide,
    zero_pivot,
)
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.steps import worked
from workbench.operations.systems import device, inv_code
from workbench.operations.systems import wide as wide_system

SEEN = 64
"""Up to this order every row of the inverse may have all of the error that is seen."""
TRACED = 256
"""Up to this order growth in the elimination is looked at."""


class Inverse(NamedTuple):
    result: Annotated[Operand, "A⁻¹, for which A A⁻¹ = A⁻¹ A = I"]


def inv(A: Matrix2) -> Inverse:
    """The inverse of a square matrix.

    To solve A x = b, solve is faster and more accurate than multiplying by the inverse.
    """
    need_square(A, "it has no inverse", "Pseudoinverse or least squares work for any shape.", ("pinv", "lstsq"))
    return Inverse(Operand("result", A.shape, A.dtype))


def cost(A: Operand) -> Cost:
    n = A.shape[0]
    return Cost(2.0 * n**3, 2.0 * n * n * A.dtype.itemsize)


def _diagonal(problem: Problem) -> Outcome:
    A, p = _start(problem)
    d = np.diagonal(A)
    if not d.all():
        raise zero_pivot(problem)
    with np.errstate(over="ignore"):
        return _finish(np.diag(1 / d), p)


def _unitary(problem: Problem) -> Outcome:
    A, p = _start(problem)
    return _finish(A.conj().T.copy(), p)


def _small(problem: Problem) -> Outcome:
    A, p = _start(problem)
    try:
        X = np.linalg.inv(A)
    except np.linalg.LinAlgError:
        raise zero_pivot(problem) from None
    if np.isfinite(X).all() and not (_one_side(X.T, A.T, 0).check.passes or _one_side(X, A, 0).check.passes):
        return replace(_wide(problem), method=wide_system.METHOD, why="the inverse at one scale fails its check")
    return _finish(X, p, side="right")


def _wide(problem: Problem) -> Outcome:
    X, found = wide_system.solve(problem, np.eye(len(problem["A"])))
    return Outcome({"result": X}, {"wide": found})


def _triangular(problem: Problem) -> Outcome:
    A, p = _start(problem)
    flipped = A.flags.c_contiguous
    lower = problem.structures["A"].lower != flipped
    X, info = factor.lapack("trtri", A)(A.T if flipped else A, lower=int(lower))
    if info > 0:
        raise zero_pivot(problem)
    return _finish(X.T if flipped else X, p)


def _definite(problem: Problem) -> Outcome:
    A, p = _start(problem)
    chol = factor.cholesky(A)
    if chol is None:
        return _general(problem, not_definite(problem))
    X, _ = factor.lapack("potri", chol.c)(chol.c, lower=1, overwrite_c=1)
    return _finish(_mirror(X), p)


def _general(problem: Problem, why: str | None = None) -> Outcome:
    A, p = _start(problem)
    lu = factor.lu(A)
    if lu.zero_pivot:
        raise zero_pivot(problem)
    getri = factor.lapack("getri", A)
    size = factor.lapack("getri_lwork", A)(len(A))[0]
    X, _ = getri(lu.lu, lu.piv, lwork=int(size.real), overwrite_lu=len(A) > TRACED)
    grown = _grown(lu, A.T if lu.flipped else A, X) if len(A) <= TRACED else 1.0
    return _finish(X.T if lu.flipped else X, p, "right" if lu.flipped else "left", why, grown)


def _grown(lu: factor.LU, M: Array, X: Array) -> Array:
    """How far |X| |L| |U| exceeds |X| |M|, per column: entries of wildly different size grow in elimination.

    A factor of 8 is allowed for in any case; in large matrices such growth averages out.
    """
    y = np.abs(probes(len(M), M.dtype).T @ X).max(axis=0)
    z = y[factor.permutation(lu.piv)]
    with np.errstate(all="ignore"):
        ratio = ((z @ np.abs(np.tril(lu.lu, -1)) + z) @ np.abs(np.triu(lu.lu))) / (y @ np.abs(M))
    return np.asarray(np.where(np.isfinite(ratio), np.maximum(ratio / 8, 1), 1.0))


def _start(problem: Problem) -> tuple[Array, int]:
    refuse_if_singular("A", problem)
    return kept(problem, "A")


def _finish(X: Array, p: int, side: str = "left", why: str | None = None, grown: Array | float = 1.0) -> Outcome:
    method = None if why is None else "LAPACK getri"
    return Outcome({"result": shifted(X, -p) if p else X}, {"side": side, "grown": grown}, method=method, why=why)


def _mirror(X: Array) -> Array:
    """Copy the lower triangle onto the upper one, block by block."""
    n, step = len(X), 128
    for j in range(0, n, step):
        corner = X[j : j + step, j : j + step]
        corner[...] = np.tril(corner) + np.tril(corner, -1).conj().T
        for i in range(j + step, n, step):
            X[j : j + step, i : i + step] = X[i : i + step, j : j + step].conj().T
    return X


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Bound the error by E = (X A − I) A⁻¹, the residual seen through random signs.

    getri leaves a small X A − I, solving for columns a small A X − I (Higham, Accuracy and Stability, 14.3). The
    entrywise |X A − I| |A⁻¹| is free of the scaling of rows and columns.
    """
    X, shape = outcome.outputs["result"], problem["A"].shape
    if (X is None or np.shape(X) != shape) and (bad := unusable(X, shape, "the inverse")) is not None:
        return bad
    if "wide" in outcome.witness:
        bad = unusable(X, shape, "the inverse")
        return bad or wide_system.judge(X, outcome.witness["wide"], "A X = I", "the inverse")
    A, p = kept(problem, "A")
    given, X = X, shifted(X, p) if p else X
    with np.errstate(all="ignore"):
        left = outcome.witness.get("side") == "left"
        grown = outcome.witness["grown"]
        found = _one_side(X, A, p, grown) if left else _one_side(X.T, A.T, p, grown)
        if not found.check.passes:
            found = _one_side(X.T, A.T, p) if left else _one_side(X, A, p)
    if not math.isfinite(found.size) and (bad := unusable(given, shape, "the inverse")) is not None:
        return bad
    return judge(
        A.dtype,
        found.bound / found.size if found.size else 0.0,
        found.check,
        what="the inverse",
        residual=float(found.check.observed.max(initial=0)),
        condition=Condition(found.kappa, "1" if left else "infinity"),
        green="A⁻¹ A = I is verified",
    )


class OneSide(NamedTuple):
    check: Residual
    bound: float
    kappa: float
    size: float


def _one_side(X: Array, A: Array, p: int, grown: Array | float = 1.0) -> OneSide:
    """The largest |wᵀ(X A − I)| over the probes w, per column, against |wᵀX| |A|; and what it does through |X|."""
    n = len(A)
    W = probes(n, A.dtype).T
    Y = factor.product(W, X)
    observed = np.abs(factor.product(Y, A) - W).max(axis=0, initial=0)
    weights = np.stack([np.abs(Y).max(axis=0, initial=0) + n * grain(A.dtype, p), np.ones(n)])
    scale_, columns = times_abs(weights, A)
    check = Residual.of(observed, growth(n) * (scale_ * grown + 1), A.dtype)
    bound, other, size = combine(check.level, X)
    return OneSide(check, bound * _share(X), float(columns.max(initial=0)) * other, size)


def _share(X: Array) -> float:
    """The part of a sum over all rows of X A − I, as signs see it, that one row of a large X is likely to have.

    Rows have errors in proportion to their lengths: the longest has one in √(Σ ρ² / max ρ²) of a sum, and of 16 sums
    the largest is seen. No less than a quarter is assumed: no error of 100 bounds shall pass for rounding.
    """
    if len(X) <= SEEN:
        return 1.0
    squares = times_squares(np.ones(X.shape[1]), scaled(X)[0].T)
    top = float(squares.max(initial=0))
    rows = float(squares.sum()) / top if top and math.isfinite(top) else 1.0
    return min(1.0, max(0.25, 2 / math.sqrt(rows)))


def exact_inverse(problem: Problem) -> dict[str, Array] | None:
    """The inverse in fractions, checked by multiplying it back."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    refuse_if_singular("A", problem)
    M = exact.to_flint(A)
    X = M.inv()
    if not exact.is_identity(M * X):
        raise ArithmeticError("FLINT's inverse does not multiply back to the identity")
    return {"result": exact.from_flint(X)}


INV = Operation(
    declare=inv,
    routes=(
        Route("NumPy, reciprocals of the diagonal", diagonal, _diagonal, inv_code.diagonal_code),
        Route("NumPy, conjugate transpose", unitary, _unitary, inv_code.unitary_code),
        Route("LAPACK trtri", large_triangular, _triangular, inv_code.triangular_code),
        Route(wide_system.METHOD, wide, _wide, inv_code.general_code),
        Route("LAPACK gesv (NumPy inv)", small, _small, inv_code.general_code),
        Route("LAPACK potri", definite, _definite, inv_code.definite_code),
        Route("LAPACK getri", general, _general, inv_code.general_code),
        *device.inv_routes(inv_code.general_code),
    ),
    certify=certify,
    cost=cost,
    exact=exact_inverse,
    steps=worked("inverse", "inverse_steps"),
    stacked=True,
)
