"""Checks of the eigenvalues of a general matrix, where the eigenvectors may be far from orthogonal."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.balancing import balanced
from workbench.numerics.bounds import eps, spacing
from workbench.numerics.eigen_balanced import inner, rescaled
from workbench.numerics.eigen_residual import observed_bound, residuals
from workbench.numerics.eigenbasis import Factors, small_condition
from workbench.numerics.order import breaks_sign_rule, out_of_order, tops
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import (
    MARGIN,
    WHOLE,
    column_lengths,
    floor,
    probe_length,
    tolerance,
    worst,
)

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class EigenCheck:
    """As `spectral.Check`, with the condition number of the eigenvector matrix; no `bound` where theory gives none."""

    failure: str | None = None
    residual: float | None = None
    bound: float | None = None
    condition: float | None = None
    values: float | None = None
    spacing: float = 0.0


def check_general(A: Array, w: Array, V: Array, factors: Factors | None = None, known: bool = False) -> EigenCheck:
    """Check A V = V diag(w), columns of length 1, order and invariants; `factors` are needed above order 128.

    `known` values, the diagonal of a triangular matrix, have no error of their own.
    """
    n = len(A)
    if w.shape != (n,) or V.shape != (n, n):
        return EigenCheck("Verification failed: the eigenvalues or vectors have the wrong shape.")
    lengths, (moduli, reals) = column_lengths(V), tops(V)
    whole, values = A, w
    A, p = scaled(A)
    w = shifted(w, -p)
    apart = spacing(A.dtype, p, 1.0)
    failure = _form(A, w, lengths, breaks_sign_rule(moduli, reals), apart)
    if failure or not n:
        return EigenCheck(failure, 0.0, floor(1, A.dtype), 1.0)
    size = float(np.linalg.norm(A)) or 1.0
    real = A.dtype.kind != "c"
    R, misfit = residuals(A, w, V, factors if n > WHOLE else None, real)
    allowed = tolerance(n, A.dtype)
    loose = allowed + apart / size
    residual = worst(R, n) / size
    stretched = float(np.abs(lengths - 1).max())
    if not residual <= loose:
        failure = f"Verification failed: A V differs from V Λ by {residual:.1e} of the size of A."
    elif not stretched <= allowed:
        failure = f"Verification failed: an eigenvector has not length 1 ({stretched:.1e} off)."
    elif n > WHOLE and not (factors is not None and misfit <= 100 * allowed * math.sqrt(n)):
        failure = "Verification failed: the factors that should prove the eigenvectors independent do not fit them."
    else:
        failure = invariants_failure(A, w, apart)
    if failure:
        return EigenCheck(failure, residual)
    kappa = small_condition(V) if n <= WHOLE or factors is None else factors.condition
    observed = 0.0 if known else observed_bound(A, w, V, R, size, kappa, factors)
    outer = reach = loose * size / top if (top := largest(w)) else math.inf
    if n <= WHOLE and (balance := balanced(whole)).powers is not None:
        inside = inner(balance, values, V, math.inf if known else rescaled(loose * size, p - balance.p))
        if inside.failure:
            return EigenCheck(inside.failure, residual)
        observed, kappa, reach = min(observed, inside.observed), min(kappa, inside.condition), min(reach, inside.reach)
    # they are so large that no error of 100 bounds could hide
    seen = MARGIN * probe_length(n) / 100
    bound = max(observed, floor(n, A.dtype), seen * reach)
    both = max(bound, seen * outer, seen * loose * _hidden(A, w, V, size, float(moduli.max())))
    return EigenCheck(None, residual, _promised(both), kappa, _promised(bound), apart / (top or 1.0))


def _promised(bound: float) -> float | None:
    """None where theory gives not even one digit."""
    return bound if bound < 0.1 else None


def _form(A: Array, w: Array, lengths: Array, wrong_sign: bool, apart: float) -> str | None:
    if not (np.isfinite(w).all() and np.isfinite(lengths).all()):
        return "An eigenvalue is not finite: it leaves the range of the number type."
    if out_of_order(w, A.dtype.kind != "c", 2 * apart):
        return "Verification failed: the eigenvalues are out of order."
    if wrong_sign:
        return "Verification failed: an eigenvector has the wrong sign."
    return None


def invariants_failure(A: Array, w: Array, apart: float = 0.0) -> str | None:
    """Compare Σλ and Σλ² with the traces of A and A²: they hold however ill the vectors are conditioned.

    `apart` is the spacing of the numbers in which each of the values is given.
    """
    n, size = len(w), float(np.linalg.norm(A))
    slack = tolerance(n, A.dtype) * math.sqrt(n)
    if not abs(complex(w.sum() - np.trace(A))) <= slack * size + n * apart:
        return "Verification failed: the eigenvalues do not add up to the trace."
    if not abs(complex((w * w).sum() - np.einsum("ij,ji->", A, A))) <= 2 * size * (slack * size + n * apart):
        return "Verification failed: the squared eigenvalues do not add up to the trace of the square."
    return None


def _hidden(A: Array, w: Array, V: Array, size: float, highest: float) -> float:
    """How much weaker than the tolerance a change of one entry of V shows, relative to its largest entry.

    A change of V[i, j] moves the residual by ‖(A − λⱼ) eᵢ‖ and the length of column j by |V[i, j]|; where neither
    moves, eᵢ is an eigenvector for λⱼ itself.
    """
    diagonal = np.diagonal(A)
    if len(A) > WHOLE:
        rest = column_lengths(A) ** 2 - np.abs(diagonal) ** 2  # rounding in it is far below what is asked of it
        least = math.sqrt(max(0.0, float(rest.min()))) / size
        if least > 0.3 / math.sqrt(len(A)):  # no entry is hidden, whatever its eigenvalue
            return 1 / (least * highest)
    columns = column_lengths(A - np.diag(diagonal))
    moduli = np.abs(V)
    weakest = 1.0
    for i in range(len(A)):
        moved = np.hypot(np.abs(diagonal[i] - w), columns[i]) / size
        seen = np.maximum(moved, moduli[i])
        weakest = min(weakest, float(np.where(moved <= len(A) * eps(A.dtype), 1.0, seen).min()))
    return 1 / (weakest * highest)


def check_general_values(A: Array, w: Array) -> EigenCheck:
    """Check eigenvalues without vectors: order and the two traces. Nothing bounds them without their condition."""
    if w.shape != (len(A),) or not np.isfinite(w).all():
        return EigenCheck("Verification failed: the eigenvalues are not as many finite numbers as there should be.")
    A, p = scaled(A)
    w, apart = shifted(w, -p), spacing(A.dtype, p, 1.0)
    if out_of_order(w, A.dtype.kind != "c", 2 * apart):
        return EigenCheck("Verification failed: the eigenvalues are out of order.")
    return EigenCheck(invariants_failure(A, w, apart))
