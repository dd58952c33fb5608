"""An estimate of the spectral norm that needs no singular values."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps, growth, quantum
from workbench.numerics.inverse_norm import norm_of
from workbench.numerics.norm_estimates import product, stretched
from workbench.numerics.probes import shifted
from workbench.operations.common import need_entries, scale
from workbench.operations.norms.estimates import COMPARED, unit_failure, verdict
from workbench.operations.scaled_code import divided
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

MOST = 1000
EXPECTED = 40


class Estimate(NamedTuple):
    result: Annotated[Operand, "an estimate of ‖A‖₂, never above it"]
    v: Annotated[Operand, "a vector with ‖v‖₂ = 1 that proves it: ‖A v‖₂ = result"]


def normest(
    A: Matrix2,
    tol: Annotated[float, "the change of a step, relative to the estimate, at which it stops"] = 1e-6,
) -> Estimate:
    """An estimate of the spectral norm of a matrix of any shape, without its singular values: a lower bound.

    By the power method for AᴴA from a random start. Where the two largest singular values are close, steps are small,
    and it may stop far above `tol` from the norm. The details have an upper bound.
    """
    need_entries(A, "nothing in it is stretched")
    if not 0 < tol < 1:
        raise UserError("domain", f"tol must be between 0 and 1, not {tol}.", "Such as 1e-6.")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Estimate(Operand("result", (), real), Operand("v", A.shape[1:], A.dtype))


def _run(problem: Problem) -> Outcome:
    A, p = scale(problem, "A")
    tol = max(float(problem.params["tol"]), 2 * eps(A.dtype))
    v, steps = stretched(A, tol, MOST)
    value = shifted(np.asarray(_attained(A, v)), p).astype(A.real.dtype)
    warnings = () if steps < MOST else (f"The estimate still changed by more than {tol:g} after {MOST} steps.",)
    details = {"steps": steps, "at_most": _most(A, p, float(value))}
    return Outcome({"result": value, "v": v}, warnings=warnings, details=details)


def _most(A: Array, p: int, value: float) -> float | None:
    """The Frobenius norm or √(‖A‖₁ ‖A‖∞), whichever is less, so far up that `value`, rounded, is not above it.

    Nor is it above the six digits that are shown. None out of range.
    """
    found = min(norm_of(A, "fro"), math.sqrt(norm_of(A, 1) * norm_of(A, "inf")))
    if not found:
        return 0.0
    above = float(np.ldexp(found * (1 + 1e-12 + 2 * eps(A.dtype)), p)) + quantum(A.dtype)
    if not float(f"{above:.6g}") >= value:
        above *= 1 + 5e-6
    return above if math.isfinite(above) else None


def _attained(A: Array, v: Array) -> float:
    """‖A v‖₂ / ‖v‖₂, which is never above the norm."""
    sizes = [np.abs(x).astype(np.float64) for x in (product(A, v), v)]
    return float(np.linalg.norm(sizes[0]) / np.linalg.norm(sizes[1]))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """What v attains, with A v in twice the precision; of small matrices singular values tell how near that is."""
    (A, p), v = scale(problem, "A"), np.asarray(outcome.outputs["v"])
    value = float(outcome.outputs["result"])
    failure = unit_failure(v, A.shape[1], float(np.linalg.norm(np.abs(v).astype(np.float64))))
    if failure is not None or math.isnan(value) or value < 0:
        return Assessment("red", failure or "Verification failed: a norm is a number that is not negative.")
    attained = _attained(A, v)
    given = np.asarray(np.ldexp(attained, p)).astype(A.real.dtype)
    if math.isinf(value) and np.isinf(given):
        return Assessment("red", "The estimate overflows: it is beyond the largest number of the type.")
    tiny = abs(value) < np.finfo(A.dtype).tiny and value == float(given)
    here = attained if tiny else float(np.ldexp(value, -p))
    truth = _truth(A) if max(A.shape) <= COMPARED else None
    return verdict(A.dtype, here, attained, 4 * growth(max(A.shape)), truth, "‖A‖₂", "singular values")


def _truth(A: Array) -> tuple[float, float]:
    """σ₁ and its relative error: LAPACK's is backward stable."""
    wide = A.astype(np.result_type(A, np.float64))
    return float(np.linalg.svd(wide, compute_uv=False)[0]), 8 * growth(max(A.shape)) * eps(np.float64)


def cost(A: Operand, tol: float = 1e-6) -> Cost:
    m, n = map(float, A.shape)
    return Cost(4 * m * n * EXPECTED, 8.0 * (m + n) * 4)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    given, tol = divided(problem, "A", names[0]), max(float(problem.params["tol"]), 2 * eps(problem["A"].dtype))
    B = names[0] if given.of == names[0] else f"({given.of})"
    return (
        f"{given.line}e, v = 0, np.random.default_rng(0).standard_normal({names[0]}.shape[1])\n"
        f"for k in range({MOST}):\n"
        f"    v = {B}.conj().T @ ({B} @ v)\n"
        f"    v = v / (np.linalg.norm(v) or 1)\n"
        f"    e, before = np.linalg.norm({B} @ v), e\n"
        f"    if abs(e - before) <= {tol!r} * e:\n"
        f"        break" + (f"\ne = {given.times}e" if given.times else "")
    )


NORMEST = Operation(
    declare=normest,
    routes=(Route("Power method for AᴴA", always("products instead of singular values"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
