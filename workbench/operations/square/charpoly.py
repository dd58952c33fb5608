"""The characteristic polynomial."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_gaussian, exact_polynomials
from workbench.model.certificate import Assessment, Condition
from workbench.numerics import factor
from workbench.numerics.bounds import Residual, digits, eps, growth, half_digits, judge, quantum
from workbench.numerics.determinant import misfit, product
from workbench.numerics.matrix_functions import quietly, spread
from workbench.numerics.probes import largest, scaled
from workbench.operations.common import hermitian, need_square, unusable
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked

WHOLE = 64
"""Up to this order the polynomial is compared at enough points to know every coefficient."""
TURNS = np.array([0.0413, 0.2287, 0.4631, 0.8119])
"""Points for larger ones, in turns of the unit circle: no symmetry of a polynomial is theirs."""
TYPICAL = 4.0
"""An error in any coefficient may be so much larger than what these points show."""
UNKNOWN = 0.1
"""From this relative error on no bound is printed."""
SAFETY = 8.0
"""What the error of a determinant is estimated from a few vectors with."""
EXACT_CHECK = 12
"""Up to this order a real polynomial is compared with the exact one, up to half of it a complex one."""


class Polynomial(NamedTuple):
    result: Annotated[Operand, "the coefficients of det(t I − A), the highest power (1) first; n + 1 of them"]


def charpoly(A: Matrix2) -> Polynomial:
    """The characteristic polynomial of a square matrix, whose roots are the eigenvalues.

    Computed from the eigenvalues, as numpy.poly does. Never find eigenvalues as its roots: that loses digits.
    """
    need_square(A, "it has no characteristic polynomial", "Only square matrices have eigenvalues.", ("svdvals",))
    return Polynomial(Operand("result", (A.shape[0] + 1,), A.dtype))


def _hermitian(problem: Problem) -> str | None:
    return f"{problem.name('A')} is {hermitian(problem)}" if problem.structures["A"].symmetric else None


def _from_values(w: Array, dtype: Any) -> Array:
    """∏ (t − λ) expanded, in double precision; of a real matrix the conjugate pairs make it real.

    Where that leaves the range of numbers the values are brought to size 1 first: coefficient k then grows by the
    k-th power of their size.
    """
    wide = w.astype(np.result_type(w.dtype, np.float64))
    with np.errstate(all="ignore"):
        found = _expanded(wide, dtype)
        if not np.isfinite(found).all():
            small, p = scaled(wide, limit=0)
            again = _shifted(_expanded(small, dtype), p * np.arange(len(found)))
            found = np.where(np.isfinite(found), found, again)
        return np.asarray(found.astype(dtype))


def _expanded(w: Array, dtype: Any) -> Array:
    found = np.atleast_1d(np.poly(w)) if len(w) else np.ones(1)
    return np.asarray(found if np.dtype(dtype).kind == "c" else found.real)


def _shifted(c: Array, powers: Array) -> Array:
    """c times powers of two, ±Inf where they are too large."""
    out = np.zeros_like(c)
    out.real = np.ldexp(c.real, powers)
    if c.dtype.kind == "c":
        out.imag = np.ldexp(c.imag, powers)
    return out


def _general(A: Array) -> Array:
    return _from_values(np.linalg.eigvals(A), A.dtype)


def _symmetric(A: Array) -> Array:
    return _from_values(np.linalg.eigvalsh(A), A.dtype)


def _errors(A: Array) -> Array:
    """What rounding of A does to each coefficient, to first order, A being scaled to size 1.

    Coefficient k moves by (n − k + 1) s₍k₋₁₎ ‖E‖ for the elementary symmetric function s of the singular values (Ipsen
    and Rehman, "Perturbation bounds for determinants and characteristic polynomials", SIAM J. Matrix Anal. Appl. 2008).
    """
    n = len(A)
    S = np.linalg.svd(A, compute_uv=False).astype(np.float64)
    with np.errstate(all="ignore"):
        symmetric = np.abs(np.poly(S))[:n] if n else np.zeros(0)
    unit = growth(n) * eps(A.dtype) * S.max(initial=0)
    return np.asarray(np.append(0.0, unit * np.arange(n, 0, -1) * symmetric))


def _few(n: int, few: list[int], least: int) -> str:
    powers = ", ".join(f"t^{n - k}" for k in few[:4]) + (", ..." if len(few) > 4 else "")
    count = f"{least} digit{'s' * (least > 1)} only" if least else "no sure digit"
    return f"Beside the terms that make it up, the coefficient of {powers} has {count}."


def _described(A: Array, c: Array) -> Outcome:
    """The polynomial, with the digits of each coefficient, which may be fewer than of the largest one."""
    if not np.isfinite(c).all() or not np.abs(c[1:]).any():
        return Outcome({"result": c})
    small, p = scaled(A, limit=0)
    sizes = np.abs(_shifted(c.astype(np.result_type(c.dtype, np.float64)), -p * np.arange(len(c))))
    with np.errstate(all="ignore"):
        known = [digits(off, A.dtype) for off in (_errors(small) / sizes).tolist()]
    few = [k for k, count in enumerate(known) if count < half_digits(A.dtype)]
    warnings = (_few(len(A), few, min(known)),) if few else ()
    return Outcome({"result": c}, warnings=warnings, details={"digits": known[:100]})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Small polynomials against exact ones. For others compare p(z) with det(z I − A) for z around the unit circle.

    n + 1 points give every coefficient there.

    The determinants are products of verified pivots. A coefficient is a mean of values p(z) turned by powers of z
    (the discrete Fourier transform), so that it is off by no more than they are. An answer may be off by as much as
    the same method is when it runs again.
    """
    A, c = problem["A"], outcome.outputs["result"]
    n = len(A)
    if (bad := unusable(c, (n + 1,), "the polynomial")) is not None:
        return _beyond(problem, c) or bad
    if 0 < n <= (EXACT_CHECK if A.dtype.kind == "f" else EXACT_CHECK // 2) and A.dtype.kind in "fc":
        return _by_exact(problem, c)
    size = largest(c)
    found = _values(A, np.exp(2j * np.pi * (np.arange(n + 1) / (n + 1) if n <= WHOLE else TURNS)))
    if n > WHOLE or found is None:
        return _partly(problem, c, found)
    values, errors = found
    truth = np.fft.ifft(values)  # p(z) z⁻ⁿ at the points z = exp(2πi j/(n + 1)) is the transform of the coefficients
    route = _symmetric if problem.structures["A"].symmetric else _general
    usual = largest(quietly(route, A) - truth)
    level = max(usual, growth(n) * eps(A.dtype) * size, SAFETY * errors)
    moved = spread(route, A)[1]
    difference = largest(c - truth)
    check = Residual.of(difference, level / eps(A.dtype), A.dtype)
    return judge(
        A.dtype,
        max(level, difference) / size,
        check,
        what="the polynomial",
        residual=difference / size,
        condition=Condition(max(1.0, moved / (size * eps(A.dtype))), "largest coefficient, estimated"),
        green="It has the values det(z I − A), relative to the largest coefficient",
    )


def _by_exact(problem: Problem, c: Array) -> Assessment:
    """Compare with the coefficients in fractions; an answer may be off by as much as the same method run again."""
    A, n = problem["A"], len(problem["A"])
    truth = _truth(problem)
    size = max(abs(part) for pair in truth for part in pair)
    route = _symmetric if problem.structures["A"].symmetric else _general
    difference, usual = (_apart(value, truth, size) for value in (c, quietly(route, A)))
    spacing = float(min(Fraction(quantum(A.dtype)) / size, Fraction(1)))
    level = max(usual, growth(n) * eps(A.dtype), spacing)
    moved = (
        spread(route, A)[1] / float(size) / eps(A.dtype) if size < Fraction(float(np.finfo(A.dtype).max)) else np.inf
    )
    return judge(
        A.dtype,
        max(level, difference),
        Residual.of(difference, level / eps(A.dtype), A.dtype),
        what="the polynomial",
        residual=difference,
        condition=Condition(max(1.0, moved), "largest coefficient, estimated") if np.isfinite(moved) else None,
        green="Exact arithmetic agrees, relative to the largest coefficient",
        spacing=spacing,
    )


Pairs = list[tuple[Fraction, Fraction]]


def _truth(problem: Problem) -> Pairs:
    """The exact coefficients, of the numbers as typed or of what floats hold, as real and imaginary parts."""
    A, entries = problem["A"], problem.exact.get("A")
    if A.dtype.kind == "c":
        return exact_gaussian.charpoly(exact.fractions(A.real), exact.fractions(A.imag))
    given = entries if entries is not None and exact.fits(entries) else exact.fractions(A)
    return [(x, Fraction(0)) for x in exact_polynomials.charpoly(given)]


def _apart(c: Array, truth: Pairs, size: Fraction) -> float:
    """The largest distance of a part of a coefficient from the exact one, relative to `size`."""
    if not np.isfinite(c).all():
        return np.inf
    parts = [(Fraction(float(x.real)), Fraction(float(x.imag))) for x in c.tolist()]
    far = max(abs(a - b) for one, other in zip(parts, truth, strict=True) for a, b in zip(one, other, strict=True))
    return float(min(far / size, Fraction(10**9))) * (1.5 if c.dtype.kind == "c" else 1.0)  # of both parts together


def _beyond(problem: Problem, c: Any) -> Assessment | None:
    """Amber where a second computation leaves the range of numbers in the same places."""
    A = problem["A"]
    if c is None or np.shape(c) != (len(A) + 1,):
        return None
    other = quietly(_symmetric if problem.structures["A"].symmetric else _general, A)
    if not np.array_equal(np.isfinite(other), np.isfinite(c)):
        return None
    return Assessment("amber", f"Coefficients leave the range of {A.dtype}; scale {problem.name('A')} first.")


def _values(A: Array, points: Array) -> tuple[Array, float] | None:
    """z⁻ⁿ det(z I − A) at points of the unit circle and the largest error of one; None if one overflows."""
    n, wide = len(A), A.astype(np.complex128)
    values, worst = np.empty(len(points), dtype=complex), 0.0
    for j, z in enumerate(points):
        lu = factor.lu(np.asarray(z * np.eye(n) - wide)) if n else None
        value = complex(product(lu.pivots, lu.sign).value(np.complex128)) if lu else 1.0
        if not np.isfinite(value):
            return None
        level = misfit(z * np.eye(n) - wide, lu)[1] if lu else 0.0
        worst = max(worst, abs(value) * min(level, 1.0))
        values[j] = value * z ** (-n)
    return values, worst


def _missed(c: Array, values: Array) -> float:
    """The largest distance of the values of a large polynomial from what they should be."""
    at = np.array([complex(np.polyval(c[::-1], z)) for z in np.exp(-2j * np.pi * TURNS)])
    return largest(at - values)


def _partly(problem: Problem, c: Array, found: tuple[Array, float] | None) -> Assessment:
    """A large polynomial at a few points.

    On the unit circle the mean square of an error is the sum of the squares of those of the coefficients (Parseval),
    so that at points that know nothing of them it is seldom far below the largest: a bound that is no proof.
    """
    A = problem["A"]
    if found is None:
        return Assessment("amber", "The values of the polynomial leave the range of float64: nothing is verified.")
    values, errors = found
    level = max(errors, growth(len(A)) * eps(A.dtype) * float(np.abs(c).sum()) * len(A))
    check = Residual.of(_missed(c, values), level / eps(A.dtype), A.dtype)
    if not check.passes:  # the products may lose digits by themselves: as many as when they are taken again
        usual = _missed(quietly(_symmetric if problem.structures["A"].symmetric else _general, A), values)
        check = Residual.of(check.observed, max(level, usual) / eps(A.dtype), A.dtype)
    bound = TYPICAL * float(check.level.max()) / largest(c)
    words = (
        f"It has the right values at {len(values)} points of the unit circle, and so most likely the right coefficients"
    )
    words += "; the bound is that of the largest." if bound < UNKNOWN else ", but to how many digits is not known."
    return judge(A.dtype, bound if bound < UNKNOWN else None, check, what="the polynomial", unproved=words)


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(10.0 * n**3 + min(n, WHOLE) * 8.0 / 3.0 * n**3, 6.0 * n * n * 16)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    return None if A is None or not exact.fits(A) else {"result": exact_polynomials.charpoly(A)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"c = np.poly({names[0]})" if len(problem["A"]) else "c = np.ones(1)"


def _symmetric_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"c = np.poly(np.linalg.eigvalsh({names[0]}))" if len(problem["A"]) else "c = np.ones(1)"


CHARPOLY = Operation(
    declare=charpoly,
    routes=(
        Route(
            "LAPACK syevd, then products",
            _hermitian,
            lambda problem: _described(problem["A"], quietly(_symmetric, problem["A"])),
            _symmetric_code,
        ),
        Route(
            "LAPACK geev, then products",
            always("no special structure"),
            lambda problem: _described(problem["A"], quietly(_general, problem["A"])),
            _code,
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("polynomial", "charpoly_steps"),
)
