"""QR and SVD of rectangular matrices, as a stand-in for the pseudoinverse, and checks of them with probes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy

from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.cutoff import count, relative
from workbench.numerics.factor import conjugate_transpose, lapack, triangular_solve, triangular_times
from workbench.numerics.probes import probes, times_squares

Array = np.ndarray[Any, np.dtype[Any]]
Apply = Callable[[Array], Array]

SAFETY = 10.0
"""How far a condition number keeps from where no digit would be left."""


@dataclass(frozen=True, eq=False)
class QR:
    """A = Q R with full column rank, Q thin; `kappa` is the condition number where it is known already."""

    Q: Array
    R: Array
    kappa: float | None = None

    @property
    def rank(self) -> int:
        return len(self.R)

    def times(self, V: Array) -> Array:
        return np.asarray(self.Q @ triangular_times(self.R, V, lower=False))

    def pseudo(self, B: Array) -> Array:
        """A⁺ B."""
        return triangular_solve(self.R, conjugate_transpose(self.Q) @ B, lower=False)

    def solve(self, B: Array) -> Array:
        """R⁻¹ B."""
        return triangular_solve(self.R, B, lower=False)

    def adjoint(self, B: Array) -> Array:
        """R⁻ᴴ B."""
        return triangular_solve(self.R.T, B.conj(), lower=True).conj()

    @property
    def bases(self) -> tuple[Array, ...]:
        return (self.Q,)

    @cached_property
    def condition(self) -> float:
        """σ₁ / σₙ of R, estimated by power iteration."""
        if self.kappa is not None:
            return self.kappa
        R = self.R
        return spectral_norm(
            lambda v: triangular_times(R, v, lower=False),
            lambda v: triangular_times(R.T, v.conj(), lower=True).conj(),
            R,
        ) * spectral_norm(self.solve, self.adjoint, R)


@dataclass(frozen=True, eq=False)
class SVD:
    """A = U diag(S) Vh, thin, of which the first `rank` singular values count."""

    U: Array
    S: Array
    Vh: Array
    rank: int

    def times(self, V: Array) -> Array:
        return np.asarray(self.U @ ((self.Vh @ V).T * self.S).T)

    def pseudo(self, B: Array) -> Array:
        """A⁺ B, without what the smaller singular values would add."""
        r = self.rank
        return np.asarray(self.Vh[:r].conj().T @ ((self.U[:, :r].conj().T @ B).T / self.S[:r]).T)

    @property
    def bases(self) -> tuple[Array, ...]:
        return self.U, self.Vh.conj().T

    @property
    def condition(self) -> float:
        """σ₁ / σᵣ."""
        return float(self.S[0] / self.S[self.rank - 1]) if self.rank else 1.0


def turning(found: SVD) -> float:
    """σₖ / (σₖ − σₖ₊₁) for the last singular value that counts: how near what is dropped makes the spaces turn."""
    if not 0 < found.rank < len(found.S):
        return 1.0
    last, dropped = float(found.S[found.rank - 1]), float(found.S[found.rank])
    return last / (last - dropped) if last > dropped else math.inf


def spectral_norm(apply: Apply, adjoint: Apply, like: Array, steps: int = 6) -> float:
    """‖M‖₂ by power iteration from a fixed random vector: never too large, seldom by more than a quarter too small."""
    v = np.random.default_rng(7).standard_normal(like.shape[1]).astype(like.dtype)
    size = 0.0
    for _ in range(steps):
        length = float(np.linalg.norm(v))
        if not length or not math.isfinite(length):
            return math.inf if length else size
        w = apply(v / length)
        size, v = float(np.linalg.norm(w)), adjoint(w)
    return size


def householder(A: Array) -> tuple[Array, Array]:
    """Householder vectors with R above them, and their factors, as geqrf leaves them."""
    size = lapack("geqrf_lwork", A)(*A.shape)[0]
    packed, tau, _, _ = lapack("geqrf", A)(A, lwork=int(size.real))
    return packed, tau


def form_q(packed: Array, tau: Array, kappa: float | None = None) -> QR:
    """The thin QR of a tall matrix from what `householder` gave (which is overwritten)."""
    R = np.asfortranarray(np.triu(packed[: packed.shape[1]]))
    routine = lapack("ungqr" if packed.dtype.kind == "c" else "orgqr", packed)
    size = int(routine(packed, tau, lwork=-1)[1][0].real)
    Q, _, _ = routine(packed, tau, lwork=size, overwrite_a=1)
    return QR(Q, R, kappa)


def independent_qr(A: Array) -> QR | None:
    """The thin QR, or None where the columns, brought to length 1, are dependent to working precision."""
    packed, tau = householder(A)
    sure = SAFETY * triangle_condition(packed, scale=True) * eps(A.dtype) < 1
    return form_q(packed, tau) if sure else None


def refined(A: Array, b: Array, pseudo: Apply) -> Array:
    """x = A⁺ b and one correction by the residual, which costs a fraction of the factorisation."""
    x = pseudo(b)
    with np.errstate(all="ignore"):
        better = x + pseudo(b - A @ x)
    return better if np.isfinite(better).all() else x


def triangle_condition(packed: Array, scale: bool) -> float:
    """The condition number of R in `packed`, of R with columns of length 1 if `scale`: QR does not mind their scale."""
    R = np.asfortranarray(np.triu(packed[: packed.shape[1]]))
    if not np.diagonal(R).all():
        return math.inf
    if scale:
        R = np.asfortranarray(R / np.sqrt(times_squares(np.ones(len(R)), R)))
    with np.errstate(all="ignore"):
        return QR(R[:0], R).condition


def svd(A: Array, rtol: float | None) -> SVD:
    """Thin SVD by divide and conquer; singular values up to rtol · σ₁ count as zero, by default max(m, n) eps."""
    U, S, Vh = scipy.linalg.svd(A, full_matrices=False, check_finite=False)
    return SVD(U, S, Vh, count(S, relative(A, rtol)))


def checks(A: Array, factors: QR | SVD) -> tuple[Residual, ...]:
    """The factors multiply back to A, and their bases are orthonormal, both seen through probes."""
    V = probes(A.shape[1], A.dtype)
    with np.errstate(all="ignore"):
        back = np.sqrt(times_squares(np.ones(len(A)), A @ V - factors.times(V)))
    size = math.sqrt(float(times_squares(np.ones(len(A)), A).sum()))
    found = Residual.of(back.max(initial=0), growth(max(A.shape)) * size, A.dtype)
    return (found, *(_orthonormal(Q) for Q in factors.bases))


def _orthonormal(Q: Array) -> Residual:
    V = probes(Q.shape[1], Q.dtype)
    observed = np.abs(conjugate_transpose(Q) @ (Q @ V) - V).max(initial=0)
    return Residual.of(observed, growth(Q.shape[0]) * max(1.0, math.sqrt(Q.shape[1])), Q.dtype)
