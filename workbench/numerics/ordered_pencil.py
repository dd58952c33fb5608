"""Generalised Schur forms whose diagonals have the eigenvalues of one side of a line or circle first."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics.bounds import eps, quantum
from workbench.numerics.ordered_schur import PASSES, Order, is_ordered
from workbench.numerics.pencil_pairs import is_singular, negligible
from workbench.numerics.probes import largest, scaled
from workbench.numerics.spectral import frobenius

Array = np.ndarray[Any, np.dtype[Any]]
UNDECIDED = "The products are verified, but rounding puts eigenvalues next to the border out of order."


class Form(NamedTuple):
    """AA · 2ᵖ and BB · 2^q with AA and BB of sizes near 1, turned by Q and Z."""

    AA: Array
    BB: Array
    Q: Array
    Z: Array


class Places(NamedTuple):
    """For each place of the diagonals: how far inside the chosen side it is, what is infinite, and what is 0/0."""

    inward: Array
    margin: Array
    infinite: Array
    lost: Array

    @property
    def chosen(self) -> Array:
        return np.asarray((self.inward > 0) & ~self.lost)


def of_blocks(AA: Array, BB: Array) -> tuple[Array, Array]:
    """α and β of the eigenvalues α/β of triangular matrices, AA with 2 x 2 blocks on its diagonal, in their order."""
    kind = np.result_type(AA, np.complex64)
    alpha, beta = np.diagonal(AA).astype(kind), np.diagonal(BB).copy()
    for i in np.flatnonzero(np.diagonal(AA, -1)):
        alpha[i : i + 2], beta[i : i + 2] = _of_block(AA[i : i + 2, i : i + 2], BB[i : i + 2, i : i + 2])
    return alpha, beta


def _of_block(A: Array, B: Array) -> tuple[Array, Any]:
    """Of a block of two: β² is the product of B's diagonal, and α the roots of det(β A − α B) = 0."""
    a, b = np.abs(A).max(), np.abs(B).max() or 1.0
    A, B = A / a, B / b
    product = B[0, 0] * B[1, 1]
    root = math.sqrt(abs(product))
    half = (A[0, 0] * B[1, 1] + A[1, 1] * B[0, 0] - A[1, 0] * B[0, 1]) / (2 * root or 1.0)
    sign = 1.0 if product >= 0 else -1.0
    apart = np.emath.sqrt(complex(half * half - sign * (A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0])))
    return a * (sign * half + np.array([1, -1]) * apart), b * root


def places(AA: Array, BB: Array, p: int, q: int, order: Order, B: Array) -> Places:
    """Where the eigenvalues of AA·2ᵖ − λ BB·2^q lie; B, turned into BB, says whether a small β is 0.

    An infinite eigenvalue is outside the unit circle and on neither side of the imaginary axis; 0/0 is nowhere.
    """
    a_size, b_size, small = frobenius(AA) or 1.0, frobenius(BB) or 1.0, negligible(AA)
    alpha, beta = of_blocks(AA, BB)
    alpha, beta = alpha.astype(np.complex128) / a_size, beta.astype(np.complex128) / b_size
    tiny = np.abs(beta) <= small
    singular = bool(tiny.any()) and is_singular(B, small)
    infinite = tiny if singular else np.abs(beta) == 0
    size = np.abs(beta)
    if "plane" in order:
        right = (alpha * beta.conj() / np.where(size > 0, size, 1)).real
        inward = np.where(infinite, -1, -right if order.startswith("left") else right)
        margin = np.where(infinite, 1, np.minimum(np.abs(right), size))  # beyond infinity is the other half plane
    else:
        ratio = _ratio(a_size, b_size, p - q)
        inward = size / max(1.0, ratio) - np.abs(alpha) * min(1.0, ratio)
        margin = np.abs(inward)
        inward = inward if order.startswith("inside") else -inward
    margin = np.where(tiny & (not singular), 0, margin)  # large, or infinite
    return _paired(AA, Places(inward, margin, infinite, infinite & (np.abs(alpha) <= small)))


def placed(AA: Array, BB: Array, order: Order, B: Array) -> Places:
    """As `places`, of AA and BB at their own scales."""
    (S, p), (T, q) = scaled(AA), scaled(BB)
    return places(S, T, p, q, order, B)


def _ratio(a: float, b: float, shift: int) -> float:
    """a / b · 2^shift, or what is as good as infinite or 0 beside eps."""
    return math.ldexp(a / b, max(-500, min(shift, 500)))


def _paired(AA: Array, found: Places) -> Places:
    """Both of a pair are chosen where one is."""
    i = np.flatnonzero(np.diagonal(AA, -1))
    inward = found.inward.copy()
    inward[i] = inward[i + 1] = np.maximum(inward[i], inward[i + 1])
    return found._replace(inward=inward)


def moved_first(form: Form, p: int, q: int, order: Order, B: Array) -> Form:
    """The form with the chosen eigenvalues first: LAPACK tgsen, which exchanges neighbours.

    Where it finds two too near to be exchanged it stops half-way, with a form that is right but out of order.
    """
    (tgsen,) = scipy.linalg.get_lapack_funcs(("tgsen",), (form.AA,))
    n = len(form.AA)
    for _ in range(PASSES):
        mask = places(form.AA, form.BB, p, q, order, B).chosen
        if is_ordered(mask):
            break
        found = tgsen(mask.astype(np.intc), *form, ijob=0, lwork=4 * n + 16, liwork=1)
        form = Form(found[0], found[1], found[-7], found[-6])
    return form


def order_failure(AA: Array, BB: Array, selected: Array, order: Order, B: Array) -> tuple[str | None, str | None]:
    """What is wrong with the order in words, and what rounding leaves undecided."""
    found = placed(AA, BB, order, B)
    if selected.shape != () or int(selected) != np.count_nonzero(found.chosen):
        return "Verification failed: another number of eigenvalues is on the chosen side.", None
    if is_ordered(found.chosen):
        return None, None
    apart = max(len(M) * quantum(M.dtype) / (largest(M) or 1.0) for M in (AA, BB))  # the least numbers have few digits
    if found.lost.any() or is_ordered(found.chosen[found.margin > max(math.sqrt(eps(AA.dtype)), apart)]):
        return None, UNDECIDED
    return "Verification failed: the chosen eigenvalues are not the first.", None
