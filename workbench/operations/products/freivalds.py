"""The certificate of a product of two matrices: Freivalds' probes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, grain, judge, max_digits, quantum
from workbench.numerics.equilibrium import column_exponents, moved
from workbench.numerics.probes import (
    LARGE,
    largest,
    probes,
    scaled,
    shifted,
    thin,
    thin_with_rows,
    times_squares,
    uneven,
)
from workbench.operations import zero
from workbench.operations.common import scale, unusable
from workbench.operations.products import wrapping
from workbench.operations.products.slabs import slabs
from workbench.operations.spec import Array, Problem
from workbench.operations.zero import Truth

ROWS = 256
MODULI = 1 << 20
"""Products of entries up to which moduli are multiplied too."""
OVERFLOW = Assessment("red", "The product overflows: it holds Inf or NaN.")


def evaluated(problem: Problem, multiply: Callable[[Array, Array], Any]) -> Array:
    """The product of A and B as NumPy has it, but for entries that left the range only on the way."""
    C = np.asarray(multiply(problem["A"], problem["B"]))
    (A, p), (B, q) = scale(problem, "A"), scale(problem, "B")
    if not (p or q) or np.isfinite(C).all():
        return C
    return np.where(np.isfinite(C), C, shifted(np.asarray(multiply(A, B)), p + q))


def balanced_pair(problem: Problem, pair: Callable[[Array, Array], tuple[Array, Array]]) -> tuple[Array, Array, int]:
    """The two matrices, or stacks of them, whose product it is, and the exponent that was taken out of them.

    Where entries are far from 1, columns of the first and rows of the second come to the same size, and the largest
    near 1. Only terms that are 2¹⁰⁰⁰ times smaller than the largest may then underflow.
    """
    A, B = pair(problem["A"], problem["B"])
    if not (scale(problem, "A")[1] or scale(problem, "B")[1]):
        return A, B, 0
    columns, rows = A.reshape(-1, A.shape[-1]), np.moveaxis(B, -2, -1).reshape(-1, B.shape[-2])
    met = (columns != 0).any(axis=0) & (rows != 0).any(axis=0)  # the others would only set a scale
    inner = column_exponents(columns * met) - column_exponents(rows * met)
    A, B = A * met, B * met[:, None]
    (A, p), (B, q) = scaled(moved(A, -(inner // 2))), scaled(moved(B, (inner // 2)[:, None]))
    return A, B, p + q


def certify_product(A: Array, B: Array, p: int, C: Any, shape: tuple[int, ...], truth: Truth) -> Assessment:
    """Freivalds: C V against A (B V) for random signs V, each row against the product of lengths ‖aᵢ‖ ‖B v‖.

    A and B are a `balanced_pair`, C of that shape is their product times 2ᵖ. An Inf or NaN in C shows in C V.
    `truth` is asked where C is 0.
    """
    if np.shape(C) != shape or not C.size or not len(B):
        return unusable(C, shape, "the product") or empty(C)
    if (p or C.size < LARGE) and not np.isfinite(largest(C)):
        return OVERFLOW
    C = (shifted(C, -p) if p else C).reshape(len(A), B.shape[1])
    check, size = (_of_vectors if len(A) == B.shape[1] == 1 else _residual)(A, B, C, p)
    if not np.isfinite(size) and not np.isfinite(largest(C)):
        return OVERFLOW
    if not size and check.passes:
        return _vanished(A, B, check, truth, p)
    bound = float(check.level.max(initial=0))
    relative = bound / size if size else math.inf
    spacing = quantum(C.dtype, max(-p, 0)) / size if size else 0.0
    return judge(C.dtype, relative, check, what="the product", green="C v = A (B v) is verified", spacing=spacing)


def empty(C: Array) -> Assessment:
    """Without terms to sum every entry is 0."""
    if C.any():
        return Assessment("red", "Verification failed: a product without terms is 0.")
    return Assessment("green", "The product has no terms to sum.", 0.0, 0.0, None, 0.0, max_digits(C.dtype))


def _vanished(A: Array, B: Array, check: Residual, truth: Truth, p: int) -> Assessment:
    """The verdict on a product, or a stack of them, whose entries are all 0: terms are those of column k and row k."""
    terms = bool(((A != 0).any(axis=-2) & (B != 0).any(axis=-1)).any()) or _lost(p, truth)
    exact = zero.are_whole([A, B], A.shape[-1])
    return zero.verdict("the product", A.dtype, terms, truth, exact, bool(check.observed.any()))


def _lost(p: int, truth: Truth) -> bool:
    """Whether scaling may have made 0 of entries that are not, so that terms seem to be 0 but only underflow."""
    known = truth()
    if known is not None:
        return any(entry != 0 for entry in np.ravel(known))
    return p != 0


def certify_modular(A: Array, B: Array, C: Any, shape: tuple[int, ...]) -> Assessment:
    """The same probes for integers, also for stacks of matrices: arithmetic modulo 2ᵇⁱᵗˢ is exact.

    Float64 says whether entries wrapped.
    """
    if np.shape(C) != shape:
        return Assessment("red", "Verification failed: the product has another shape.")
    front = np.broadcast_shapes(A.shape[:-2], B.shape[:-2])
    C = C.reshape(*front, A.shape[-2], B.shape[-1])
    V = probes(B.shape[-1], C.dtype)
    if not np.array_equal(C @ V, A @ (B @ V)):
        return Assessment("red", "Verification failed: the product is not right modulo 2ⁿ.")
    return wrapping.verdict(wraps(A, B, C), C.dtype)


def wraps(A: Array, B: Array, C: Array) -> int:
    """How many entries of an integer product wrapped."""
    near = A.astype(np.float64) @ B.astype(np.float64)
    return wrapping.wrapped(lambda x: x, (near,), C.reshape(near.shape))


def _of_vectors(A: Array, B: Array, C: Array, p: int) -> tuple[Residual, float]:
    """One sum of products, summed anew part by part."""
    x, y, total, moduli, squares = A[0], B[:, 0], C.dtype.type(0), 0.0, np.zeros(2)
    with np.errstate(all="ignore"):
        for (part,) in slabs(x.shape):
            terms = x[part] * y[part]
            total += terms.sum()
            moduli += float(np.abs(terms).sum())
            squares += _square(x[part]), _square(y[part])
    scale_ = float(np.fmin(np.sqrt(squares).prod(), moduli)) + grain(C.dtype, max(-p, 0))
    return Residual.of(np.abs(C - total), np.full((1, 1), scale_), C.dtype), largest(C)


def _square(x: Array) -> float:
    """‖x‖², by one thread: BLAS would wake all of them for each part."""
    return float(np.einsum("i,i", x.conj(), x).real)


def certify_stack(A: Array, B: Array, C: Any, p: int, truth: Truth) -> Assessment:
    """The same for stacks of matrices, all of them at once; C is their product times 2ᵖ."""
    if not C.size or not A.size:
        return unusable(C, C.shape, "the product") or empty(C)
    if not np.isfinite(largest(C)):
        return OVERFLOW
    C = shifted(C, -p) if p else C
    V = uneven(C.shape[-1], C.dtype)
    with np.errstate(all="ignore"):
        Y = B @ V
        observed = np.abs(C @ V - A @ Y).max(axis=-1, initial=0)
        rows = np.sqrt(np.vecdot(A, A).real)
        longest = np.linalg.norm(Y, axis=-2).max(axis=-1, keepdims=True)
    scale_ = _no_more_than_moduli(_at_least(rows, A.dtype) * longest, A, B, V)
    check, size = Residual.of(observed, scale_ + grain(C.dtype, max(-p, 0)), C.dtype), largest(C)
    if not size and check.passes:
        return _vanished(A, B, check, truth, p)
    green = "C v = A (B v) is verified for every matrix of the stack"
    bound = float(check.level.max(initial=0))
    spacing = quantum(C.dtype, max(-p, 0)) / size if size else 0.0
    return judge(
        C.dtype, bound / size if size else math.inf, check, what="the product", green=green, spacing=spacing
    )  # fmt: skip


def _residual(A: Array, B: Array, C: Array, p: int) -> tuple[Residual, float]:
    """The check, and the size of C: not more than its largest entry, NaN or Inf if one is or C v overflows."""
    V = uneven(B.shape[1], C.dtype)
    Y = thin(B, V)
    with np.errstate(all="ignore"):
        CV = thin(C, V)
        AY, rows = thin_with_rows(A, Y)
        observed = np.abs(CV - AY).max(axis=1, initial=0)
    longest = float(np.sqrt(times_squares(np.ones(len(Y)), Y)).max(initial=0))
    scale_ = _no_more_than_moduli(_at_least(rows, A.dtype) * longest, A, B, V)
    return Residual.of(observed, scale_ + grain(C.dtype, max(-p, 0)), C.dtype), _size(C, CV)


def _at_least(lengths: Array, dtype: np.dtype[Any]) -> Array:
    """Lengths of rows, none below those whose squares underflow."""
    return np.asarray(np.maximum(lengths, math.sqrt(np.finfo(dtype).tiny)))


def _no_more_than_moduli(lengths: Array, A: Array, B: Array, V: Array) -> Array:
    """Where it costs little, |A| |B| |V| as well, which for matrices of uneven entries is much less than lengths."""
    if A.size * B.shape[-1] > MODULI:
        return lengths
    with np.errstate(over="ignore"):
        moduli = np.abs(A) @ (np.abs(B) @ np.abs(V))
    return np.asarray(np.fmin(lengths, moduli.max(axis=-1, initial=0)))


def _size(C: Array, CV: Array) -> float:
    """The largest entry of the rows that C v says are the largest, which spares a look at all of a large C."""
    tops = np.abs(CV).max(axis=1, initial=0)
    if not np.isfinite(tops).all():
        return math.inf
    if C.size < LARGE or len(C) <= ROWS or not tops.any():
        return largest(C)
    return largest(C[np.argpartition(tops, -ROWS)[-ROWS:]])
