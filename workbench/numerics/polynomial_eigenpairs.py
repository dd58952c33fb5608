"""All eigenpairs of a matrix polynomial: by companion pencils of several scales, and polished by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.matrix_polynomial import (
    Polynomial,
    backward_errors,
    companion,
    groups,
    on_sphere,
    polynomial,
    powers,
    shifted_values,
)
from workbench.numerics.order import by_modulus, with_positive_tops
from workbench.numerics.pencil import Pairs
from workbench.numerics.probes import exponent
from workbench.numerics.spectral import column_lengths, frobenius, tolerance

Array = np.ndarray[Any, np.dtype[Any]]

POLISHED = 64
"""Up to this order pairs with a large residual are polished, at the price of a system of equations each."""
STEPS = 3
ROUNDS = 4


class Ascending(NamedTuple):
    """Pairs of one scale by modulus, infinite ones last, which are infinite or 0/0, and their backward errors."""

    values: Array
    vectors: Array
    infinite: Array
    lost: Array
    errors: Array


def eigenpairs(coefficients: Sequence[Array]) -> Pairs:
    """All n k eigenvalues (infinite ones first, the others by modulus) and vectors of length 1, by LAPACK ggev.

    Each group of eigenvalues is taken from the pencil of its own scale, and what fits badly there from another.
    """
    n, split = len(coefficients[0]), groups(coefficients)
    found = [_ascending(coefficients, g) for g, _ in split]
    chosen = np.repeat(np.arange(len(split)), [n * count for _, count in split])
    allowed = tolerance(len(chosen), coefficients[0].dtype)
    for _ in range(ROUNDS):
        errors = np.stack([one.errors for one in found])
        bad = errors[chosen, np.arange(len(chosen))] > allowed
        chosen = np.where(bad, np.argmin(errors, axis=0), chosen)
        left = errors[chosen, np.arange(len(chosen))]
        if not (left > allowed).any():
            break
        worst = int(np.argmax(left))
        found.append(_ascending(coefficients, _scale_near(found[chosen[worst]].values, worst)))
    if coefficients[0].dtype.kind != "c":
        chosen = _with_conjugates(found, chosen, allowed)
    return _gathered(found, chosen)


def _with_conjugates(found: Sequence[Ascending], chosen: Array, allowed: float) -> Array:
    """Conjugates, which have one size and may change places from scale to scale, taken from one."""
    chosen = chosen.copy()
    for j in range(len(chosen)):
        one = found[chosen[j]]
        if not one.values[j].imag or not np.isfinite(one.values[j]):
            continue
        beside = [q for q in (j - 1, j + 1) if 0 <= q < len(chosen) and one.values[q] == one.values[j].conj()]
        if beside and one.errors[beside[0]] <= allowed:
            chosen[beside[0]] = chosen[j]
    return chosen


def _scale_near(values: Array, at: int) -> int:
    """The exponent of a value, or of the next that is not infinite nor 0."""
    there = np.flatnonzero(np.isfinite(values) & (values != 0))
    if not there.size:
        return 0
    return exponent(values[there[np.argmin(np.abs(there - at))]].reshape(1))


def _gathered(found: Sequence[Ascending], chosen: Array) -> Pairs:
    """The pairs in order, each taken from one of the solutions."""
    ranks = np.arange(len(chosen))
    w, lost = (np.stack([getattr(one, name) for one in found])[chosen, ranks] for name in ("values", "lost"))
    infinite = np.stack([one.infinite for one in found])[chosen, ranks]
    V = np.stack([one.vectors for one in found])[chosen, :, ranks].T.copy()
    order = np.concatenate([np.flatnonzero(infinite), np.flatnonzero(~infinite)[by_modulus(w[~infinite])]])
    return Pairs(w[order], with_positive_tops(V[:, order])[0], int(infinite.sum()), int(lost.sum()))


def _ascending(coefficients: Sequence[Array], g: int) -> Ascending:
    P = polynomial(coefficients, g)
    C, D = companion(P)
    (alpha, beta), Z = scipy.linalg.eig(C, D, homogeneous_eigvals=True, check_finite=False)
    small = 10 * max(1.0, np.sqrt(len(C))) * eps(C.dtype)
    infinite = np.abs(beta) <= small * frobenius(D)
    lost = infinite & (np.abs(alpha) <= small * frobenius(C))
    kind = np.result_type(C.dtype, np.complex64)
    with np.errstate(all="ignore"):
        quotients = np.where(beta == 0, np.inf, alpha / np.where(beta == 0, 1, beta)).astype(kind)
    w = np.where(infinite, np.inf, quotients).astype(kind)
    V = _shortest_residuals(P, w, Z.astype(kind))
    wrong = infinite & (backward_errors(P, *on_sphere(w), V) > tolerance(len(w), kind)) & np.isfinite(quotients)
    infinite, w = infinite & ~wrong, np.where(wrong, quotients, w)
    w, V = _polished(P, w, V)
    if C.dtype.kind != "c":
        _pair(w, V)
    order = by_modulus(np.where(infinite, 0, w))[::-1]
    order = np.concatenate([order[~infinite[order]], np.flatnonzero(infinite)])
    errors = np.nan_to_num(backward_errors(P, *on_sphere(w), V), nan=np.inf)
    return Ascending(shifted_values(w[order], g), V[:, order], infinite[order], lost[order], errors[order])


def _shortest_residuals(P: Polynomial, w: Array, Z: Array) -> Array:
    """Each part of z is a multiple of x: of each vector the one that fits best."""
    n, (alpha, beta) = P.order, on_sphere(w)
    best, errors = np.zeros((n, len(w)), Z.dtype), np.full(len(w), np.inf)
    for k in range(P.degree):
        part = Z[n * k : n * (k + 1)]
        lengths = column_lengths(part)
        V = part / np.where(lengths > 0, lengths, 1)
        found = np.where(lengths > 0, backward_errors(P, alpha, beta, V), np.inf)
        better = found < errors
        best[:, better], errors[better] = V[:, better], found[better]
    return best


def _polished(P: Polynomial, w: Array, V: Array) -> tuple[Array, Array]:
    """Newton's method for pairs whose residual is more than rounding, as far as it helps."""
    errors = backward_errors(P, *on_sphere(w), V)
    rough = np.flatnonzero(errors > tolerance(P.order, V.dtype) / 8) if P.order <= POLISHED else ()
    for j in rough:
        if np.isfinite(w[j]):
            w[j], V[:, j] = _newton(P, w[j], V[:, j])
            if (x := _shortest(P, w[j])) is not None and _error(P, w[j], x) < _error(P, w[j], V[:, j]):
                V[:, j] = x
    return w, V


def _shortest(P: Polynomial, value: Any) -> Array | None:
    """The vector that P(λ), with rows of one length, makes shortest; None where that is not a number."""
    (alpha,), (beta,) = on_sphere(np.array([value]))
    rows = powers(alpha, beta, P.degree)[:, 0]
    M = np.asarray(sum(A * row for A, row in zip(P.coefficients, rows, strict=True)))
    lengths = column_lengths(M.T)[:, None]
    return np.linalg.svd(M / np.where(lengths > 0, lengths, 1))[2][-1].conj() if np.isfinite(M).all() else None


def _newton(P: Polynomial, value: Any, x: Array) -> tuple[Any, Array]:
    """P(t) x = 0 and xᴴ dx = 0 for the changes of t = λ, or of 1/λ where that is smaller, and x."""
    outside = abs(value) > 1
    Q, t, best = (P.reversed() if outside else P), (1 / value if outside else value), np.inf
    kept = t, x
    for _ in range(STEPS):
        error = _error(Q, t, x)
        if not error < best:
            break
        best, kept = error, (t, x)
        M, slope = _value(Q, t), _value(Q, t, 1) @ x
        bordered = np.block([[M, slope[:, None]], [x.conj()[None, :], np.zeros((1, 1))]])
        try:
            step = np.linalg.solve(bordered, np.append(-M @ x, 0))
        except np.linalg.LinAlgError:
            break
        x, t = x + step[:-1], t + step[-1]
        x = x / np.linalg.norm(x)
    if not outside:
        return kept
    return (1 / kept[0] if kept[0] else value), kept[1]


def _error(P: Polynomial, t: Any, x: Array) -> float:
    return float(backward_errors(P, *on_sphere(np.array([t])), x[:, None])[0])


def _value(P: Polynomial, t: Any, derivative: int = 0) -> Array:
    """P(t), or its derivative."""
    total = np.zeros_like(P.coefficients[0], np.result_type(P.coefficients[0], np.complex64))
    for i in range(P.degree, derivative - 1, -1):
        total = total * t + P.coefficients[i] * (i if derivative else 1)
    return total


def _pair(w: Array, V: Array) -> None:
    """Of a real polynomial, conjugates to the last bit, where LAPACK puts them side by side."""
    real = w.imag == 0
    w[real] = w[real].real
    first = np.flatnonzero((w.imag > 0) & np.isfinite(w))
    first = first[(first + 1 < len(w))]
    first = first[w.imag[first + 1] < 0]
    w[first + 1], V[:, first + 1] = w[first].conj(), V[:, first].conj()
