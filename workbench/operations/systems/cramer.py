"""Cramer's rule: a system solved by determinants, for comparison with elimination."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, judge, quantum
from workbench.numerics.determinant import sensitivity
from workbench.numerics.equilibrium import equilibrated, rescaled
from workbench.numerics.probes import largest, shifted
from workbench.numerics.scales import Scaled, spacing
from workbench.operations.beyond import leaves, told
from workbench.operations.common import (
    need_equal_rows,
    need_square,
    refuse_if_singular,
    unusable,
    zero_pivot,
)
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.steps import worked
from workbench.operations.systems.system import Weighed, inverse_of, judge_solution

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


@dataclass(frozen=True, eq=False)
class Posed:
    """A x = b as B y = c in double precision: x = 2^powers y, and determinants are 2^lift times those of B."""

    B: Array
    c: Array
    powers: Array
    lift: int

    @property
    def lifts(self) -> Array:
        """The same for the numerators, by unknowns."""
        return self.powers + self.lift


def _posed(problem: Problem) -> Posed:
    """With rows and columns of size 1 and a determinant near 1: logarithms would cost digits."""
    dtype = np.result_type(problem["A"], problem["b"], np.float64)
    posed = equilibrated(problem["A"].astype(dtype))
    c, q = rescaled(problem["b"].astype(dtype), -posed.rows)
    log, n = float(np.linalg.slogdet(posed.B)[1]), len(c)
    more = round(log / math.log(2) / n) if n and math.isfinite(log) else 0
    return Posed(shifted(posed.B, -more), c, q - more - posed.columns, posed.exponent + n * more)


def _run(problem: Problem) -> Outcome:
    refuse_if_singular("A", problem)
    given, found = _solved(problem)
    dtype = np.result_type(problem["A"], problem["b"])
    outputs = {name: value.given.astype(dtype) for name, value in found.items()}
    return Outcome(outputs, {**found, "posed": given})


def _solved(problem: Problem) -> tuple[Posed, dict[str, Scaled]]:
    """The outputs in double precision, each with the power of two that was taken from it."""
    given = _posed(problem)
    n = len(given.c)
    replaced = np.repeat(given.B[None], n, axis=0)
    replaced[np.arange(n), :, np.arange(n)] = given.c
    with np.errstate(all="ignore"):
        sign, log = np.linalg.slogdet(given.B)
        if not sign:
            raise zero_pivot(problem)
        signs, logs = np.linalg.slogdet(replaced)
        det, dets = np.linalg.det(given.B), np.linalg.det(replaced)
        in_range = np.maximum(np.abs(log), np.abs(logs)) < IN_RANGE
        y = np.where(in_range, dets / det, signs / sign * np.exp(logs - log))
    return given, {
        "result": Scaled(y, given.powers),
        "determinant": Scaled(np.asarray(det), given.lift),
        "numerators": Scaled(dets, given.lifts),
    }


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """x as any other solution; the determinants by the rule once more, and the one of A by exact arithmetic."""
    out = outcome.outputs
    for name in ("result", "numerators"):
        if np.shape(out[name]) != problem["b"].shape:
            return Assessment("red", f"Verification failed: {name} has the wrong shape.")
    beyond = {word: leaves(out[name], outcome.witness[name]) for name, word in NAMES.items()}
    x = out["result"]
    if not beyond["x"] and (bad := unusable(x, problem["b"].shape, "x")) is not None:
        return bad
    given, y = _posed(problem), outcome.witness["result"].value
    found = _judged(given, y, x, beyond["x"])
    if found.verdict == "red" or not x.size:
        return found
    lost = max(spacing(out[name], *outcome.witness[name]) for name in ("result", "numerators"))
    return told(_determinants(problem, out, found, lost), beyond, x.dtype)


def _judged(given: Posed, y: Array, x: Array, beyond: bool) -> Assessment:
    """The scaled system as any other, its errors as they show in x."""
    moderate, top = rescaled(y, given.powers)
    size = largest(moderate)
    allowed = 4 * eps(x.dtype) * size + quantum(x.dtype, -top)
    if not beyond and not largest(shifted(x.astype(y.dtype), -top) - moderate) <= allowed:
        return Assessment("red", "Verification failed: x is not the solution of A x = b.")
    weights = np.ldexp(1.0, np.clip(given.powers - top, -1070, 1020))
    inverse = inverse_of(given.B, None)
    return judge_solution(given.B, given.c, y, 0, inverse, stable=False, weighed=Weighed(weights, size or math.inf))


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
    A = problem["A"]
    if not np.isfinite(value) or abs(value) < np.finfo(A.dtype).tiny:
        return None
    if A.dtype.kind == "f" and len(A) <= EXACT:
        truth = exact.fraction(exact.to_flint(exact.fractions(A)).det())
        return float(abs(Fraction(float(value)) / truth - 1)) if truth else 1.0
    B = _posed(problem).B
    try:
        return sensitivity(B, np.linalg.inv(B)) * eps(B.dtype)
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
