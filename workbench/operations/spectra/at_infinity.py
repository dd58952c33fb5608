"""Whether eigenvalues that are called infinite are, or only cannot be told from infinity."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_pencil import infinite
from workbench.numerics.pencil_pairs import is_singular, negligible
from workbench.numerics.spectral import frobenius
from workbench.operations.spec import Array, Problem

UNTOLD = "cannot be told from infinity"


def are_proved(problem: Problem, keys: Sequence[str], count: int) -> bool:
    """Whether `count` eigenvalues of A₀ + λ A₁ + ... + λᵏ Aₖ, or of A − λ B, are infinite beyond doubt.

    By rows or columns of the last matrix that are zero; by exact arithmetic where it can, on the numbers as given.
    """
    if not count or count <= _empty(problem[keys[-1]]):
        return True
    given = [_fractions(problem, key) for key in keys]
    known = [A for A in given if A is not None]
    if len(known) < len(keys):
        return False
    if any(len(A) > len(problem[keys[0]]) for A in known):
        known, count = [_paired(A, len(problem[keys[0]])) for A in known], 2 * count
    return infinite(*_companion(known)) >= count


def words(last: str, count: int, proved: bool) -> str:
    """The warning on `count` infinite eigenvalues, for a last matrix of this name."""
    if not proved:
        which = "one eigenvalue" if count == 1 else f"{count} eigenvalues"
        return f"{last} is singular to working precision: {which} {UNTOLD}."
    which = "one eigenvalue is" if count == 1 else f"{count} eigenvalues are"
    return f"{last} is singular: {which} infinite."


def of_forms(problem: Problem, AA: Array, BB: Array, B: Array) -> tuple[str, ...]:
    """What the ratios of the diagonals of a generalised Schur form are where those of BB are no more than rounding."""
    small = negligible(B)
    infinite = np.abs(np.diagonal(BB)) <= small * frobenius(BB)
    if not infinite.any() or not is_singular(B, small):
        return ()
    if (infinite & (np.abs(np.diagonal(AA)) <= small * frobenius(AA))).any():
        a, b = problem.name("A"), problem.name("B")
        return (f"{a} - λ {b} is singular for every λ, to working precision: there are no eigenvalues to speak of.",)
    count = int(np.count_nonzero(infinite))
    return (words(problem.name("B"), count, are_proved(problem, ("A", "B"), count)),)


def unproved(problem: Problem, keys: Sequence[str], count: int) -> str | None:
    """What the certificate says where eigenvalues are called infinite that may be finite and large."""
    if are_proved(problem, keys, count):
        return None
    which = "one eigenvalue" if count == 1 else f"{count} eigenvalues"
    last = problem.name(keys[-1])
    return f"The equation holds, but {last} is so nearly singular that {which}, shown as infinite, {UNTOLD}."


def _empty(M: Array) -> int:
    """How many rows, or columns, are zero."""
    return max(len(M) - int(np.count_nonzero(M.any(axis=axis))) for axis in (0, 1))


def _fractions(problem: Problem, key: str) -> Array | None:
    """The exact twin, or a floating-point matrix as it is; a complex one X + iY as the real [[X, −Y], [Y, X]]."""
    M, known = problem[key], problem.exact.get(key)
    if known is None and len(M) <= exact.LIMIT and M.dtype.kind in "fc":
        whole = np.block([[M.real, -M.imag], [M.imag, M.real]]) if M.dtype.kind == "c" else M
        known = exact.fractions(whole) if len(whole) <= exact.LIMIT else None
    return known if exact.fits(known) else None


def _paired(M: Array, n: int) -> Array:
    """A real matrix among complex ones."""
    return M if len(M) > n else np.kron(exact.eye(2), M)


def _companion(coefficients: Sequence[Array]) -> tuple[Array, Array]:
    """The companion pencil C − λ D; of a pencil A − λ B itself, but for a sign that changes nothing at infinity."""
    *rest, last = coefficients
    n, k = len(last), len(rest)
    C, D = exact.zeros(n * k, n * k), exact.eye(n * k)
    for i in range(n * (k - 1)):
        C[i, i + n] = exact.ONE
    for i, A in enumerate(rest):
        C[n * (k - 1) :, n * i : n * (i + 1)] = -A
    D[n * (k - 1) :, n * (k - 1) :] = last
    return C, D
