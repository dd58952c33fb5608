"""Cramer's rule: a system solved by determinants, for comparison with elimination."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, judge
from workbench.numerics.determinant import sensitivity
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.scales import Scaled, spacing
from workbench.operations.beyond import leaves, told
from workbench.operations.common import (
    need_equal_rows,
    need_square,
    refuse_if_singular,
    scaled_system,
    unusable,
    zero_pivot,
)
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems.system import inverse_of, judge_scaled

MOST = 50
EXACT = 12
"""Up to this order the determinant of a real matrix is compared with the exact one."""
BEYOND = "x is verified, but a determinant is outside the range of the numbers: the quotients are taken of logarithms."
NAMES = {"result": "x", "determinant": "the determinant", "numerators": "a numerator"}
IN_RANGE = 60.0
"""The largest logarithm of determinants of which quotients are taken, in every type."""


class Cramer(NamedTuple):
    result: Annotated[Operand, "x, for which A x = b: each entry a quotient of two determinants"]
    determinant: Annotated[Operand, "of A"]
    numerators: Annotated[Operand, "the determinants of A with one column after the other replaced by b"]


def cramer(A: Matrix2, b: Annotated[Operand, Axes((1,), "the right-hand side, a vector")]) -> Cramer:
    """The solution of A x = b by Cramer's rule, xᵢ = det Aᵢ / det A with b in column i of Aᵢ.

    It takes n + 1 determinants where elimination takes the work of one, and is less accurate for ill-conditioned A.
    """
    need_square(A, "Cramer's rule does not apply", "Least squares work for any shape.", ("lstsq", "pinv"))
    need_equal_rows(A, b, ())
    if A.shape[0] > MOST:
        raise UserError(
            "unsupported",
            f"Cramer's rule for {A.shape[0]} unknowns takes {A.shape[0] + 1} determinants; it stops at {MOST} here.",
            "solve takes the work of one of them.",
            ("solve",),
        )
    dtype = np.result_type(A.dtype, b.dtype)
    return Cramer(Operand("result", b.shape, dtype), Operand("determinant", (), dtype), Operand("numerators", b.shape))


def cost(A: Operand, b: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(max(1.0, 2 * (n + 1) * n**3 / 3), n * n * (n + 2) * A.dtype.itemsize)


def _run(problem: Problem) -> Outcome:
    refuse_if_singular("A", problem)
    A, b, p, q = _even(problem)
    n = len(A)
    replaced = np.repeat(A[None], n, axis=0)
    replaced[np.arange(n), :, np.arange(n)] = b
    with np.errstate(all="ignore"):
        sign, log = np.linalg.slogdet(A)
        if not sign:
            raise zero_pivot(problem)
        signs, logs = np.linalg.slogdet(replaced)
        det, dets = np.linalg.det(A), np.linalg.det(replaced)
        in_range = np.maximum(np.abs(log), np.abs(logs)) < IN_RANGE
        x = np.where(in_range, dets / det, signs / sign * np.exp(logs - log)).astype(A.dtype)
        outputs = {
            "result": shifted(x, q - p) if p != q else x,
            "determinant": shifted(np.asarray(det), n * p),
            "numerators": shifted(dets, (n - 1) * p + q),
        }
    scaled = {"result": Scaled(x, q - p), "numerators": Scaled(dets, (n - 1) * p + q)}
    return Outcome(outputs, {**scaled, "determinant": Scaled(np.asarray(det), n * p)})


def _even(problem: Problem) -> tuple[Array, Array, int, int]:
    """A and b at scales 2⁻ᵖ and 2⁻q at which the determinant of A and b are near 1: logarithms would cost digits."""
    A, b, p, q = scaled_system(problem)
    log = float(np.linalg.slogdet(A)[1])
    more = round(log / math.log(2) / len(A)) if len(A) and math.isfinite(log) else 0
    last = exponent(b)
    return shifted(A, -more), shifted(b, -last), p + more, q + last


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """x as any other solution; the determinants by the rule once more, and the one of A by exact arithmetic."""
    out = outcome.outputs
    for name in ("result", "numerators"):
        if np.shape(out[name]) != problem["b"].shape:
            return Assessment("red", f"Verification failed: {name} has the wrong shape.")
    beyond = {word: leaves(out[name], outcome.witness[name]) for name, word in NAMES.items()}
    if not beyond["x"] and (bad := unusable(out["result"], problem["b"].shape, "x")) is not None:
        return bad
    A, b, p, q = scaled_system(problem)
    x, scaled = out["result"], outcome.witness["result"]
    found = judge_scaled(A, b, x, scaled, q - p, inverse_of(A, None), stable=False)
    if found.verdict == "red" or not x.size:
        return found
    lost = max(spacing(out[name], *outcome.witness[name]) for name in ("result", "numerators"))
    return told(_determinants(problem, out, found, lost), beyond, x.dtype)


def _determinants(problem: Problem, out: Any, found: Assessment, lost: float) -> Assessment:
    """The outputs are those of the rule; a numerator is x det A, and as far off as both of them."""
    dtype, checks = out["result"].dtype, []
    for name, value in _run(problem).outputs.items():
        with np.errstate(all="ignore"):
            off, size = largest(np.asarray(out[name] / 2 - value / 2)), largest(np.asarray(value / 2))
        if not np.isfinite(value).all() or not value.any():
            off, size = float(not np.array_equal(out[name], value)), 0.0
        checks.append(Residual.of(off, size, dtype))
    error = _error_of_determinant(problem, out["determinant"])
    return judge(
        dtype,
        None if error is None else (found.error_bound or 0.0) + error + 4 * eps(dtype) + lost,
        *checks,
        what="the solution and its determinants",
        residual=found.residual,
        backward_error=found.backward_error,
        condition=found.condition,
        green="A x = b is verified",
        spacing=lost,
        unproved=BEYOND if error is None else None,
    )


def _error_of_determinant(problem: Problem, value: Any) -> float | None:
    """Relative to det A: by exact arithmetic where it is cheap, else by |A⁻¹| |A|; None out of range."""
    A = scaled_system(problem)[0]
    if not np.isfinite(value) or abs(value) < np.finfo(A.dtype).tiny:
        return None
    if A.dtype.kind == "f" and len(A) <= EXACT:
        truth = exact.fraction(exact.to_flint(exact.fractions(problem["A"])).det())
        return float(abs(Fraction(float(value)) / truth - 1)) if truth else 1.0
    try:
        return sensitivity(A, np.linalg.inv(A)) * eps(A.dtype)
    except np.linalg.LinAlgError:
        return 1.0


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    refuse_if_singular("A", problem)
    determinant = exact.fraction(exact.to_flint(A).det())
    numerators = []
    for i in range(len(A)):
        replaced = A.copy()
        replaced[:, i] = b
        numerators.append(exact.fraction(exact.to_flint(replaced).det()))
    x = exact.array((value / determinant for value in numerators), b.shape)
    exact.confirm(bool((A.dot(x) == b).all()), "Cramer's solution does not satisfy the equations")
    return {"result": x, "determinant": determinant, "numerators": exact.array(numerators, b.shape)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, b = names
    return (
        f"d = np.linalg.det({A})\n"
        f"replaced = [np.where(np.arange(len({A})) == i, {b}[:, None], {A}) for i in range(len({A}))]\n"
        "numerators = np.array([np.linalg.det(M) for M in replaced])\n"
        "x = numerators / d"
    )


CRAMER = Operation(
    declare=cramer,
    routes=(Route("LAPACK getrf (NumPy slogdet)", always("one determinant for each unknown"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("cramer", "cramer_steps"),
)
