"""The QR iteration, step by step: A − σI = Q R, then R Q + σI, which is Qᴴ A Q.

Francis 1961, Kublanovskaya 1961; Watkins, Fundamentals of Matrix Computations, chapter 5. Each step is made as the
similarity that it is, which is backward stable whatever the shift.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import scipy

from workbench.numerics.bounds import eps
from workbench.numerics.decompose import arranged
from workbench.numerics.order import by_modulus, with_positive_tops
from workbench.numerics.schur import of_form

Array = np.ndarray[Any, np.dtype[Any]]
Shift = Literal["none", "rayleigh", "wilkinson"]

REFRESHED = 16
"""So many steps leave rounding that is worth removing."""
PATIENCE = 10
"""So many steps without a value that splits off bring a shift out of turn."""


class Turn(NamedTuple):
    """One step: the unitary Q of the leading rows that are still active, and the shifts it was made with."""

    Q: Array
    shifts: tuple[complex, ...]


class Iteration(NamedTuple):
    """A = Q T Qᴴ, the first iterate, the steps from there, and whether T is triangular but for 2 x 2 blocks.

    `diagonals` and `below` have a row for each iterate: its diagonal, and the lengths of its rows left of that.
    """

    T: Array
    Q: Array
    first: Array
    turns: list[Turn]
    diagonals: Array
    below: Array
    settled: bool


def iterate(A: Array, shift: Shift, steps: int, reduce: bool) -> Iteration:
    """At most `steps` steps, of A itself or of its Hessenberg form; values that have split off are left alone."""
    T, Q = (
        scipy.linalg.hessenberg(A, calc_q=True) if reduce and len(A) > 2 else (A.copy(), np.eye(len(A), dtype=A.dtype))
    )
    T, Q, alike = T.astype(A.dtype), Q.astype(A.dtype), np.array_equal(A, A.conj().T)
    T = (T + T.conj().T) / 2 if alike else T
    least = eps(A.dtype) * float(np.linalg.norm(A)) * max(2.0, len(A) ** 0.5)
    first, turns, rows, m, since = T.copy(), list[Turn](), [look(T)], len(A), 0
    m = _split(T, m, least) if shift != "none" else m
    while len(turns) < steps and not _is_settled(T, least, m, shift):
        turn = _turn(T[:m, :m], shift, since > 0 and since % PATIENCE == 0)
        turns.append(turn)
        apply(turn.Q, T, alike)
        Q[:, :m] = Q[:, :m] @ turn.Q
        if len(turns) % REFRESHED == 0:
            T, Q = _refreshed(A, T, Q, alike)
        rows.append(look(T))
        before, m = m, _split(T, m, least) if shift != "none" else m
        since = since + 1 if m == before else 0
    settled = _is_settled(T, least, m, shift)
    if settled:
        _split(T, len(T), least)
        T, Q = _refreshed(A, T, Q, alike)
    diagonals, below = (np.array(part) for part in zip(*rows, strict=True))
    return Iteration(T, Q, first, turns, diagonals, below.reshape(len(rows), -1), settled)


def apply(Q: Array, T: Array, hermitian: bool) -> None:
    """T becomes Qᴴ T Q, with Q acting on the first rows and columns; what is `hermitian` stays so."""
    m = len(Q)
    T[:m] = Q.conj().T @ T[:m]
    T[:, :m] = T[:, :m] @ Q
    if hermitian:
        T[:m, :m] = (T[:m, :m] + T[:m, :m].conj().T) / 2


def eigenpairs(T: Array, Q: Array, hermitian: bool, settled: bool) -> tuple[Array, Array | None]:
    """The eigenvalues of the last iterate in the order of `eigvals`, with vectors where it has become triangular."""
    d = np.diagonal(T)
    if hermitian:
        order = np.argsort(-d.real, kind="stable")
        return d.real[order], with_positive_tops(Q[:, order])[0] if settled else None
    pairs = of_form(T.copy(), Q) if settled else None
    if pairs is None:
        w = d.astype(np.result_type(T.dtype, np.complex64))
        return w[by_modulus(w)], None
    return arranged(*pairs, 0, T.dtype)


def _refreshed(A: Array, T: Array, Q: Array, hermitian: bool) -> tuple[Array, Array]:
    """Rounding of many steps taken back: Q made unitary again (a step of Newton's), and T = Qᴴ A Q with T's zeros."""
    Q = Q @ (1.5 * np.eye(len(Q), dtype=Q.dtype) - Q.conj().T @ Q / 2)
    new = Q.conj().T @ A @ Q
    new = (new + new.conj().T) / 2 if hermitian else new
    new[(T == 0) & np.tri(len(T), k=-1, dtype=bool)] = 0
    return new, Q


def look(T: Array) -> tuple[Array, Array]:
    """The diagonal, and for each row but the first the length of what is left of it."""
    lower = np.abs(np.tril(T, -1))
    return np.diagonal(T).copy(), np.linalg.norm(lower, axis=1)[1:]


def _turn(B: Array, shift: Shift, stuck: bool) -> Turn:
    """Q of B − σI; of a conjugate pair of shifts for a real B, of (B − σI)(B − σ̄I), which is real."""
    sigma = _shift(B, shift, stuck)
    eye = np.eye(len(B), dtype=B.dtype)
    if B.dtype.kind != "c" and sigma.imag:
        half = B - B.dtype.type(sigma.real) * eye
        product = half @ half + B.dtype.type(sigma.imag) ** 2 * eye
        return Turn(np.linalg.qr(product)[0], (sigma, sigma.conjugate()))
    value = B.dtype.type(sigma if B.dtype.kind == "c" else sigma.real)
    return Turn(np.linalg.qr(B - value * eye)[0], (sigma,))


def _shift(B: Array, shift: Shift, stuck: bool) -> complex:
    """0, the last entry, or the eigenvalue of the last 2 x 2 block that is next to it (Wilkinson)."""
    m = len(B)
    if shift == "none":
        return 0j
    if stuck and shift == "wilkinson":
        return complex(B[-1, -1]) + float(np.linalg.norm(B[-1, : m - 1]))
    if shift == "rayleigh" or m < 2:
        return complex(B[-1, -1])
    values = np.linalg.eigvals(B[-2:, -2:])
    return complex(values[np.argmin(np.abs(values - B[-1, -1]))])


def _split(T: Array, m: int, least: float) -> int:
    """The rows that are still active: those below have nothing left of the diagonal, or of their 2 x 2 block."""
    while m > 1:
        if np.linalg.norm(T[m - 1, : m - 1]) <= least:
            T[m - 1, : m - 1] = 0
            m -= 1
        elif np.linalg.norm(T[m - 2 : m, : m - 2]) <= least and _is_pair(T[m - 2 : m, m - 2 : m]):
            T[m - 2 : m, : m - 2] = 0
            m -= 2
        else:
            break
    return m


def _is_pair(block: Array) -> bool:
    """Whether a real 2 x 2 block has a pair of complex eigenvalues."""
    return block.dtype.kind != "c" and bool(np.linalg.eigvals(block).imag.any())


def _is_settled(T: Array, least: float, m: int, shift: Shift) -> bool:
    if shift != "none":
        return m <= 1
    k = len(T)
    while k > 1:
        one, two = np.linalg.norm(T[k - 1, : k - 1]), np.linalg.norm(T[k - 2 : k, : k - 2])
        if not (one <= least or (two <= least and _is_pair(T[k - 2 : k, k - 2 : k]))):
            return False
        k -= 1 if one <= least else 2
    return True
