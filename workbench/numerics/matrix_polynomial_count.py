"""Whether numbers are all the eigenvalues of a matrix polynomial, where their vectors are too dependent to tell.

det P(λ) is the product of the distances of λ to the eigenvalues times a number that is always the same. Where
eigenvalues are multiple this says what can be said; a value in place of another one nearby is not seen.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.numerics.bounds import eps
from workbench.numerics.matrix_polynomial import Polynomial, groups, on_sphere, powers, weights

Array = np.ndarray[Any, np.dtype[Any]]

ANGLES = 7
"""Points on each circle: an odd number, since spectra tend to be symmetric."""
SURE = 0.02
"""The relative error of a determinant up to which it is asked."""
OFF = 0.25
"""The error of a product, as a logarithm, that multiple eigenvalues may leave."""


def is_complete(P: Polynomial, w: Array) -> bool:
    """Whether determinants at points around 0, at the sizes that eigenvalues have, fit these eigenvalues."""
    constants = [found for t in _points(P) if (found := _constant(P, t, w)) is not None]
    turns = [complex(one - constants[0]) for one in constants[1:]]
    return all(abs(z.real) <= OFF and abs(math.remainder(z.imag, 2 * math.pi)) <= OFF for z in turns)


def _points(P: Polynomial) -> Array:
    circle = np.exp(2j * np.pi * (np.arange(ANGLES) + 0.3) / ANGLES)
    return np.concatenate([math.ldexp(1.0, max(-1000, min(1000, g))) * circle for g, _ in groups(P.coefficients)])


def _constant(P: Polynomial, t: Any, w: Array) -> complex | None:
    """The logarithm of det P(t) less those of the distances; None where the determinant is not sure."""
    alpha, beta = on_sphere(np.array([t]))
    scale = float(weights(P, alpha, beta)[0])
    M = sum(A * x for A, x in zip(P.coefficients, powers(alpha, beta, P.degree)[:, 0] / scale, strict=True))
    sign, size = np.linalg.slogdet(M)
    try:
        condition = float(np.linalg.norm(np.linalg.inv(M)))
    except np.linalg.LinAlgError:
        return None
    if not condition * 1e3 * len(w) * eps(P.coefficients[0].dtype) < SURE:
        return None
    a, b = on_sphere(w)
    distances = np.log((b * alpha - a * beta).astype(np.complex128)).sum()
    return complex(size + P.order * math.log(scale) + 1j * np.angle(sign) - distances)
