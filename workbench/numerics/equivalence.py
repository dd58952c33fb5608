"""Whether A = Q S Zᴴ with unitary Q and Z, for an S of some form: the generalised Schur form."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from workbench.numerics.bounds import spacing
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.similarity import below, has_wide_block
from workbench.numerics.spectral import (
    MARGIN,
    Check,
    column_lengths,
    floor,
    frobenius,
    gram_defect,
    probe_length,
    signs,
    times,
    tolerance,
    total,
    worst,
)

Array = np.ndarray[Any, np.dtype[Any]]


def check_equivalences(given: dict[str, Array], forms: dict[str, Array], Q: Array, Z: Array) -> Check:
    """Check A Z = Q S for each matrix A in `given` and its S in `forms`, and QᴴQ = ZᴴZ = I.

    The bound is a backward error, relative to the largest entry of each S: the forms are exactly those of matrices
    that are so near.
    """
    n = len(Q)
    shape, parts = next(iter(given.values())).shape, (*forms.values(), Q, Z)
    if any(part.shape != shape for part in parts):
        return Check("Verification failed: the factors have the wrong shapes.")
    if not all(np.isfinite(part).all() for part in parts):
        return Check("A factor is not finite: it leaves the range of the number type.")
    dtype = np.result_type(*given.values())
    if not n:
        return Check(None, 0.0, 0.0, floor(1, dtype))
    found = _orthonormal(Q, Z, dtype)
    for name, A in given.items():
        found = _joined(found, _rebuilt(name, A, forms[name], Q, Z, dtype))
    return found


def form_failure(AA: Array, BB: Array, dtype: np.dtype[Any]) -> str | None:
    """Both upper triangular, AA up to 2 x 2 blocks where all is real."""
    if below(BB, 0):
        return "Verification failed: BB is not triangular."
    blocks = dtype.kind != "c" and AA.dtype.kind != "c"
    if below(AA, -1 if blocks else 0) or (blocks and has_wide_block(AA)):
        return "Verification failed: AA is not triangular."
    return None


def _orthonormal(Q: Array, Z: Array, dtype: Any) -> Check:
    n, allowed, found = len(Q), tolerance(len(Q), dtype), Check(None, 0.0, 0.0, floor(len(Q), dtype))
    for name, U in (("Q", Q), ("Z", Z)):
        E = gram_defect(U)
        defect = max(worst(E, n), float(np.abs(column_lengths(U) - 1).max()))
        failure = None if defect <= allowed else f"Verification failed: {name} is not unitary ({defect:.1e} off)."
        hidden = MARGIN * allowed * probe_length(n) / (100 * (largest(U) or 1.0))
        found = _joined(found, Check(failure, 0.0, defect, max(total(E, n) / 2, hidden)))
    return found


def _rebuilt(name: str, A: Array, S: Array, Q: Array, Z: Array, dtype: Any) -> Check:
    A, p = scaled(A)
    S, n, size = shifted(S, -p), len(A), frobenius(A) or 1.0
    X, apart = signs(n, dtype), spacing(dtype, p, size)
    R = times(A, Z @ X) - Q @ (S @ X)
    residual, allowed = worst(R, n) / size, tolerance(n, dtype) + math.sqrt(n) * apart  # each entry of S is rounded
    failure = None
    if not residual <= allowed:
        failure = f"Verification failed: the factors rebuild {name} only to {residual:.1e} of its size."
    hidden = MARGIN * allowed * probe_length(n) / 100 * size / (largest(S) or 1.0)
    return Check(failure, residual, 0.0, max(total(R, n) / size, hidden), spacing=apart)


def _joined(one: Check, other: Check) -> Check:
    """The worse of what both have found."""
    return replace(
        one,
        failure=one.failure or other.failure,
        residual=max(one.residual or 0.0, other.residual or 0.0),
        orthonormality=max(one.orthonormality or 0.0, other.orthonormality or 0.0),
        bound=max(one.bound or 0.0, other.bound or 0.0),
        spacing=max(one.spacing, other.spacing),
    )
