"""Integer powers of a rational matrix, as long as their numbers can be printed."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, np.dtype[Any]]


class TooManyDigitsError(ArithmeticError):
    """The numbers of an answer may need more than `allowed` bits."""

    def __init__(self, bits: int, allowed: int = exact.BITS) -> None:
        super().__init__(f"The entries could need {bits} bits; exact answers stop at {allowed}.")
        self.bits, self.allowed = bits, allowed


def matrix_power(A: Array, k: int) -> Array:
    """Aᵏ of a square array of fractions for an integer k, negative ones by the inverse.

    Raises ZeroDivisionError for a negative power of a singular matrix, and TooManyDigitsError where the bound ‖N‖ᵏ of
    the numerators (infinity norm, A = N / d) or dᵏ goes beyond BITS.
    """
    M = exact.to_flint(A)
    if k < 0:
        inverse = M.inv()
        exact.confirm(exact.is_identity(M * inverse), "A times its inverse is not the identity")
        M = inverse
    if (bits := power_bits(M, abs(k))) > exact.BITS:
        raise TooManyDigitsError(bits)
    power = M ** abs(k)
    _confirm(M, abs(k), power)
    return exact.from_flint(power)


def power_bits(M: Any, k: int) -> int:
    """A bound on the bits of numerators and denominators of the k-th power of an fmpq_mat, k ≥ 0."""
    N, d = M.numer_denom()
    norm = max(sum(abs(int(x)) for x in row) for row in N.tolist())
    return k * max((norm - 1).bit_length() if norm else 0, (int(d) - 1).bit_length())


def _confirm(M: Any, k: int, power: Any) -> None:
    """dᵏ Mᵏ = Nᵏ modulo a large prime, where the power of N is taken anew."""
    import flint

    N, d = M.numer_denom()
    scaled = power * flint.fmpq(int(d) ** k)
    expected = _modular(N) ** k
    exact.confirm(_modular(scaled.numer_denom()[0]) == expected, "the power differs modulo a prime")


def _modular(N: Any) -> Any:
    import flint

    return flint.nmod_mat(N.nrows(), N.ncols(), [int(x) % exact.PRIME for x in N.entries()], exact.PRIME)
