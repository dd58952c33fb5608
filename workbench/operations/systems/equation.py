"""What a linear equation for a matrix X is asked with, and why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_equations
from workbench.model.errors import UserError
from workbench.numerics.matrix_equations import Equation
from workbench.operations.spec import Array, Problem

PLAIN = 10**6
"""The largest denominator with which an eigenvalue is named as a fraction."""


class Posed(NamedTuple):
    """L(X) = Q scaled by powers of two: the solution of what was asked is 2^(q − lift) X.

    Eigenvalues are those of the coefficients times 2⁻ᵖ.
    """

    equation: Equation
    Q: Array
    q: int
    lift: int
    p: int

    @property
    def exponent(self) -> int:
        return self.q - self.lift


@dataclass(frozen=True)
class Kind:
    """What tells one equation from another.

    `pose` scales a problem and finds its Schur forms, unless it is given an equation that has them; `shared` gives, of
    fractions, a polynomial whose roots make the equation singular; `singular` says in words which eigenvalue does, and
    `describe` what else there is to say, of the norm of L⁻¹ and a Hermitian X.
    """

    text: str
    coefficients: tuple[str, ...]
    pose: Callable[[Problem, Equation | None], Posed]
    shared: Callable[..., Any | None]
    singular: Callable[[Problem, str], str]
    describe: Callable[[Posed, float, Array | None], Mapping[str, Any]]


def refuse_if_singular(kind: Kind, problem: Problem, posed: Posed) -> None:
    """Raise where eigenvalues meet exactly, or where they nearly do and exact arithmetic proves that they meet."""
    pair = posed.equation.nearest()
    if pair.gap > pair.near:
        return
    arrays = [problem[name] for name in kind.coefficients]
    if arrays[0].dtype.kind != "c" and max(map(len, arrays)) <= exact.LIMIT:
        refuse_if_proved(kind, problem, [exact.fractions(array) for array in arrays])
    if not pair.gap > 0:
        raise _refusal(kind, problem, _number(pair.eigenvalue, posed.p), False)


def refuse_if_proved(kind: Kind, problem: Problem, given: list[Array | None]) -> None:
    """Raise where exact coefficients have eigenvalues that leave no single solution."""
    known = [entries for entries in given if entries is not None]
    if len(known) < len(given) or not exact.fits(*known):
        return
    common = kind.shared(*known)
    if common is None:
        return
    root = exact_equations.rational_root(common)
    if root is None or root.denominator > PLAIN:
        posed = kind.pose(problem, None)
        raise _refusal(kind, problem, _number(posed.equation.nearest().eigenvalue, posed.p), True)
    raise _refusal(kind, problem, str(root), True)


def _number(x: complex, p: int) -> str:
    """x · 2ᵖ in words: real where its imaginary part is rounding."""
    real, imaginary = (float(part) for part in np.ldexp([x.real, x.imag], p))
    if abs(x.imag) <= 1e-12 * abs(x):
        return f"{real + 0.0:.6g}"
    sign = "-" if imaginary < 0 else "+"
    return f"{real:.6g} {sign} {abs(imaginary):.6g}i" if abs(x.real) > 1e-12 * abs(x) else f"{imaginary:.6g}i"


def _refusal(kind: Kind, problem: Problem, eigenvalue: str, proved: bool) -> UserError:
    words = kind.singular(problem, eigenvalue)
    so = f"{kind.text} has no single solution" if proved else f"{kind.text} is singular to working precision"
    return UserError(
        "singular",
        f"{words}, so {so}.",
        "Change the matrices so that no eigenvalue does that.",
        ("eigvals",),
        {"eigenvalue": eigenvalue, "proved": proved, "null_vector": None},
    )
