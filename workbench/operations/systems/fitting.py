"""A least-squares problem as it is solved: scaled, with weighted rows, and with the rows that damp it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from workbench.model.errors import Kind, UserError
from workbench.numerics.bounds import LIMIT, eps, growth
from workbench.numerics.cutoff import need_rtol
from workbench.numerics.equilibrium import beside, column_exponents, moved, rescaled
from workbench.numerics.fitting_factors import keeps_rank, sorted_qr, uneven
from workbench.numerics.probes import abs_times, largest, scaled, shifted
from workbench.numerics.rectangular import QR, independent_qr
from workbench.numerics.scales import Scaled, unscaled
from workbench.operations.common import scaled_system
from workbench.operations.spec import Array, Operand, Problem
from workbench.operations.systems.fit_check import norms

WITH = {"lam": ("ridge",), "k": ("tsvd",), "rtol": ("auto", "svd")}
"""The methods that each parameter goes with."""


NO_DIGITS = "The residual is within the rounding of A x and b: none of its digits are sure, and it may be 0."
LEVEL = 100
"""Columns whose exponents differ by more are brought to one size before a factorisation that does not mind."""


class Posed(NamedTuple):
    """A and b of ‖A x − b‖, scaled by 2⁻ᵖ and 2⁻q; `rows` of them are the user's.

    `columns` are exponents by which each column is scaled as well, all 0 unless they are `leveled`.
    """

    A: Array
    b: Array
    p: int
    q: int
    rows: int
    columns: Array

    @property
    def powers(self) -> Array:
        """By which exponents x is larger than the solution of the scaled problem, row by row."""
        return np.asarray(self.q - self.p - self.columns)

    def outward(self, y: Array) -> Scaled:
        """The x that belongs to a solution of the scaled problem."""
        return Scaled(y, beside(self.powers, y))

    def inward(self, x: Array, found: Scaled | None = None) -> Array:
        """The solution of the scaled problem that belongs to x."""
        return unscaled(x, found, beside(self.powers, x))

    def absolute(self, bound: float, top: int = 0) -> float:
        """What a bound of the error of the scaled solution is for x, times 2^−top."""
        with np.errstate(over="ignore", under="ignore"):
            return float(np.ldexp(bound, int(self.powers.max(initial=-5000)) - top))

    def relative(self, bound: float, y: Array) -> float:
        """The same relative to the largest entry of x, which may be out of range."""
        x, top = rescaled(y, self.powers)
        size, error = largest(x), self.absolute(bound, top)
        return error / size if size else math.inf if error else 0.0

    @property
    def plain(self) -> tuple[Array, Array]:
        return self.A, self.b


def posed(problem: Problem) -> Posed:
    """Rows times the roots of their weights; for ridge regression √λ I below A and zeros below b."""
    A, b, p, q = scaled_system(problem)
    b, more = scaled(b)  # squares of it have to fit
    q += more
    m, n = A.shape
    top = 1.0
    if "w" in problem.arrays:
        w = problem["w"].real.astype(np.float64)
        top = float(w.max())
        roots = np.sqrt(w / top).astype(A.real.dtype)
        A, b = A * roots[:, None], (b.T * roots).T
    if (lam := problem.params.get("lam")) is not None:
        damping = math.sqrt(lam) / math.sqrt(top)
        A, p = _beside_damping(A, p, damping)
        A = np.vstack([A, (math.ldexp(damping, -p) * np.eye(n)).astype(A.dtype)])
        b = np.concatenate([b, np.zeros((n, *b.shape[1:]), b.dtype)])
    return Posed(A, b, p, q, m, np.zeros(n, int))


def _beside_damping(A: Array, p: int, damping: float) -> tuple[Array, int]:
    """A at the scale of the damping, where that is much the larger."""
    more = math.frexp(damping)[1] - p
    return (shifted(A, -more), p + more) if more > LEVEL else (A, p)


def leveled(given: Posed) -> Posed:
    """With columns of about one size, where they differ much: squares of small ones would be lost."""
    found = column_exponents(given.A)
    if np.ptp(found) <= LEVEL:
        return given
    return given._replace(A=moved(given.A, -found), columns=found)


def independent(A: Array) -> QR | None:
    """The factors of the columns, or None where they are dependent to working precision, whatever their lengths."""
    if not uneven(A):
        return independent_qr(A)
    found = sorted_qr(A)
    return found if keeps_rank(A, found) else None


def squeezed(given: Posed) -> Posed:
    """So that squares of the largest entries fit, though the smallest may be lost."""
    A, p = scaled(given.A)
    return given._replace(A=A, p=given.p + p)


def rest(given: Posed, x: Array) -> Array:
    """What is left of b in the rows of the user, as they were weighted and scaled."""
    return np.asarray((given.b - given.A @ given.inward(x))[: given.rows])


def plain_residual(problem: Problem, x: Array) -> Array:
    """‖A x − b‖ with neither weights nor damping."""
    plain = _plain(problem)
    return shifted(norms(rest(plain, x)), plain.q)


def is_rounding(problem: Problem, x: Array) -> bool:
    """Whether rounding alone may have left what there is of A x − b, for every right-hand side."""
    plain = _plain(problem)
    left = norms(rest(plain, x))
    sizes = abs_times(plain.A, np.abs(plain.inward(x))) + np.abs(plain.b)
    level = LIMIT * growth(max(plain.A.shape)) * eps(plain.A.dtype) * norms(sizes)
    return bool(left.any() and (left <= level).all())


def _plain(problem: Problem) -> Posed:
    return leveled(posed(replace(problem, arrays={key: problem[key] for key in "Ab"}, params={})))


def need_parameters(A: Operand, method: str, given: dict[str, Any]) -> None:
    """Refuse parameters that do not belong together, or are out of range."""
    for name, value in given.items():
        if value is not None and method not in WITH[name]:
            with_ = " or ".join(WITH[name])
            raise _refusal("usage", f"{name} goes with method={with_}, not with {method}.", "Leave one out.", name)
    lam, k, rtol = _float(given["lam"]), given["k"], given["rtol"]
    most = min(A.shape)
    if method == "ridge" and (lam is None or not 0 < lam < math.inf):
        raise _out_of_range("lam", lam, "Ridge regression needs a λ above 0.", "Take lam above 0.")
    if method == "tsvd" and (k is None or not 1 <= k <= most):
        hint = f"Take k from 1 to {most}, the number of singular values."
        raise _out_of_range("k", k, "Truncation needs to know how many singular values to keep.", hint)
    need_rtol(rtol)
    if method in ("qr", "normal") and A.shape[0] < A.shape[1]:
        raise UserError(
            "shape",
            f"{A.name} has {A.shape[1]} columns but only {A.shape[0]} rows: its columns are dependent.",
            "method=svd takes the shortest of many solutions.",
            ("pinv", "null_space"),
            {"shapes": {A.name: list(A.shape)}},
        )


def _float(value: Any) -> float | None:
    """A number from a form as a float: infinite beyond their range, and NaN if it is not real."""
    if value is None or isinstance(value, complex):
        return value if value is None else math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _out_of_range(name: str, value: float | None, without: str, hint: str) -> UserError:
    if value is None:
        return _refusal("usage", without, hint, name)
    return _refusal("domain", f"{name} cannot be {value:g}.", hint, name)


def _refusal(kind: Kind, message: str, hint: str, name: str) -> UserError:
    return UserError(kind, message, hint, details={"parameter": name})


def need_weights(w: Operand | None, A: Operand) -> None:
    if w is not None and w.shape != (A.shape[0],):
        raise UserError(
            "shape",
            f"{A.name} has {A.shape[0]} rows, but there are {w.shape[0]} weights.",
            "Each row has a weight of its own.",
            (),
            {"shapes": {A.name: list(A.shape), w.name: list(w.shape)}, "axes": {A.name: 0, w.name: 0}},
        )


def check_weights(problem: Problem) -> None:
    """Refuse weights below 0, complex ones, and none above 0."""
    if "w" not in problem.arrays:
        return
    w, name = problem["w"], problem.name("w")
    bad = np.flatnonzero((w.real < 0) | (w.imag != 0))
    if len(bad):
        value = w[bad[0]]
        raise UserError(
            "domain",
            f"Weight {name}[{bad[0]}] is {value}: a weight must not be below 0.",
            "Weights multiply the squares of the residuals.",
            details={"position": [int(bad[0])]},
        )
    if not w.any():
        raise UserError("domain", f"All weights in {name} are 0: nothing is left to fit.", "Give some row a weight.")
