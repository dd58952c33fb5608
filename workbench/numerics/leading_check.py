"""Whether the k largest singular values are the largest: both residuals see what is wrong, not what is missing."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.numerics.bounds import LIMIT, eps
from workbench.numerics.factor import cholesky, conjugate_transpose
from workbench.numerics.leading import gram
from workbench.numerics.order import free_rows, negative_top
from workbench.numerics.probes import STREAMED, probes, scaled, shifted
from workbench.numerics.spectral import (
    MARGIN,
    Check,
    adjoint_times,
    column_lengths,
    floor,
    frobenius,
    gram_defect,
    probe_length,
    row_lengths,
    signs,
    svd_tolerance,
    times,
    tolerance,
    total,
    values_failure,
    worst,
)

Array = np.ndarray[Any, np.dtype[Any]]

CERTAIN = 1e-9
"""The probability, over the random start, with which a bound by Lanczos may be wrong."""
STEPS = 160
GRAM_SIDE = 1536
"""Up to this order the Gram matrix is made for the proof alone."""


@dataclass(frozen=True)
class LeadingCheck:
    """A check of the triplets, and what is known of the values that were left out, relative to the largest.

    `beyond` is how far a missed value may exceed the last one that is given: None where nothing is proved, and `missed`
    a value that is certainly there and larger. `proof` says how it is known.
    """

    check: Check
    beyond: float | None = None
    missed: float | None = None
    proof: str = ""


def check_leading(A: Array, U: Array, S: Array, Vh: Array, claimed: float, G: Array | None = None) -> LeadingCheck:
    """Check k triplets in both directions, and that no larger value was missed.

    `claimed` is the residual that the method itself reports; one that is far larger is a failure. `G` is a Gram matrix
    as `leading.gram` makes it; it is compared with A before it is used.
    """
    found = _form_failure(A, U, S, Vh)
    if found or not len(S):
        return LeadingCheck(Check(found, 0.0, 0.0, floor(1, A.dtype)), 0.0)
    A, p = scaled(A)
    S = shifted(S, -p)
    if A.shape[0] < A.shape[1]:
        A, U, Vh = conjugate_transpose(A), conjugate_transpose(Vh), conjugate_transpose(U)
    V = conjugate_transpose(Vh)
    check, off = _residuals(A, U, S, V, claimed, G if _has_form(G, A) else None)
    if check.failure:
        return LeadingCheck(check)
    known = None
    if G is not None and off <= tolerance(max(A.shape), G.dtype) * float(np.linalg.norm(G)):
        known = G, off
    return _completed(A, U, S, V, check, known)


def _has_form(G: Array | None, A: Array) -> bool:
    return G is not None and G.shape == (A.shape[1], A.shape[1]) and bool(np.isfinite(G).all())


def _form_failure(A: Array, U: Array, S: Array, Vh: Array) -> str | None:
    k = len(S)
    if U.shape != (A.shape[0], k) or Vh.shape != (k, A.shape[1]) or S.ndim != 1:
        return "Verification failed: the factors have the wrong shapes."
    if not (np.isfinite(U).all() and np.isfinite(Vh).all()):
        return "A factor is not finite: it leaves the range of the number type."
    if negative_top(U) or negative_top(Vh[free_rows(S) :].T):
        return "Verification failed: a singular vector has the wrong sign."
    return values_failure(S)


def _residuals(A: Array, U: Array, S: Array, V: Array, claimed: float, G: Array | None) -> tuple[Check, float]:
    """The check of the triplets, and how far G is from AᴴA: one product with A and one with Aᴴ serve both."""
    k, top = len(S), float(S[0]) or 1.0
    X = signs(k, A.dtype)
    USX, VSX = U @ (S[:, None] * X), V @ (S[:, None] * X)
    right, left, off = _through(A, V @ X, U @ X, G)
    right, left = right - USX, left - VSX
    allowed = tolerance(max(A.shape), A.dtype)
    loose = max(svd_tolerance(max(A.shape), A.dtype), LIMIT * claimed)
    residual = max(worst(right, k), worst(left, k)) / top
    defects = gram_defect(U), gram_defect(V)
    defect = max(max(worst(E, k), _stretch(Q)) for E, Q in zip(defects, (U, V), strict=True))
    failure = None
    if not residual <= loose:
        failure = f"Verification failed: A V differs from U S, or Aᴴ U from V S, by {residual:.1e} of its size."
    elif not defect <= allowed:
        failure = f"Verification failed: the singular vectors are not orthonormal ({defect:.1e} off)."
    observed = max(total(right, k), total(left, k)) / top + max(total(E, k) for E in defects) / 2
    hidden = max(_hidden(Q, S, allowed, loose) for Q in (U, V))
    bound = max(observed, floor(max(A.shape), A.dtype), hidden, MARGIN * loose * probe_length(k) / 100)
    return Check(failure, residual, defect, bound), off


def _through(A: Array, VX: Array, UX: Array, G: Array | None) -> tuple[Array, Array, float]:
    """A VX, Aᴴ UX, and the longest (G − AᴴA) x for sign vectors x."""
    if G is None:
        return times(A, VX), adjoint_times(A, UX), math.inf
    if G.dtype != A.dtype:
        X, B = probes(len(G), G.dtype), A.astype(G.dtype)
        return times(A, VX), adjoint_times(A, UX), worst(G @ X - adjoint_times(B, times(B, X)), len(G))
    X = probes(len(G), G.dtype)
    right = times(A, np.hstack([VX, X]))
    count = VX.shape[1]
    left = adjoint_times(A, np.hstack([UX, right[:, count:]]))
    return right[:, :count], left[:, :count], worst(G @ X - left[:, count:], len(G))


def _stretch(Q: Array) -> float:
    return float(np.abs(column_lengths(Q) - 1).max(initial=0))


def _hidden(Q: Array, S: Array, allowed: float, loose: float) -> float:
    """The bound below which a change of one entry of Q, by 100 bounds of its largest, would not be seen.

    Orthonormality sees it as far as its row is long, the residual as far as the singular value is large; a value of
    rounding size leaves its vector free to turn, and is not counted.
    """
    certain = S[max(Q.shape) * allowed * S[0] < S]
    rows = row_lengths(Q)
    least = float(certain[-1] / S[0]) * allowed / loose if len(certain) else 1.0
    seen = max(float(rows.min()), least) if len(certain) == len(S) else float(rows[rows > 1e-2].min(initial=1.0))
    return MARGIN * allowed * probe_length(Q.shape[1]) / (100 * seen * float(np.abs(Q).max()))


def _completed(A: Array, U: Array, S: Array, V: Array, check: Check, known: tuple[Array, float] | None) -> LeadingCheck:
    """Add the bound of what may have been missed; the singular values are only as good as it is.

    Each value is within the residual of a singular value of its own, so the i-th errs by the residual or, if others
    were missed below τ, by τ − σ_k.
    """
    top, own = float(S[0]) or 1.0, check.bound or 0.0
    if len(S) == A.shape[1]:
        return LeadingCheck(check, 0.0, proof="all of them are given")
    beyond, proof = _rest_beyond(A, U, S, V, own * top), "what is left of A is too small"
    if beyond > own * top:
        if known is None and A.shape[1] <= GRAM_SIDE:
            known = gram(A), 0.0
        found = None if known is None else _by_cholesky(*known, S, V, own)
        proof = "the shifted Gram matrix has a Cholesky factorisation"
        if found is None:
            operator = (A, False) if known is None else (known[0], True)
            found, missed = _by_lanczos(*operator, S, V, own)
            proof = f"Lanczos steps from a random start bound what is left, but for a chance of {CERTAIN:.0e}"
            if missed is not None:
                return LeadingCheck(check, None, missed / top)
        if found is None:
            return LeadingCheck(check)
        beyond = found
    return LeadingCheck(replace(check, bound=max(own, beyond / top)), beyond / top, proof=proof)


def _rest_beyond(A: Array, U: Array, S: Array, V: Array, enough: float) -> float:
    """By how much ‖A − U Σ Vᴴ‖_F exceeds the last singular value; it is computed only where that may be little."""
    square, last = frobenius(A) ** 2, float(S[-1])
    left = max(0.0, square - float(S.astype(np.float64) @ S))
    if left > 2 * (last + enough) ** 2 + 1e3 * eps(A.dtype) * square:
        return math.sqrt(left) - last
    Vh = conjugate_transpose(V)
    step = max(1, STREAMED // max(1, A[:1].nbytes))
    slabs = (slice(i, i + step) for i in range(0, len(A), step))
    return max(0.0, math.sqrt(sum(frobenius(A[few] - (U[few] * S) @ Vh) ** 2 for few in slabs)) - last)


def _by_cholesky(G: Array, off: float, S: Array, V: Array, own: float) -> float | None:
    """By how much a missed singular value can exceed the last one given, or None.

    τ² I − (G − V Σ² Vᴴ) is positive definite exactly if no other singular value reaches τ (Sylvester's law of inertia);
    τ starts where rounding in G ends.
    """
    last, top = float(S[-1]), float(S[0])
    V, S = V.astype(G.dtype), S.astype(np.float64)
    M = (V * S**2) @ conjugate_transpose(V) - G
    diagonal = np.arange(len(G))
    plain = M[diagonal, diagonal].copy()
    for slack in (32 * eps(np.float64), 1e3 * eps(np.float64), 1e6 * eps(np.float64), 1e-6):
        square = (last + own * top) ** 2 + slack * top**2 + off
        M[diagonal, diagonal] = plain + square
        if cholesky(M) is not None:
            return math.sqrt(square) - last
    return None


def _by_lanczos(B: Array, squared: bool, S: Array, V: Array, own: float) -> tuple[float | None, float | None]:
    """By how much a missed value can exceed the last one given, and one that was missed for certain, or None each.

    Lanczos' method on the rest AᴴA − V Σ² Vᴴ from a random start: its largest Ritz value is below the largest
    eigenvalue, and after j steps, but for a chance of 1.648 √n exp(−√ε (2j − 1)), not below 1 − ε of it
    (Kuczyński and Woźniakowski 1992, Theorem 4.2).
    """
    n, last, top = B.shape[1], float(S[-1]), float(S[0])
    goal = (last + own * top) ** 2
    certain = math.log(1.648 * math.sqrt(n) / CERTAIN)
    upper = math.inf
    for j, ritz in _ritz_values(B, S, V, squared):
        if ritz > 1.0001 * goal + 1e3 * eps(S.dtype) * top**2:
            return None, math.sqrt(ritz)
        part = (certain / (2 * j - 1)) ** 2
        upper = ritz / (1 - part) if part < 1 else math.inf
        if upper <= goal:
            return own * top, None
    beyond = math.sqrt(max(upper, 0.0)) - last
    return (beyond, None) if beyond <= 0.05 * top else (None, None)


def _ritz_values(B: Array, S: Array, V: Array, squared: bool) -> Any:
    """The largest eigenvalue of the tridiagonal matrix every tenth step, with full reorthogonalisation."""
    n = B.shape[1]
    rng = np.random.default_rng(20_240_603)
    kind = np.result_type(B.dtype, np.float64)
    basis = np.zeros((n, min(n, STEPS) + 1), kind)
    x = rng.standard_normal(n) + (1j * rng.standard_normal(n) if kind.kind == "c" else 0)
    basis[:, 0] = x / np.linalg.norm(x)
    a, b = [], []
    for j in range(min(n, STEPS)):
        y = _rest(B, S, V, basis[:, j], squared)
        a.append(float(np.vdot(basis[:, j], y).real))
        known = basis[:, : j + 1]
        for _ in range(2):
            y = y - known @ (conjugate_transpose(known) @ y)
        b.append(float(np.linalg.norm(y)))
        ended = b[-1] <= 1e-14 * max(map(abs, a))
        if j % 10 == 9 or ended or j == min(n, STEPS) - 1:
            T = np.diag(a) + np.diag(b[:-1], 1) + np.diag(b[:-1], -1)
            yield (10**6 if ended or j == n - 1 else j + 1), float(np.linalg.eigvalsh(T)[-1])
        if ended:
            return
        basis[:, j + 1] = y / b[-1]


def _rest(B: Array, S: Array, V: Array, x: Array, squared: bool) -> Array:
    """(BᴴB − V Σ² Vᴴ) x, or with B for BᴴB where it is squared already."""
    whole = B @ x if squared else adjoint_times(B, times(B, x[:, None]))[:, 0]
    return np.asarray(whole - V @ (S**2 * (V.conj().T @ x)))
