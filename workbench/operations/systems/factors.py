"""What the certificates of LU, LDLᴴ, Cholesky and QR share: the product against A, and how sure each factor is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, digits, eps, growth, judge
from workbench.numerics.elimination_errors import underflow
from workbench.numerics.probes import largest, times_squares
from workbench.numerics.spectral import WHOLE, adjoint_times, probe_length, signs, times
from workbench.operations.common import unusable
from workbench.operations.spec import Array

BLOCK = 128
ALONE = 3.0
"""Sums of many random terms against the root of the sum of their squares."""


class Product(NamedTuple):
    """What is left of A − X Y: against the sizes of its terms, and against the largest entry of A."""

    residual: Residual
    backward: float


def product_check(A: Array, X: Array, Y: Array, sizes: Array | None = None) -> Product:
    """A − X Y entry by entry, or on sign vectors where there are many columns.

    `sizes` are those of the terms that the entries of Y are sums of, if it is a product itself.
    """
    n = A.shape[1]
    sizes = np.abs(Y) if sizes is None else sizes
    with np.errstate(all="ignore"):
        V = signs(n, A.dtype)
        observed = np.abs(times(A, V) - times(X, times(Y, V)))
        if n <= WHOLE:
            terms = np.abs(X) @ sizes + underflow(A, X, Y)
        else:
            terms = ALONE * np.sqrt(times_squares(times_squares(np.ones(n), sizes.T), X.T))[:, None]
        check = Residual.of(observed, growth(X.shape[1]) * np.broadcast_to(terms, observed.shape), A.dtype)
        size = largest(A) * probe_length(n)
        off = float(np.max(observed, initial=0))
        backward = 0.0 if off == 0 else off / size if size else math.inf
    return Product(check, math.inf if math.isnan(backward) else backward)


def columns_check(A: Array, Q: Array, R: Array) -> Residual:
    """The length of each column of A − Q R against that of the column of A; of sign combinations, if there are many."""
    n = A.shape[1]
    with np.errstate(all="ignore"):
        V = signs(n, A.dtype)
        observed = np.linalg.norm(times(A, V) - times(Q, times(R, V)), axis=0)
        lengths = np.sqrt(times_squares(np.ones(len(A)), A))
        scale = lengths if n <= WHOLE else np.full(V.shape[1], ALONE * math.sqrt(float(np.sum(lengths**2))))
    return Residual.of(observed, growth(max(A.shape)) * 2 * scale, A.dtype)


def orthonormal_check(Q: Array) -> Residual:
    """QᴴQ − I entry by entry, or on sign vectors where there are many columns."""
    with np.errstate(all="ignore"):
        X = signs(Q.shape[1], Q.dtype)
        observed = np.abs(adjoint_times(Q, times(Q, X)) - X).max(initial=0)
    return Residual.of(observed, 2 * growth(max(Q.shape)) * probe_length(Q.shape[1]), Q.dtype)


def least_seen(check: Residual, loss: Residual, Q: Array, R: Array) -> float:
    """The least bound for which 100 times it is seen: in R by the product, in Q by that or by its orthogonality."""
    passed = 0.6 * check.eps * float(np.max(check.scale, initial=0))
    rows = np.sqrt(times_squares(np.ones(R.shape[1]), R.T))
    in_r, shortest = largest(R), float(np.min(rows[rows > 0], initial=np.inf))
    by_loss = 0.6 * loss.eps * float(loss.scale) * math.sqrt(len(Q))
    in_q = min(by_loss, passed / shortest) / largest(Q)
    return max(in_q, passed / in_r) if in_r else in_q


def usable(outputs: Any, shapes: Mapping[str, Any]) -> Assessment | None:
    """Red at once for a factor of the wrong shape, or with NaN or Inf."""
    return next((bad for name, shape in shapes.items() if (bad := unusable(outputs[name], shape, name))), None)


def is_upper(A: Array) -> bool:
    """Whether everything below the diagonal is 0; block by block."""
    return not any(
        np.tril(A[j : j + BLOCK, j : j + BLOCK], -1).any() or A[j + BLOCK :, j : j + BLOCK].any()
        for j in range(0, min(A.shape), BLOCK)
    )


def order_failure(P: Array, order: Array, name: str) -> str | None:
    """What is wrong with the permutation matrix of that order (column i has its 1 in row order[i]), if anything."""
    ones = P[order, np.arange(len(order))]
    if np.count_nonzero(P) == len(order) and (ones == 1).all():
        return None
    return f"Verification failed: {name} is not the permutation that was made."


def pivot_condition(sizes: Array) -> Condition:
    """The largest pivot over the smallest, infinite where that is 0 or too small."""
    with np.errstate(divide="ignore", over="ignore"):
        return Condition(float(sizes.max() / sizes.min()) if sizes.any() else math.inf, "pivots")


def verdict(
    dtype: Any,
    forward: float,
    backward: float,
    *residuals: Residual,
    condition: Condition | None = None,
    green: str,
    failed: str | None = None,
    spoilt: str = "",
    spacing: float = 0.0,
) -> Assessment:
    """Green or amber by the digits that the factors have; never red while their product is A but for rounding.

    `backward` is how far the product is from A, relative to its largest entry; where that is large, the algorithm has
    failed, in the words of `spoilt`. Factors that rounding leaves without a digit are amber, and have no bound.
    `spacing` is what tiny factors lose when they are scaled back (`scales.spacing`).
    """
    bound = max(forward, backward, 2 * eps(dtype))
    passes = all(item.passes for item in residuals)
    words: dict[str, Any] = {"residual": backward, "backward_error": backward, "condition": condition}
    if failed is None and passes and digits(backward, dtype) < 1:
        failed = spoilt or "The product of the factors is not A to a single digit."
    if failed is None and passes and digits(bound, dtype) < 1:
        unproved = f"{green}, but rounding decides what the factors are: not one of their digits is sure."
        return judge(dtype, None, *residuals, unproved=unproved, **words)
    bound += spacing
    return judge(dtype, bound, *residuals, what="the factors", green=green, failed=failed, spacing=spacing, **words)
