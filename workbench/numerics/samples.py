"""Tables whose rows are samples: means, centring that keeps the digits of the spread, and checks of both.

One pass leaves in X − m the rounding of m, an error of eps |m| in every row; a second pass takes it out (the corrected
two-pass algorithm of Chan, Golub and LeVeque, 1983), so that data far from the origin lose nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from workbench.numerics.agreement import Agreement, relative
from workbench.numerics.bounds import Residual, eps, grain
from workbench.numerics.device import DeviceArray, adjoint, conjugate, is_complex
from workbench.numerics.probes import BLOCK_BYTES, uneven

Array = np.ndarray[Any, np.dtype[Any]]

LOOKED_AT = 256
CHUNK = 256
"""Terms that a BLAS sums before it adds to what it has: errors grow with the number of such sums."""


class Centered(NamedTuple):
    """Rows of mean 0, and the mean that was taken from them."""

    rows: Array
    mean: Array


def centered(X: Array) -> Centered:
    """X minus the mean of each column, without the rounding error of the mean."""
    return Centered(*centered_in(np, X))


def centered_in(xp: Any, X: DeviceArray) -> tuple[DeviceArray, DeviceArray]:
    """`centered` of an array of the namespace `xp`, where it stays."""
    mean, least = _means(xp, X), float(xp.finfo(X.dtype).eps)
    rows = X - xp.astype(mean, X.dtype)
    rest = _means(xp, rows)
    spread = xp.mean(xp.abs(rows[:: max(1, X.shape[0] // LOOKED_AT), :]), axis=0)
    if bool(xp.any(xp.abs(rest) > least * spread)):
        rows -= xp.astype(rest, X.dtype)
        mean = xp.astype(mean, X.dtype) + rest
    suspected = spread <= 2 * least * xp.abs(mean)
    if bool(xp.any(suspected)):
        constant = suspected & xp.all(X[:1, :] == X, axis=0)
        rows = xp.where(constant, xp.zeros_like(rows), rows)
        mean = xp.where(constant, X[0, :], mean)
    return rows, xp.astype(mean, X.dtype)


def _means(xp: Any, X: DeviceArray) -> DeviceArray:
    """The mean of each column, summed in double precision."""
    return xp.sum(X, axis=0, dtype=xp.complex128 if is_complex(xp, X) else xp.float64) / X.shape[0]


def gram(X: Array) -> Array:
    """Xᵀ X̄, as numpy.cov has it for rows of samples; exactly symmetric (Hermitian)."""
    return np.asarray(X.T @ X) if X.dtype.kind != "c" else np.asarray(gram_in(np, X))


def gram_in(xp: Any, X: DeviceArray) -> DeviceArray:
    """`gram` in the namespace `xp`, whose product of a real X and its transpose need not be symmetric."""
    G = xp.matmul(xp.matrix_transpose(X), conjugate(xp, X))
    return (G + adjoint(xp, G)) / 2


def lengths(X: Array) -> Array:
    """The 2-norm of each column, summed in double precision."""
    squares = np.zeros(X.shape[1])
    for block in _rows(X):
        wide = block.astype(np.result_type(block.dtype, np.float64), copy=False)
        squares += np.einsum("ij,ij->j", wide, wide.conj()).real
    return np.sqrt(squares)


def _rows(X: Array) -> Iterator[Array]:
    step = max(1, BLOCK_BYTES // max(1, X[:1].nbytes))
    yield from (X[i : i + step] for i in range(0, len(X), step))


def _shift(X: Array) -> Array:
    """The mean, found otherwise than by `means`: by a product with ones."""
    shift: Array = ((np.ones(len(X), X.dtype) @ X) / len(X)).astype(np.result_type(X.dtype, np.float64))
    return shift


def check_centered(
    X: Array, rows: Array, mean: Array, factors: Any = 1.0, powers: Array | None = None
) -> tuple[Agreement, Agreement]:
    """Rows · factors and the mean against a mean found in another way; `factors` are the units of the columns.

    The bound of the mean is relative to the data where they are larger: a mean of 0 has no digits of its own. All are
    given times 2^-powers, column by column, and may have lost what is below the least number at their own scale.
    """
    shift = _shift(X)
    rest = np.asarray(sum((block - shift).sum(axis=0) for block in _rows(X)) / len(X))
    observed, tops = _compared(X, rows, shift, rest, factors)
    tiny = 4 * eps(shift.dtype) ** 2 * np.abs(shift)  # the mean of different numbers is further from each of them
    constant = np.flatnonzero(tops <= tiny)
    observed[constant], tops[constant] = np.abs(rows[:, constant]).max(axis=0, initial=0), 0
    beside = np.abs(shift) * eps(X.dtype)
    beside[constant] = 0
    lost = _lost(powers, X.dtype)
    found = Residual.of(observed / factors, (2 * tops + beside) / factors + lost, X.dtype)
    about = Residual.of(np.abs(mean - shift - rest), np.abs(shift) + growth_of(len(X)) * tops + lost, X.dtype)
    sizes = np.maximum(np.abs(shift), tops)
    return Agreement(found, _over(found, tops / factors, powers)), Agreement(about, _over(about, sizes, powers))


def _lost(powers: Array | None, dtype: Any) -> Any:
    """What numbers lose when they are brought back from 2^-powers, relative to the spacing of 1."""
    if powers is None:
        return 0.0
    return np.where(powers < 0, np.ldexp(grain(dtype), -powers), 0.0)


def _over(found: Residual, sizes: Array, powers: Array | None) -> float:
    """The largest level of a column over the largest size, both at their own scale."""
    if powers is None:
        return relative(found, float(sizes.max(initial=0)))
    top = int((np.frexp(sizes)[1] + powers)[sizes > 0].max(initial=-2000))
    with np.errstate(all="ignore"):
        level, observed = np.ldexp(found.level, powers - top), np.ldexp(found.observed, powers - top)
        size = float(np.ldexp(sizes, powers - top).max(initial=0))
    return relative(Residual(observed, level / found.eps, found.eps), size)


def _compared(X: Array, rows: Array, shift: Array, rest: Array, factors: Any) -> tuple[Array, Array]:
    """The largest |rows · factors − (X − shift − rest)| in each column, and the largest |X − shift − rest|."""
    observed, tops = np.zeros(X.shape[1]), np.zeros(X.shape[1])
    units = np.any(factors != 1.0)
    with np.errstate(all="ignore"):
        for block, given in zip(_rows(X), _rows(rows), strict=True):
            expected = block - shift
            expected -= rest
            np.maximum(tops, _tops(expected), out=tops)
            expected -= given * factors if units else given
            np.maximum(observed, _tops(expected), out=observed)
    return observed, tops


def _tops(block: Array) -> Array:
    """The largest modulus in each column, NaN where there is one."""
    if block.dtype.kind == "c":
        return np.asarray(np.abs(block).max(axis=0, initial=0))
    return np.asarray(np.maximum(block.max(axis=0, initial=0), -block.min(axis=0, initial=0)))


def growth_of(n: int) -> float:
    """How errors of a blocked sum of n terms grow against one rounding."""
    return max(1.0, math.sqrt(n / CHUNK) / 8)


def check_gram(X: Array, G: Array, divisor: float = 1.0, center: bool = True, lost: Any = 0.0) -> Agreement:
    """G · divisor against Σ (xᵢ − m)(xᵢ − m)ᴴ v for a few vectors v, in one look at X and without forming X − m.

    `lost` is added to what rounding of each row is relative to.
    """
    V = uneven(X.shape[1], np.float64)
    found = _summed(X, V, _shift(X), None) if center else _summed(X, V, None, None)
    if center and found.shaky(len(X)):
        found = _summed(X, V, _shift(X), found.sums / len(X))
    total = found.total - np.outer(found.sums, found.sums.conj() @ V) / len(X) if center else found.total
    lengths = np.sqrt(found.squares)[:, None] * np.sqrt(found.longest)
    scale = growth_of(len(X)) * lengths.max(axis=1, initial=0) / divisor + lost
    with np.errstate(all="ignore"):
        observed = np.abs(G @ V - total / divisor).max(axis=1, initial=0)
    residual = Residual.of(observed, scale, X.dtype)
    return Agreement(residual, relative(residual, float(np.abs(G).max(initial=0))))


class Sums(NamedTuple):
    """Of rows xᵢ: Σ xᵢ xᵢᴴ V and Σ xᵢ, and the squares of the lengths of the columns of all xᵢ and of all xᵢᴴ V."""

    total: Array
    sums: Array
    squares: Array
    longest: Array

    def shaky(self, n: int) -> bool:
        """Whether the rounding of the mean is not small beside the spread of a column."""
        return bool((np.abs(self.sums) > 1e-3 * np.sqrt(n * self.squares)).any())


def _summed(X: Array, V: Array, shift: Array | None, rest: Array | None) -> Sums:
    """The sums of the rows less a mean, which may come in two parts, of which the second is small."""
    wide, p = np.result_type(X.dtype, np.float64), X.shape[1]
    total, sums = np.zeros((p, V.shape[1]), wide), np.zeros(p, wide)
    squares, longest = np.zeros(p), np.zeros(V.shape[1])
    for block in _rows(X):
        B = block.astype(wide, copy=False) if shift is None else block - shift
        if shift is not None and rest is not None:
            B -= rest
            B[:, (np.abs(B) <= 4 * eps(wide) ** 2 * np.abs(shift)).all(axis=0)] = 0  # equal numbers
        Y = B.conj() @ V
        total += B.T @ Y
        sums += B.sum(axis=0)
        squares += np.einsum("ij,ij->j", B, B.conj()).real
        longest += np.square(np.abs(Y)).sum(axis=0)
    return Sums(total, sums, squares, longest)
