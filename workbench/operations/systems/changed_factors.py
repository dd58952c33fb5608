"""What the updates of QR factors share: what they take, how they are computed, and the certificate of the new ones."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_gram_schmidt import gram_schmidt
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics import orthogonal
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.column_scales import at_own_scale
from workbench.numerics.equilibrium import moved
from workbench.numerics.probes import exponent, shifted
from workbench.numerics.qr_changes import Pair
from workbench.numerics.rectangular import triangle_condition
from workbench.numerics.scales import Scaled, spacing, unscaled
from workbench.numerics.sensitivity import natural_unit, qr_errors
from workbench.numerics.spectral import WHOLE, signs, times
from workbench.operations.common import by, shape_error
from workbench.operations.spec import Array, Operand, Outcome, Problem
from workbench.operations.systems.factors import ALONE, is_upper, least_seen, orthonormal_check, usable, verdict

NOT_Q = 0.01
"""From here on columns are taken for something else than orthonormal ones that have been rounded."""
ROUNDED = 10.0
"""Rounding levels up to which they are as orthonormal as factors ever are."""
MANY, SMALL = 12, 32
"""So many changes cost as much as a new factorisation of a matrix with so many times their number of columns."""


class Product(NamedTuple):
    """The matrix Q R + U W, of which factors are wanted; Q has orthonormal columns, but for rows left out."""

    Q: Array
    R: Array
    U: Array
    W: Array

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.Q), self.R.shape[1]

    def times(self, V: Array) -> Array:
        return np.asarray(times(self.Q, times(self.R, V)) + self.U @ (self.W @ V))

    @property
    def whole(self) -> Array:
        return np.asarray(self.Q.dot(self.R) + self.U.dot(self.W))

    @property
    def sizes(self) -> Array:
        """The lengths of the terms that make up each column, and what the spacing of the least numbers adds."""
        least = sum(self.shape) * float(np.finfo(self.R.dtype).tiny)
        return np.asarray(_lengths(self.R) + _lengths(self.U) @ np.abs(self.W) + least)

    def scaled(self, powers: Array) -> Product:
        """Column j times 2^powers[j]."""
        return self._replace(R=moved(self.R, powers), W=moved(self.W, powers))


def _lengths(A: Array) -> Array:
    """The length of each column, in double precision; no square leaves the range."""
    B, powers = at_own_scale(A)
    return np.asarray(np.ldexp(np.linalg.norm(B, axis=0).astype(np.float64), powers))


@dataclass(frozen=True, eq=False)
class Change:
    """A change of Q R, all times 2⁻ᵖ: the factors before it, the product after it, and how the factors follow."""

    pair: Pair
    product: Product
    p: int
    count: int
    follow: Callable[[Pair], Pair]


def sides(Q: Operand, R: Operand) -> tuple[int, int]:
    """The rows and columns of Q R; refuses what are no factors of any matrix."""
    (m, k), (rows, n) = Q.shape, R.shape
    if k == rows and (k == m or (k < m and rows == n)):
        return m, n
    message = f"{Q.name} is {by(Q.shape)} and {R.name} is {by(R.shape)}: they are not the factors of a matrix."
    hint = "Q is square, or R is square and Q has more rows: qr gives both forms."
    raise shape_error(message, hint, ("qr",), Q, R)


def shapes(Q: Operand, R: Operand, m: int, n: int, dtype: np.dtype[Any]) -> tuple[Operand, Operand]:
    """The new factors, of an m x n matrix: Q is square if it was so before."""
    k = m if len(set(Q.shape)) == 1 else min(m, n)
    return Operand("Q", (m, k), dtype), Operand("R", (k, n), dtype)


def place(k: int, count: int, what: str, most: int) -> int:
    """An index that may count from the end; `most` is the last that is allowed."""
    if not -count <= k <= most:
        raise UserError("domain", f"k is {k}; of {count} {what} it is {-count} to {most}.", "The first has index 0.")
    return k + count if k < 0 else k


def common(*arrays: Array) -> int:
    """The exponent of the largest entry of all."""
    return max((exponent(A) for A in arrays if A.any()), default=0)


def need_factors(problem: Problem) -> float:
    """Refuse an R that is not triangular and a Q that is not orthonormal; how far that is so."""
    (Q, R), (q, r) = ((problem[key] for key in "QR"), (problem.name(key) for key in "QR"))
    if not is_upper(R):
        hint = f"qr gives {q} and {r}, with zeros below the diagonal of {r}."
        raise UserError("domain", f"{r} is not upper triangular, so it is no factor of QR.", hint, ("qr",))
    off = float(orthonormal_check(Q).observed)
    if not off <= NOT_Q:
        message = f"The columns of {q} are not orthonormal: {q}ᴴ{q} differs from the identity by {off:.1e}."
        raise UserError("domain", message, f"qr gives {q} and {r}.", ("qr",), {"orthogonality_loss": off})
    return off


def run(problem: Problem, change: Change) -> Outcome:
    """The new factors, with no negative entry on the diagonal of R."""
    pair, method, why = change.pair, None, None
    off, loss = need_factors(problem), orthonormal_check(pair.Q)
    warnings: tuple[str, ...] = ()
    if loss.relative > ROUNDED * loss.eps:
        Q, S = orthogonal.householder(pair.Q)[:2]
        pair = Pair(Q, S @ pair.R)
        q = problem.name("Q")
        warnings = (f"The columns of {q} are orthonormal only to {off:.1e}: they were made so, and R with them.",)
    if change.count * MANY > len(pair.R) > SMALL and change.product.whole.size:
        method, why = "LAPACK geqrf", "so many changes cost more one by one"
        new = Pair(*orthogonal.householder(change.product.whole, full=not pair.thin)[:2])
    else:
        new = change.follow(pair)
    found = orthogonal.with_positive_diagonal(np.array(new.Q), np.triu(new.R), np.arange(0))
    details = {"orthogonality_loss": float(orthonormal_check(found.Q).observed)}
    outputs = {"Q": found.Q, "R": shifted(found.R, change.p)}
    return Outcome(outputs, {"R": Scaled(found.R, change.p)}, warnings, details, method, why)


def certify(change: Change, outcome: Outcome, green: str) -> Assessment:
    """Q R against the changed product, QᴴQ against I, and the errors of both factors to first order.

    Rounding is relative to the terms of each column, of which a change may leave little.
    """
    product, (m, n) = change.product, change.product.shape
    full = not change.pair.thin
    k, thin, out = m if full else min(m, n), min(m, n), outcome.outputs
    if (bad := usable(out, {"Q": (m, k), "R": (k, n)})) is not None:
        return bad
    Q, R = out["Q"], unscaled(out["R"], outcome.witness["R"], change.p)
    check, loss = _against(product, Q, R), orthonormal_check(Q)
    if not R.size:
        good = loss.passes
        reason = "There is nothing to factor." if good else "Verification failed: the columns of Q are not orthonormal."
        return Assessment("green" if good else "red", reason, 0.0, float(loss.observed))
    certain = check.passes and loss.passes and np.diagonal(R).all()  # of a row without a pivot at least a sign is free
    forward = _forward(change, check, loss, Q[:, :thin], R[:thin]) if certain else math.inf
    return verdict(
        Q.dtype,
        forward,
        check.relative,
        check,
        loss,
        condition=Condition(triangle_condition(R[:, :thin], scale=False), "2") if m >= n else None,
        green=green,
        failed=_form(R),
        spacing=spacing(out["R"], R, change.p),
    )


def _forward(change: Change, check: Residual, loss: Residual, Q: Array, R: Array) -> float:
    """The errors of both factors: by rounding, and by what the Q before the change lacked of being orthonormal."""
    given = float(orthonormal_check(change.pair.Q).observed)
    lost = max(float(loss.observed), min(given, ROUNDED * loss.eps * float(loss.scale)))
    unit = natural_unit(max(change.product.shape), eps(Q.dtype), max(check.relative, lost))
    return max(lost, *qr_errors(Q, R, unit, change.product.sizes), least_seen(check, loss, Q, R))


def _against(product: Product, Q: Array, R: Array) -> Residual:
    """The length of each column of the difference against its terms; of sign combinations, if there are many."""
    (m, n), sizes = product.shape, product.sizes
    powers = np.frexp(sizes)[1] if n <= WHOLE else np.zeros(n, dtype=int)
    V = signs(n, R.dtype)
    off = product.scaled(-powers).times(V) - times(Q, times(moved(R, -powers), V))
    observed = np.ldexp(np.linalg.norm(off, axis=0).astype(np.float64), powers if n <= WHOLE else 0)
    scale = sizes if n <= WHOLE else np.full(V.shape[1], ALONE * math.sqrt(float(np.sum(sizes**2))))
    return Residual.of(observed, growth(max(m, n)) * 2 * scale, R.dtype)


def _form(R: Array) -> str | None:
    if not is_upper(R):
        return "Verification failed: R is not upper triangular."
    d = np.diagonal(R)
    return "Verification failed: the diagonal of R is not positive." if (d.real < 0).any() or d.imag.any() else None


def exactly(problem: Problem, product: Callable[..., Product], *names: str) -> dict[str, Any] | None:
    """Q and R with their square roots, by Gram and Schmidt; where the columns of Q are independent and R has all."""
    given = [problem.exact.get(name) for name in ("Q", "R", *names)]
    if not exact.fits(*given):
        return None
    need_factors(problem)
    B = product(*given).whole
    (m, n), full = B.shape, len(set(problem["Q"].shape)) == 1
    if not B.size or not exact.fits(B) or (full and m > n):
        return None
    found = gram_schmidt(B)
    if found.independent != tuple(range(min(m, n))):
        return None
    return {"Q": exact.spelled(found.Q), "R": exact.spelled(found.lengths)}


def code(problem: Problem, matrix: str) -> str:
    """NumPy's factors of the changed product, which is what the new ones are but for rounding."""
    (m, k) = problem["Q"].shape
    mode = ', mode="complete"' if m == k else ""
    return (
        f"Q1, R1 = np.linalg.qr({matrix}{mode})\n"
        "d = np.diag(R1)\n"
        "s = np.where(d == 0, 1, d / np.where(d == 0, 1, abs(d)))\n"
        "Q1[:, :len(s)] *= s\n"
        "R1[:len(s)] *= s.conj()[:, None]"
    )


def free_name(problem: Problem) -> str:
    """A name for the product in code that no input has."""
    return next(word for word in ("A", "B", "M", "product", "before") if word not in problem.names.values())
