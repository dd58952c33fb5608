"""Schur forms whose diagonal has the eigenvalues of one side of a line or circle first."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.similarity import below, has_wide_block

Array = np.ndarray[Any, np.dtype[Any]]
Order = Literal["left half plane", "right half plane", "inside unit circle", "outside unit circle"]
PASSES = 5
"""Exchanges change eigenvalues by rounding, so those next to the border may have to be exchanged again."""
UNDECIDED = "Z T Zᴴ rebuilds A, but eigenvalues are so near to the border that rounding puts them out of order."


def of_blocks(T: Array) -> Array:
    """The eigenvalues of a triangular matrix with 2 x 2 blocks on its diagonal, as complex numbers in their order."""
    w = np.diagonal(T).astype(np.result_type(T.dtype, np.complex64))
    i = np.flatnonzero(np.diagonal(T, -1))
    a, d, product = T[i, i], T[i + 1, i + 1], T[i, i + 1] * T[i + 1, i]
    root = np.sqrt(((a - d) / 2) ** 2 + product.astype(w.dtype))
    w[i], w[i + 1] = (a + d) / 2 + root, (a + d) / 2 - root
    return w


def _signed(T: Array, order: Order) -> tuple[Array, float]:
    """How far each eigenvalue is on the chosen side of the border, and the size that rounding is relative to.

    Both of T scaled by a power of two, so that no square leaves the range.
    """
    B, p = scaled(T)
    w = of_blocks(B)
    radius = math.ldexp(1.0, min(-p, 1000))
    inward = -w.real if "plane" in order else radius - np.abs(w).astype(np.float64)
    size = float(np.linalg.norm(B))
    return (inward if order.startswith(("left", "inside")) else -inward), size


def chosen(T: Array, order: Order) -> Array:
    """For each place of the diagonal whether its eigenvalue is strictly on the chosen side; pairs go together."""
    mask = np.asarray(_signed(T, order)[0] > 0)
    i = np.flatnonzero(np.diagonal(T, -1))
    mask[i] = mask[i + 1] = mask[i] | mask[i + 1]
    return mask


def nearest_to_border(T: Array, order: Order) -> float:
    """The least distance of an eigenvalue from the border, relative to the size of T; infinite if there is none."""
    distances, size = _signed(T, order)
    return float(np.abs(distances).min()) / (size or 1.0) if len(T) else math.inf


def moved_first(T: Array, Z: Array, order: Order, p: int) -> tuple[Array, Array]:
    """T and Z with the chosen eigenvalues of T·2ᵖ first: LAPACK trsen, which exchanges neighbours.

    Where it finds two too near to be exchanged it stops half-way, with a Schur form that is right but out of order.
    """
    (trsen,) = scipy.linalg.get_lapack_funcs(("trsen",), (T,))
    for _ in range(PASSES):
        mask = chosen(shifted(T, p), order)
        if is_ordered(mask):
            break
        T, Z, *_rest = trsen(mask.astype(np.intc), T, Z, job="N")
    return T, Z


def is_ordered(mask: Array) -> bool:
    return bool(mask[: np.count_nonzero(mask)].all())


def form_failure(T: Array, selected: Array, order: Order, complex_: bool) -> tuple[str | None, str | None]:
    """What is wrong with the form of T in words, and what rounding leaves undecided."""
    if below(T, 0) if complex_ else below(T, -1) or has_wide_block(T):
        return "Verification failed: T is not triangular.", None
    mask = chosen(T, order)
    if selected.shape != () or int(selected) != np.count_nonzero(mask):
        return "Verification failed: another number of eigenvalues is on the chosen side.", None
    if is_ordered(mask):
        return None, None
    distances, size = _signed(T, order)
    if is_ordered(mask[np.abs(distances) > math.sqrt(eps(T.dtype)) * size]):
        return None, UNDECIDED
    return "Verification failed: the chosen eigenvalues are not the first.", None
