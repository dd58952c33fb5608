"""Generalised least squares as one square system, V λ + A x = b and Aᴴ λ = 0, and how sure its solution is.

The λ are V⁻¹(b − A x) (Björck, Numerical Methods for Least Squares Problems, 4.3). Where A and V have their digits,
residuals of that system, in twice the precision, correct x as those of any square system do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.bounds import LIMIT, eps, growth, judge
from workbench.numerics.equilibrium import rescaled
from workbench.numerics.factor import Triangular, conjugate_transpose, lapack
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.rectangular import QR, checks, independent_qr, triangle_condition
from workbench.numerics.residual import residual
from workbench.numerics.scales import spacing
from workbench.operations.common import unusable
from workbench.operations.spec import Array, Outcome, Problem
from workbench.operations.systems import fitting
from workbench.operations.systems.factors import product_check
from workbench.operations.systems.system import Inverse, Weighed, judge_solution

STEPS = 12
SMALL = 1e-3
"""What is left of a right-hand side that may still be called orthogonal to the columns."""
EQUATION = "Aᴴ V⁻¹ (A x − b) = 0"


class Posed(NamedTuple):
    """A and b of `fit`, and V, each with entries near 1 at the most; V is Hermitian to the last digit."""

    fit: fitting.Posed
    V: Array

    @property
    def system(self) -> tuple[Array, Array]:
        """[V A; Aᴴ 0] and [b; 0]."""
        A, b = self.fit.plain
        n = A.shape[1]
        K = np.block([[self.V, A], [conjugate_transpose(A), np.zeros((n, n), A.dtype)]])
        return K, np.concatenate([b, np.zeros((n, *b.shape[1:]), b.dtype)])


@dataclass(frozen=True, eq=False)
class Whitened:
    """V = L Lᴴ and L⁻¹ A = Q R; no `qr` where the columns are dependent."""

    L: Triangular
    A: Array
    qr: QR | None

    def solve(self, D: Array) -> Array:
        """The inverse of the system, which is Hermitian."""
        assert self.qr is not None
        m, Q = len(self.A), self.qr.Q
        D = np.asarray(D, self.A.dtype) if D.dtype.kind != "c" else D
        f, h = self.L.solve(np.asarray(D[:m])), self.qr.adjoint(np.asarray(D[m:]))
        g = conjugate_transpose(Q) @ f
        return np.concatenate([self.L.adjoint(f - Q @ (g - h)), self.qr.solve(g - h)])


def posed(problem: Problem) -> Posed:
    fit = fitting.leveled(fitting.posed(problem))
    dtype = np.result_type(fit.A, problem["V"])
    A, b, V = (item.astype(dtype, copy=False) for item in (fit.A, fit.b, problem["V"]))
    p, q = exponent(A), exponent(b)
    v = exponent(V)
    V = shifted(V, -v - v % 2)  # roots of even powers are powers
    strict, d = np.tril(V, -1), np.diag(np.diagonal(V).real)
    fit = fit._replace(A=shifted(A, -p), b=shifted(b, -q), p=fit.p + p, q=fit.q + q)
    return Posed(fit, np.asarray(strict + d + conjugate_transpose(strict), dtype))


def whitened(given: Posed) -> Whitened | None:
    """The factors, or None where V is not positive definite by a margin that rounding leaves.

    The scales of the errors do not matter to that: κ is that of their correlations (Demmel; Higham, theorem 10.7).
    """
    L, info = lapack("potrf", given.V)(given.V, lower=1, clean=1)
    if info or not triangle_condition(L.T, scale=True) ** 2 * eps(L.dtype) < 1:
        return None
    triangle = Triangular(L, lower=True)
    A = triangle.solve(given.fit.A)
    return Whitened(triangle, A, independent_qr(A) if np.isfinite(A).all() else None)


def solved(given: Posed, found: Whitened) -> tuple[Array, dict[str, Any]]:
    """x, refined by residuals of the system in twice the precision where they converge, and what proves it."""
    K, d = given.system
    m = len(given.V)
    z, sure, before = found.solve(d).reshape(len(d), -1), False, math.inf
    for _ in range(STEPS):
        step = found.solve(residual(K, z, d.reshape(len(d), -1)))
        off = largest(step[m:]) / (largest(z[m:]) or math.inf)
        if not off < before / 2:
            break
        z, before = z + step, off
        if off <= 2 * eps(K.dtype):
            sure = True
            break
    y = z[m:].reshape(given.fit.A.shape[1], *given.fit.b.shape[1:])
    return y, {"found": found, "rest": z[:m], "sure": sure, "scaled": given.fit.outward(y)}


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Checked factors, and x as a solution of the square system, of which only the errors of x count."""
    given, x = posed(problem), outcome.outputs["result"]
    if (bad := unusable(x, given.fit.A.shape[1:] + given.fit.b.shape[1:], "the solution")) is not None:
        return bad
    found, sure = outcome.witness["found"], outcome.witness["sure"]
    if not _factors(given, found):
        return Assessment("red", "Verification failed: the factors are not those of V and A.")
    if not (problem["b"].any() or x.any()):
        return judge(x.dtype, eps(x.dtype), green="x = 0 leaves nothing")
    y = given.fit.inward(x, outcome.witness["scaled"])
    if not (sure and y.any()) and (most := _vanishes(given, found, y)) is not None:
        return Assessment("amber", most)
    lost = spacing(x, y, given.fit.outward(y).p)
    K, d = given.system
    z = np.concatenate([outcome.witness["rest"], y.reshape(len(y), -1)])
    inverse = Inverse(found.solve, found.solve)
    return judge_solution(
        K, d, z, 0, inverse, sure, False, _weighed(given, y), EQUATION, "the solution", lost
    )  # only x has been refined: λ may have errors of its own


def _weighed(given: Posed, y: Array) -> Weighed:
    """Only errors of x count, each at its scale."""
    x, top = rescaled(y, given.fit.powers)
    weights = np.ldexp(1.0, np.clip(given.fit.powers - top, -1070, 1020))
    return Weighed(np.concatenate([np.zeros(len(given.V)), weights]), largest(x) or math.inf)


def _factors(given: Posed, found: Whitened) -> bool:
    """L Lᴴ against V, L times the whitened A against A, and Q R against that."""
    assert found.qr is not None
    L = found.L.T
    parts = [product_check(given.V, L, conjugate_transpose(L)), product_check(given.fit.A, L, found.A)]
    return all(item.residual.passes for item in parts) and all(item.passes for item in checks(found.A, found.qr))


def _vanishes(given: Posed, found: Whitened, y: Array) -> str | None:
    """That x is 0, where b is V⁻¹-orthogonal to the columns of A but for rounding, which turns their space by κ eps."""
    assert found.qr is not None
    kappa = triangle_condition(found.qr.R, scale=True) * triangle_condition(found.L.T.T, scale=True)
    turned = min(LIMIT * growth(len(given.V)) * eps(y.dtype) * max(1.0, kappa), SMALL)
    b = found.L.solve(given.fit.b)
    inside = max(np.linalg.norm(found.A @ y), np.linalg.norm(conjugate_transpose(found.qr.Q) @ b))
    if not b.any() or not inside <= turned * np.linalg.norm(b):
        return None
    return "But for rounding, b is orthogonal to the columns of A in the sense of V⁻¹: x is 0 to working precision."
