"""Minors, cofactors and the adjugate of a square matrix, singular or not, from its singular values."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_adjugate
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import Residual, eps, grain, growth, judge, quantum
from workbench.numerics.decompose import svd
from workbench.numerics.determinant import Product, product
from workbench.numerics.equilibrium import equilibrated, is_wide, moved
from workbench.numerics.factor import conjugate_transpose
from workbench.numerics.probes import largest, scaled
from workbench.numerics.spectral import check_svd
from workbench.operations.common import need_entries, need_square, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

EXACT_CHECK = 12
"""Up to this order a real answer is compared with the exact one."""


class Adjugate(NamedTuple):
    result: Annotated[Operand, "the transpose of the cofactors: A adj(A) = det(A) I"]


class Cofactors(NamedTuple):
    result: Annotated[Operand, "entry i, j: the determinant of A without row i and column j, times (−1)^(i + j)"]


class Minors(NamedTuple):
    result: Annotated[Operand, "entry i, j: the determinant of A without row i and column j"]


def adjugate(A: Matrix2) -> Adjugate:
    """The adjugate of a square matrix, which for an invertible A is det(A) A⁻¹.

    From A = U Σ Vᴴ it is det(U) det(Vᴴ) V adj(Σ) Uᴴ, which asks for no inverse (Stewart, "On the adjugate matrix",
    Linear Algebra Appl. 1998).
    """
    return Adjugate(_declared(A, "adjugate"))


def cofactors(A: Matrix2) -> Cofactors:
    """The cofactors of a square matrix: what each entry is multiplied by in the expansion of the determinant.

    They are also the derivatives of the determinant by the entries. Computed as for the adjugate.
    """
    return Cofactors(_declared(A, "cofactors"))


def minors(A: Matrix2) -> Minors:
    """The first minors of a square matrix: the determinants that are left without one row and one column.

    Computed as for the adjugate; those of the leading corners are leading_minors.
    """
    return Minors(_declared(A, "minors"))


def _declared(A: Operand, what: str) -> Operand:
    need_square(A, f"it has no {what}", "Only square matrices have determinants.", ("svd", "matrix_rank"))
    need_entries(A, f"it has no {what}")
    return Operand("result", A.shape, A.dtype)


def _as_adjugate(M: Array) -> Array:
    return M


def _as_cofactors(M: Array) -> Array:
    return M.T


def _as_minors(M: Array) -> Array:
    return M.T * _board(len(M))


def _board(n: int) -> Array:
    """1 and −1 as on a chess board."""
    signs = np.where(np.add.outer(np.arange(n), np.arange(n)) % 2, -1, 1)
    return signs.astype(np.int8)  # which leaves float32 as it is


class Parts(NamedTuple):
    """adj A = weight · M, with M of size one and the weight a product that may be beyond the range of floats."""

    weight: Product
    M: Array


def _posed(A: Array) -> tuple[Array, Array]:
    """A at the scale of 1, by rows and columns where its entries are very far apart, and powers of two.

    Those are what the entries of its adjugate are to be multiplied by: adj (R B C) = det R det C · C⁻¹ adj B R⁻¹.
    """
    if is_wide(A):
        found = equilibrated(A)
        return found.B, found.exponent - found.columns[:, None] - found.rows
    B, p = scaled(A, limit=0)
    return B, np.full(A.shape, p * (len(A) - 1))


def _parts(U: Array, S: Array, Vh: Array) -> Parts:
    """From the singular value decomposition of a matrix."""
    n, last = len(S), S[-1]
    turn = complex(np.linalg.slogdet(U)[0] * np.linalg.slogdet(Vh)[0])
    ratios = np.ones(n)
    ratios[:-1] = np.divide(last, S[:-1], out=np.zeros(n - 1), where=S[:-1] > 0)
    weight = product(S[:-1])
    M = (conjugate_transpose(Vh) * ratios) @ conjugate_transpose(U)
    return Parts(weight, M * (turn if M.dtype.kind == "c" else turn.real))


def _assembled(parts: Parts, powers: Array, dtype: Any) -> Array:
    """weight · M · 2^powers, with Inf and 0 where that leaves the range of the type."""
    exponents = np.clip(parts.weight.exponent + powers, -5000, 5000)
    with np.errstate(over="ignore", under="ignore"):
        wide = moved(parts.M * parts.weight.mantissa.real, exponents)
        return np.asarray(wide.astype(dtype) + 0)  # no negative zeros


def _run(arrange: Callable[[Array], Array], problem: Problem) -> Outcome:
    A, powers = _posed(problem["A"])
    U, S, Vh, method = svd(A)
    value = _assembled(_parts(U, S, Vh), powers, problem["A"].dtype)
    if _vanishes(problem, S):
        value = np.zeros_like(value)
    return Outcome({"result": arrange(value)}, {"U": U, "S": S, "Vh": Vh}, method=method)


def _is_flat(S: Array) -> bool:
    """Whether the last two singular values are 0 as far as rounding lets one see."""
    return len(S) > 1 and bool(S[-2] <= len(S) * eps(S.dtype) * S[0])


def _vanishes(problem: Problem, S: Array) -> bool:
    """Whether the rank is below n − 1, which exact arithmetic finds of small real matrices: every minor is 0 then."""
    A = problem["A"]
    if not _is_flat(S) or A.dtype.kind != "f" or len(A) > EXACT_CHECK:
        return False
    return exact.rank(exact.fractions(A)) < len(A) - 1


def certify(arrange: Callable[[Array], Array], what: str, problem: Problem, outcome: Outcome) -> Assessment:
    """Compare with verified singular values, small real matrices with exact arithmetic.

    A change E of A moves adj A, relatively, by about ‖E‖ (1/σ₍ₙ₋₁₎ + (Σ 1/σᵢ²)^½), the sum over all σ but the last.
    """
    A, X = problem["A"], outcome.outputs["result"]
    if X is None or np.shape(X) != A.shape:
        return Assessment("red", f"Verification failed: {what} do not have the shape of A.")
    B, powers = _posed(A)
    U, S, Vh = (outcome.witness[key] for key in ("U", "S", "Vh"))
    found = check_svd(B, U, S, Vh)
    parts = _parts(U, S, Vh)
    expected = arrange(_assembled(parts, powers, A.dtype))
    if not np.isfinite(expected).all() or (parts.weight.mantissa and not expected.any()):
        return _out_of_range(X, expected, A.dtype, what)
    kappa = _condition(S)
    stretch = _stretch(parts.M, powers)
    level = max(growth(len(A)) * eps(A.dtype), (found.bound or 0.0) * kappa) * stretch
    if A.dtype.kind == "f" and len(A) <= EXACT_CHECK:
        return _by_exact(problem, X, arrange, expected, level, what, kappa, found.failure)
    if (bad := unusable(X, A.shape, what)) is not None:
        return bad
    size = largest(expected)
    rounding = Residual.of(largest(X - expected), growth(len(A)) * size + grain(A.dtype), A.dtype)
    spacing = quantum(A.dtype) / size if size else 0.0
    apart = stretch > 1 and level >= 1
    free = _is_flat(S) or apart
    words = _far_apart(problem.name("A"), what) if apart else _unclear(problem.name("A"), what)
    return judge(
        A.dtype, None if free else max(level, spacing), rounding, what=what, residual=found.residual,
        condition=Condition(kappa, "adjugate, 2") if math.isfinite(kappa) else None,
        green="The singular value decomposition is verified", failed=found.failure,
        unproved=words if free else None, spacing=spacing,
    )  # fmt: skip


def _stretch(M: Array, powers: Array) -> float:
    """By how much powers of two magnify errors of the size of the largest entry, beside the largest of them."""
    lifted = np.ldexp(1.0, powers - int(powers.max()))
    size = largest(M * lifted)
    return largest(M) / size if size else 1.0


def _unclear(name: str, what: str) -> str:
    return f"The rank of {name} is below n − 1 as far as rounding lets one see: {what} are rounding, or 0."


def _far_apart(name: str, what: str) -> str:
    return f"The entries of {name} are so far apart that nothing is known of the errors of {what}."


def _condition(S: Array) -> float:
    """σ₁/σ₍ₙ₋₁₎ + (Σ (σ₁/σᵢ)²)^½ without the last; 1 for a single entry, whose adjugate is 1."""
    if len(S) == 1:
        return 1.0
    if not S[-2]:
        return math.inf
    ratios = S[0] / S[:-1].astype(np.float64)
    return float(ratios[-1] + np.linalg.norm(ratios))


def _out_of_range(X: Array, expected: Array, dtype: Any, what: str) -> Assessment:
    if np.array_equal(X, expected, equal_nan=True):
        return Assessment("amber", f"{what[0].upper()}{what[1:]} leave the range of {dtype}.")
    return Assessment("red", f"Verification failed: {what} leave the range of {dtype}.")


def _by_exact(
    problem: Problem,
    X: Array,
    arrange: Callable[[Array], Array],
    again: Array,
    level: float,
    what: str,
    kappa: float,
    failure: str | None,
) -> Assessment:
    """Compare each entry with the exact one, in fractions.

    What the verified factors give `again` has a known error then, often far below the level that theory allows; an
    answer may be off by as much.
    """
    A, entries = problem["A"], problem.exact.get("A")
    given = entries if entries is not None and exact.fits(entries) else exact.fractions(A)
    expected = arrange(exact_adjugate.adjugate(given))
    if not np.isfinite(X).all():
        return Assessment("red", f"Verification failed: {what} are finite numbers.")
    size = max(abs(x) for x in expected.flat)
    off, usual = (
        max(abs(x - y) for x, y in zip(exact.fractions(value).flat, expected.flat, strict=True)) for value in (X, again)
    )
    if not size:
        return _nothing(problem.name("A"), bool(off), what)
    difference = float(off / size)
    spacing = float(min(Fraction(quantum(A.dtype)) / size, Fraction(1)))
    level = max(spacing, min(max(float(usual / size), growth(len(A)) * eps(A.dtype)), max(level, eps(A.dtype))))
    check = Residual.of(difference, level / eps(A.dtype), A.dtype)
    failed = failure if check.passes else f"Exact arithmetic disagrees: {what} are {difference:.1e} off."
    return judge(
        A.dtype, max(difference, level), check, what=what, residual=difference,
        condition=Condition(kappa, "adjugate, 2") if math.isfinite(kappa) else None,
        green="Exact arithmetic agrees", failed=failed, spacing=spacing,
    )  # fmt: skip


def _nothing(name: str, off: bool, what: str) -> Assessment:
    if off:
        reason = f"{what[0].upper()}{what[1:]} are exactly 0, the rank of {name} being below n − 1: this is rounding."
        return Assessment("red", reason)
    return Assessment("green", f"Exactly 0: the rank of {name} is below n − 1.", 0.0, 0.0, None, 0.0, 15)


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(24.0 * n**3, 6.0 * n * n * A.dtype.itemsize)


def _exact(arrange: Callable[[Array], Array], problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    return None if A is None or not exact.fits(A) else {"result": arrange(exact_adjugate.adjugate(A))}


def _code(last: str, problem: Problem, names: tuple[str, ...]) -> str:
    lines = (
        f"U, s, Vh = np.linalg.svd({names[0]})",
        "p = np.array([np.prod(np.delete(s, i)) for i in range(len(s))])",
        "C = np.linalg.det(U) * np.linalg.det(Vh) * (Vh.conj().T * p) @ U.conj().T",
    )
    return "\n".join((*lines, *([last] if last else [])))


def _operation(declare: Any, arrange: Callable[[Array], Array], what: str, last: str, steps: str) -> Operation:
    return Operation(
        declare=declare,
        routes=(
            Route(
                "LAPACK gesdd",
                always("singular values give the adjugate of singular matrices, too"),
                partial(_run, arrange),
                partial(_code, last),
            ),
        ),
        certify=partial(certify, arrange, what),
        cost=cost,
        exact=partial(_exact, arrange),
        steps=worked("minor_tables", steps),
        stacked=True,
    )


ADJUGATE = _operation(adjugate, _as_adjugate, "the entries of the adjugate", "", "adjugate_steps")
COFACTORS = _operation(cofactors, _as_cofactors, "the cofactors", "C = C.T", "cofactors_steps")
MINORS = _operation(
    minors,
    _as_minors,
    "the minors",
    "C = C.T * (-1.0) ** sum(np.indices(C.shape))",
    "minors_steps",
)
