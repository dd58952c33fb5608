"""Functions of numbers that matrices may have: where they are cut or infinite, and what they are as code and series."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from workbench.backends import functions_of_matrices
from workbench.operations.spec import Array

Name = Literal[
    "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "log1p", "expm1", "exprel", "expit", "erf", "erfc",
    "gamma", "lambertw",
]  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """One function: of a `flint.acb`, as Python code, and its rational coefficients at 0, if there are any.

    `room` is the distance of complex numbers from where it is not analytic, `where` says in words where that is, and at
    its `tips` it is finite nevertheless. `real` are the real numbers that have a real value.
    """

    ball: Callable[[Any], Any]
    code: str
    room: Callable[[Array], Array]
    where: str
    tips: tuple[complex, ...] = ()
    real: tuple[float, float] = (-math.inf, math.inf)
    series: Callable[[int], list[Fraction]] | None = None

    def of(self, w: Array) -> Array:
        """f(w) to the last digit; what rounding has put beyond the end of the real numbers with a value is put back."""
        return functions_of_matrices.at(np.clip(w, *self.real) if w.dtype.kind != "c" else w, self.ball)


def _left(z: Array, tip: float) -> Array:
    """The distance from the real numbers up to a tip."""
    z = np.asarray(z, np.complex128)
    return np.where(z.real <= tip, np.abs(z.imag), np.abs(z - tip))


def _both(z: Array) -> Array:
    """The distance from the real numbers of modulus 1 and more."""
    return np.minimum(_left(z, -1.0), _left(-np.asarray(z), -1.0))


def _turned(z: Array) -> Array:
    return _both(1j * np.asarray(z))


def _poles(z: Array) -> Array:
    """The distance from 0, −1, −2, ..."""
    return np.asarray(np.abs(z - np.minimum(np.rint(np.real(z)), 0.0)))


def _logistic_poles(z: Array) -> Array:
    """The distance from the odd multiples of π i."""
    return np.asarray(np.abs(z - 1j * np.pi * (2 * np.rint((np.imag(z) / np.pi - 1) / 2) + 1)))


def _nowhere(z: Array) -> Array:
    return np.full(np.shape(z), np.inf)


def _exprel(x: Any) -> Any:
    return x.expm1() / x if x != 0 else x + 1


def _expit(x: Any) -> Any:
    small = (x if float(x.real.mid()) < 0 else -x).exp()
    return (small if float(x.real.mid()) < 0 else 1) / (1 + small)


def _odd(coefficient: Callable[[int], Fraction]) -> Callable[[int], list[Fraction]]:
    """The terms below the n-th of an odd series, from the coefficient of x²ᵏ⁺¹."""
    return lambda n: [coefficient(j // 2) if j % 2 else Fraction(0) for j in range(n)]


def _central(k: int) -> Fraction:
    return Fraction(math.comb(2 * k, k), 4**k * (2 * k + 1))


def _logistic(n: int) -> list[Fraction]:
    """By s' = s − s²."""
    s = [Fraction(1, 2)]
    for k in range(n - 1):
        s.append((s[k] - sum((s[i] * s[k - i] for i in range(k + 1)), Fraction(0))) / (k + 1))
    return s


BEYOND = "on the real axis, of modulus 1 or more"
TURNED = "on the imaginary axis, of modulus 1 or more"
CHOICES: dict[str, Choice] = {
    "arcsin": Choice(
        lambda x: x.asin(), "np.arcsin", _both, BEYOND, (1, -1), (-1, 1), _odd(_central)
    ),
    "arccos": Choice(lambda x: x.acos(), "np.arccos", _both, BEYOND, (1, -1), (-1, 1)),
    "arctan": Choice(
        lambda x: x.atan(), "np.arctan", _turned, TURNED,
        series=_odd(lambda k: Fraction((-1) ** k, 2 * k + 1)),
    ),
    "arcsinh": Choice(
        lambda x: x.asinh(), "np.arcsinh", _turned, TURNED, (1j, -1j),
        series=_odd(lambda k: (-1) ** k * _central(k)),
    ),
    "arccosh": Choice(
        lambda x: x.acosh(), "np.arccosh", lambda z: _left(z, 1.0), "on the real axis, at most 1", (1,),
        (1, math.inf),
    ),
    "arctanh": Choice(
        lambda x: x.atanh(), "np.arctanh", _both, BEYOND, (), (-1, 1),
        _odd(lambda k: Fraction(1, 2 * k + 1)),
    ),
    "log1p": Choice(
        lambda x: x.log1p(), "np.log1p", lambda z: _left(z, -1.0), "on the real axis, at most −1", (),
        (-1, math.inf), lambda n: [Fraction((-1) ** (k + 1), k) if k else Fraction(0) for k in range(n)],
    ),
    "expm1": Choice(
        lambda x: x.expm1(), "np.expm1", _nowhere, "",
        series=lambda n: [Fraction(1, math.factorial(k)) if k else Fraction(0) for k in range(n)],
    ),
    "exprel": Choice(
        _exprel,
        "lambda z: np.where(z == 0, 1, np.expm1(z) / np.where(z == 0, 1, z))", _nowhere, "",
        series=lambda n: [Fraction(1, math.factorial(k + 1)) for k in range(n)],
    ),
    "expit": Choice(
        _expit, "lambda z: 1 / (1 + np.exp(-z))", _logistic_poles,
        "at an odd multiple of π i", series=_logistic,
    ),
    "erf": Choice(lambda x: x.erf(), "scipy.special.erf", _nowhere, ""),
    "erfc": Choice(lambda x: x.erfc(), "scipy.special.erfc", _nowhere, ""),
    "gamma": Choice(
        lambda x: x.gamma(), "scipy.special.gamma", _poles, "among the poles 0, −1, −2, ..."
    ),
    "lambertw": Choice(
        lambda x: x.lambertw(), "scipy.special.lambertw", lambda z: _left(z, -math.exp(-1)),
        "on the real axis, at most −1/e", (-math.exp(-1),), (-math.exp(-1), math.inf),
        lambda n: [Fraction((-k) ** (k - 1), math.factorial(k)) if k else Fraction(0) for k in range(n)],
    ),
}  # fmt: skip
