"""What is worth knowing of one matrix at a glance: structure, rank, determinant, eigenvalues, norms.

Everything comes from one decomposition or two, by NumPy alone, so that the window can follow a drag in one frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.numerics import cost, decompose
from workbench.numerics.bounds import eps
from workbench.numerics.probes import abs_times, scaled, shifted, times_abs
from workbench.numerics.spectral import frobenius
from workbench.numerics.structure import Structure, detect

Array = np.ndarray[Any, np.dtype[Any]]

EIGENVALUES = 512
"""Order up to which eigenvalues are computed; singular values go on."""


@dataclass(frozen=True)
class Determinant:
    """sign · e^logabs, the number itself where it is in range, and the fraction where the matrix is exact."""

    value: float | complex
    sign: float | complex
    logabs: float
    exact: Fraction | None = None


@dataclass(frozen=True, eq=False)
class Facts:
    """None, or nothing, stands for what does not apply; `note` says why something is missing."""

    shape: tuple[int, ...]
    dtype: str
    structure: tuple[str, ...] = ()
    rank: int | None = None
    rank_rtol: float | None = None
    rank_tol: float | None = None
    det: Determinant | None = None
    trace: float | complex | Fraction | None = None
    eigenvalues: Array | None = None
    singular_values: Array | None = None
    cond2: float | None = None
    norms: dict[str, float] = field(default_factory=dict)
    nonfinite: int = 0
    note: str = ""


def facts(A: Array, exact: Array | None = None) -> Facts:
    """Gather the facts of an array with any number of axes; `exact` are its entries as fractions, if they are."""
    A = np.asarray(A)
    if A.dtype.kind not in "biufc":
        return Facts(A.shape, str(A.dtype), note="Entries of this type are not numbers.")
    B = _working(A)
    structure = detect(B)
    bad = 0 if structure.finite else int(np.count_nonzero(~np.isfinite(B)))
    if bad:
        entries = "entry is" if bad == 1 else "entries are"
        return Facts(A.shape, str(A.dtype), nonfinite=bad, note=f"{bad} {entries} NaN or infinite.")
    if not A.size:
        return Facts(A.shape, str(A.dtype), note="There are no entries.")
    if A.ndim != 2:
        return _of_other(A, B)
    return _of_matrix(A, B, exact, structure)


def _working(A: Array) -> Array:
    """In the type in which LAPACK will work."""
    if A.dtype.kind in "biu":
        return A.astype(np.float64)
    kind = {"float16": np.float32, "float32": np.float32, "complex64": np.complex64}.get(
        A.dtype.name, np.complex128 if A.dtype.kind == "c" else np.float64
    )
    return A.astype(kind, copy=False)


def _of_other(A: Array, B: Array) -> Facts:
    """A number, a vector or a stack of matrices: sizes only."""
    labels = ("integer",) if A.dtype.kind in "biu" else ()
    if A.ndim > 2:
        return Facts(A.shape, str(A.dtype), labels, note="More than two axes: choose a slice to see its facts.")
    moduli = np.abs(B)
    with np.errstate(over="ignore"):
        scaled_down, p = scaled(B.reshape(-1, 1))
        length = float(shifted(np.asarray(frobenius(scaled_down)), p))
        norms = {"Length": length, "Sum of moduli": float(moduli.sum()), "Largest modulus": float(moduli.max())}
    return Facts(A.shape, str(A.dtype), labels, norms=norms)


def _of_matrix(A: Array, B: Array, exact: Array | None, structure: Structure) -> Facts:
    w = _eigenvalues(B, structure)
    S = decompose.singular_values(B)[0]
    rtol = max(B.shape) * eps(B.dtype)
    tol = rtol * float(S[0])
    rank = int((tol < S).sum())
    square = B.shape[0] == B.shape[1]
    return Facts(
        shape=A.shape,
        dtype=str(A.dtype),
        structure=_labels(structure, A, rank, exact),
        rank=rank,
        rank_rtol=rtol,
        rank_tol=tol,
        det=_determinant(B, exact) if square else None,
        trace=_trace(B, exact) if square else None,
        eigenvalues=w,
        singular_values=S,
        cond2=_condition(S),
        norms=_norms(B, S),
        note=f"Eigenvalues are not computed above {EIGENVALUES} x {EIGENVALUES}." if square and w is None else "",
    )


def _eigenvalues(A: Array, structure: Structure) -> Array | None:
    if A.shape[0] != A.shape[1] or len(A) > EIGENVALUES:
        return None
    if structure.symmetric:
        return decompose.symmetric_values(A)
    if decompose.nearly_symmetric(A):
        return decompose.symmetric_values(decompose.hermitian_part(A))
    return decompose.general_values(A)


def _labels(structure: Structure, A: Array, rank: int, exact: Array | None) -> tuple[str, ...]:
    labels = list(structure.labels)
    if A.shape[0] == A.shape[1] and not structure.zero:
        labels.append("invertible" if rank == len(A) else "singular")
    whole = A.dtype.kind in "biu" or structure.integer
    if whole or (exact is not None and all(x.denominator == 1 for x in exact.flat)):
        labels.append("integer")
    return tuple(labels)


def _determinant(A: Array, exact: Array | None) -> Determinant:
    B, p = scaled(A)
    with np.errstate(all="ignore"):
        sign, logabs = np.linalg.slogdet(B)
        logabs = float(logabs) + len(A) * p * math.log(2)
        value = np.linalg.det(B) if p == 0 else sign * np.exp(logabs)
    twin = _exact_determinant(exact)
    if twin is not None:
        return _from_exact(twin)
    return Determinant(value.item(), sign.item(), logabs)


def _from_exact(twin: Fraction) -> Determinant:
    sign = float((twin > 0) - (twin < 0))
    logabs = math.log(abs(twin.numerator)) - math.log(twin.denominator) if twin else -math.inf
    try:
        return Determinant(float(twin), sign, logabs, twin)
    except OverflowError:
        return Determinant(sign * math.inf, sign, logabs, twin)


TWIN = 12
"""Order up to which the exact determinant is cheap enough for every keystroke."""


def _exact_determinant(exact: Array | None) -> Fraction | None:
    """Fraction-free elimination (Bareiss 1968) in Python's integers."""
    if exact is None or exact.ndim != 2 or len(exact) > TWIN:
        return None
    denominator = math.lcm(*(int(x.denominator) for x in exact.flat))
    M = [[int(x * denominator) for x in row] for row in exact]
    return Fraction(_bareiss(M), denominator ** len(M))


def _bareiss(M: list[list[int]]) -> int:
    sign, last = 1, 1
    for k in range(len(M) - 1):
        pivot = next((i for i in range(k, len(M)) if M[i][k]), None)
        if pivot is None:
            return 0
        if pivot != k:
            M[k], M[pivot], sign = M[pivot], M[k], -sign
        for i in range(k + 1, len(M)):
            for j in range(k + 1, len(M)):
                M[i][j] = (M[i][j] * M[k][k] - M[i][k] * M[k][j]) // last
        last = M[k][k]
    return sign * M[-1][-1]


def _trace(A: Array, exact: Array | None) -> float | complex | Fraction:
    if exact is not None:
        return Fraction(sum(np.diagonal(exact)))
    with np.errstate(over="ignore"):
        return complex(np.trace(A)) if A.dtype.kind == "c" else float(np.trace(A))


def _condition(S: Array) -> float:
    with np.errstate(all="ignore"):
        return float(S[0]) / float(S[-1]) if S[-1] > 0 else math.inf


def _norms(A: Array, S: Array) -> dict[str, float]:
    B, p = scaled(A)
    with np.errstate(over="ignore"):
        found = {
            "Frobenius": frobenius(B),
            "Spectral": float(shifted(S, -p)[0]),
            "Nuclear": float(shifted(S, -p).sum()),
            "Max column sum": float(times_abs(np.ones(len(B)), B).max()),
            "Max row sum": float(abs_times(B, np.ones(B.shape[1])).max()),
        }
        return {name: float(shifted(np.asarray(value), p)) for name, value in found.items()}


def spectrum_cost(shape: tuple[int, ...]) -> float:
    """The expected seconds of singular values without vectors: a bidiagonal form, and little more."""
    if len(shape) != 2 or not min(shape):
        return 0.0
    return cost.seconds(4.0 * max(shape) * min(shape) ** 2)


def facts_cost(shape: tuple[int, ...]) -> float:
    """The expected seconds of `facts`, so that a dear fact waits for a click."""
    if len(shape) != 2 or not min(shape):
        return math.prod(shape) * 5e-9
    long, short = max(shape), min(shape)
    flops = 8.0 * long * short**2 + 16.0 * math.prod(shape)
    if long == short and long <= EIGENVALUES:
        flops += 25.0 * long**3
    return cost.seconds(flops)
