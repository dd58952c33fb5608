"""Which structure a matrix has, found in O(n²) with early exits, so that the right routine can be taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.numerics.probes import largest_part, overall, probes, scaled, uneven

Array = np.ndarray[Any, np.dtype[Any]]

BLOCK = 128
EVERY = 64  # up to this order each column is tried for orthogonality
TRY_CHOLESKY = 64  # up to this order a Cholesky factorisation is cheaper than leaving the question open


@dataclass(frozen=True)
class Structure:
    """What is known of one array before an operation runs; every flag is False for a stack of matrices.

    `symmetric` means A = Aᵀ for real and A = Aᴴ for complex entries, exactly. `orthogonal` means unitary to
    working precision. `positive_definite` is None where A is Hermitian with a positive diagonal and too large
    to be tried here: a route tries Cholesky and falls back. The largest entry is below 2^exponent
    (by a few powers where it is large).
    """

    finite: bool = True
    square: bool = False
    complex: bool = False
    zero: bool = False
    identity: bool = False
    upper: bool = False
    lower: bool = False
    symmetric: bool = False
    orthogonal: bool = False
    integer: bool = False
    positive_definite: bool | None = False
    exponent: int | None = None

    @property
    def diagonal(self) -> bool:
        return self.upper and self.lower

    @property
    def triangular(self) -> bool:
        return self.upper or self.lower

    @property
    def labels(self) -> tuple[str, ...]:
        """The flags in words, the telling ones only: an identity is not also called diagonal and symmetric."""
        if self.zero or self.identity:
            return ("zero",) if self.zero else ("identity",)
        names = (
            ("diagonal", self.diagonal),
            ("upper triangular", self.upper and not self.lower),
            ("lower triangular", self.lower and not self.upper),
            ("Hermitian" if self.complex else "symmetric", self.symmetric and not self.diagonal),
            ("positive definite", self.positive_definite is True),
            ("unitary" if self.complex else "orthogonal", self.orthogonal),
        )
        return tuple(name for name, holds in names if holds)


def detect(A: Array) -> Structure:
    """Look at the entries of a matrix; anything that has not two axes is only asked whether it is finite."""
    largest = _largest(A)
    if not np.isfinite(largest):
        return Structure(finite=False, square=_square(A), complex=np.iscomplexobj(A))
    p, zero = int(np.frexp(largest)[1]), not largest
    if A.ndim != 2 or not A.size or not _square(A):
        return Structure(
            square=_square(A), complex=np.iscomplexobj(A), zero=zero and A.size > 0, integer=_integer(A), exponent=p
        )
    diagonal = _diagonal(A)
    upper, lower = diagonal or _upper(A), diagonal or _upper(A.T)
    symmetric = not np.diagonal(A).imag.any() if diagonal else _symmetric(A)
    return Structure(
        square=True,
        exponent=p,
        complex=np.iscomplexobj(A),
        zero=zero,
        identity=diagonal and bool(np.all(np.diagonal(A) == 1)),
        upper=upper,
        lower=lower,
        symmetric=bool(symmetric),
        orthogonal=_unit_moduli(A) if diagonal else _orthogonal(A),
        integer=_integer(A),
        positive_definite=bool(symmetric) and _positive_definite(A, diagonal),
    )


def _square(A: Array) -> bool:
    return A.ndim == 2 and A.shape[0] == A.shape[1]


def _largest(A: Array) -> float:
    """The largest part of an entry by modulus, or of a large array a little more; NaN and Inf show in it."""
    if A.dtype.kind in "bu":
        return float(np.abs(A).max(initial=0))
    size = overall(A)
    return largest_part(A) if size is None else size


def _diagonal(A: Array) -> bool:
    """Whether everything off the diagonal is 0: in a row of all entries they follow it in runs of n."""
    if A[1:, 0].any() or A[0, 1:].any():
        return False
    if not A.flags.forc:
        return _upper(A) and _upper(A.T)
    n = len(A)
    return not A.ravel(order="K")[:-1].reshape(n - 1, n + 1)[:, 1:].any()


def _upper(A: Array) -> bool:
    """Whether everything below the diagonal is 0; a dense matrix is found out in its first column."""
    n = len(A)
    if A[1:, 0].any() or A[-1, :-1].any():
        return False
    for j in range(0, n, BLOCK):
        corner = A[j : j + BLOCK, j : j + BLOCK]
        if np.tril(corner, -1).any() or A[j + BLOCK :, j : j + BLOCK].any():
            return False
    return True


def _symmetric(A: Array) -> bool:
    """Exact symmetry, block against mirrored block, so that both stay in the cache."""
    if not np.array_equal(A[0], A[:, 0].conj()):
        return False
    for i in range(0, len(A), BLOCK):
        for j in range(0, i + 1, BLOCK):
            block, mirror = A[i : i + BLOCK, j : j + BLOCK], A[j : j + BLOCK, i : i + BLOCK].T
            if not (block == (mirror.conj() if A.dtype.kind == "c" else mirror)).all():
                return False
    return True


def _unit_moduli(A: Array) -> bool:
    with np.errstate(over="ignore"):
        return bool(np.all(np.abs(np.abs(np.diagonal(A)) - 1) <= 4 * _eps(A)))


def _orthogonal(A: Array) -> bool:
    """‖AᴴAv − v‖ for every unit vector of a small A, else for two random vectors.

    Their entries are random in size too: an A that is not orthogonal passes once in thousands of times, and then
    the certificate turns it away. The lengths of the first row, first column and last row turn most away at once.
    """
    if A.dtype.kind not in "fc":
        A = A.astype(np.float64) if len(A) <= BLOCK else A[:0]  # large integer matrices: permutations are rare
    n, tolerance = len(A), 8 * len(A) * _eps(A)
    with np.errstate(all="ignore"):
        if not n or any(abs(float(np.linalg.norm(v)) - 1) > tolerance for v in (A[0], A[:, 0], A[-1])):
            return False
        V = probes(n, A.dtype, EVERY) if n <= EVERY else uneven(n, A.dtype, 2)
        return all(float(np.abs(_gram_times(A, v) - v).max()) <= tolerance for v in V.T)


def _gram_times(A: Array, v: Array) -> Array:
    """AᴴA v, without a conjugated copy of A."""
    w = A @ v
    return np.asarray((w.conj() @ A).conj() if A.dtype.kind == "c" else w @ A)


def _eps(A: Array) -> float:
    return float(np.finfo(A.dtype).eps) if A.dtype.kind in "fc" else 0.0


def _integer(A: Array) -> bool:
    if A.dtype.kind in "biu":
        return True
    return A.dtype.kind == "f" and A.size <= 10**4 and bool(np.array_equal(A, np.rint(A)))


def _positive_definite(A: Array, diagonal: bool) -> bool | None:
    """True or False where it is cheap to say, None for a candidate."""
    if not (np.diagonal(A).real > 0).all():
        return False
    if diagonal:
        return True
    if len(A) > TRY_CHOLESKY:
        return None
    if A.dtype.kind not in "fc":
        A = A.astype(np.float64)
    try:
        np.linalg.cholesky(scaled(A)[0])
    except np.linalg.LinAlgError:
        return False
    return True
