"""Eigenpairs of A v = λ B v with a Hermitian A and a positive definite B: their check is that of a symmetric matrix."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.pencil import form_failure, pencil_hidden, rounded, sized
from workbench.numerics.scales import Scaled, unscaled
from workbench.numerics.spectral import (
    adjoint_times,
    column_lengths,
    floor,
    frobenius,
    signs,
    tolerance,
    total,
)
from workbench.numerics.spectral_general import EigenCheck

Array = np.ndarray[Any, np.dtype[Any]]


def check_definite(A: Array, B: Array, w: Array, V: Array, found: Scaled | None = None) -> tuple[EigenCheck, Array]:
    """Check A V = B V diag(w), lengths, order and signs; and per value the condition number ‖v‖² / (vᴴB v), times ‖B‖.

    With the columns of V scaled to Y with YᴴB Y = I + E and R = A Y − B Y Λ, YᴴA Y = Λ + E Λ + YᴴR: each eigenvalue is
    within ‖YᴴR‖ + 2 ‖E‖ |λ|ₘₐₓ of its own (Weyl). `condition` is that of Y, which is about √κ(B). `found` are the
    values before they were rounded to w, where they are tiny.
    """
    failure = form_failure(A, w, V)
    if failure or not len(A):
        return EigenCheck(failure, 0.0, floor(1, A.dtype), 1.0), np.zeros(0)
    both = sized(A, B)
    z = unscaled(w, found, both.p)
    check, conditions = _check(both.A, both.B, z, V)
    return rounded(check, w, z, both.p), conditions


def _check(A: Array, B: Array, w: Array, V: Array) -> tuple[EigenCheck, Array]:
    n = len(A)
    AV, BV = A @ V, B @ V
    R = AV - BV * w
    sizes = frobenius(A) + np.abs(w) * frobenius(B)
    residual = float((column_lengths(R) / np.where(sizes > 0, sizes, 1)).max())
    stretched = float(np.abs(column_lengths(V) - 1).max())
    allowed = tolerance(n, A.dtype)
    if not residual <= allowed:
        return EigenCheck(f"Verification failed: A V differs from B V Λ by {residual:.1e} of its size.", residual), w[
            :0
        ]
    if not stretched <= allowed:
        return EigenCheck(f"Verification failed: an eigenvector has not length 1 ({stretched:.1e} off).", residual), w[
            :0
        ]
    energy = np.einsum("ij,ij->j", V.conj(), BV).real
    if not (energy > 0).all():
        return EigenCheck("Verification failed: the second matrix is not positive definite.", residual), w[:0]
    least = float(column_lengths(BV).min())
    return _bounded(A, B, w, V / np.sqrt(energy), R / np.sqrt(energy), residual, least), frobenius(B) / energy


def _bounded(A: Array, B: Array, w: Array, Y: Array, R: Array, residual: float, least: float) -> EigenCheck:
    n, top = len(w), float(np.abs(w).max()) or 1.0
    X = signs(n, Y.dtype)
    E = adjoint_times(Y, B @ (Y @ X)) - X
    off = total(E, n)
    kappa = float(np.linalg.norm(Y)) * math.sqrt(frobenius(B))
    if not off < 0.1:
        return EigenCheck(None, residual, None, kappa)
    observed = (total(adjoint_times(Y, R @ X), n) + 2 * off * top) / top
    hidden = 1.5 * tolerance(n, A.dtype) / 100 * _weakest(A, B, w, Y, top, least)
    bound = max(observed, floor(n, A.dtype), hidden)
    return EigenCheck(None, residual, bound if bound < 0.1 else None, kappa)


def _weakest(A: Array, B: Array, w: Array, Y: Array, top: float, least: float) -> float:
    """How much more than the tolerance an error of a value or of an entry of a vector can be, before it shows.

    `least` is the smallest ‖B v‖ of the vectors of length 1.
    """
    a, b = frobenius(A) or 1.0, frobenius(B)
    V = Y / column_lengths(Y)
    lengths = np.hypot(a, np.abs(w) * b)
    alpha, beta = np.abs(w) * b / lengths * np.sign(w), a / lengths
    values = (a + top * b) / (top * least)
    return max(values, 2 / pencil_hidden(A / a, B / b, V, alpha, beta))
