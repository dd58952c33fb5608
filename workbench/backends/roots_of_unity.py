"""Roots of unity, each rounded once, with FLINT's Arb."""

from __future__ import annotations

from typing import Any

import numpy as np

BITS = 100


def roots_of_unity(n: int) -> np.ndarray[Any, np.dtype[np.complex128]]:
    """exp(−2πi k/n) for k = 0 ... n − 1 as complex128."""
    import flint

    with flint.ctx.workprec(BITS):
        pairs = (flint.arb.sin_cos_pi_fmpq(flint.fmpq(-2 * k, n)) for k in range(n))
        return np.array([complex(float(cos), float(sin)) for sin, cos in pairs])
