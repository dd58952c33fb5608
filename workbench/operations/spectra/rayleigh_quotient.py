"""The Rayleigh quotient xᴴA x / xᴴx: the best guess of an eigenvalue that a vector allows."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.forms import form, judged_form
from workbench.numerics.probes import scaled, shifted
from workbench.operations.common import by, need_entries, need_square, shape_error, unusable
from workbench.operations.spec import Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class Quotient(NamedTuple):
    result: Annotated[Operand, "xᴴA x / xᴴx"]


def rayleigh_quotient(A: Matrix2, x: Annotated[Operand, Axes((1,), "a vector that is not zero")]) -> Quotient:
    """How far A stretches along x: xᵀA x / xᵀx. Of an eigenvector it is the eigenvalue.

    For a symmetric A it lies between the smallest and the largest eigenvalue, and near an eigenvector it errs by the
    square of the angle only.
    """
    need_square(A, "it maps x out of its space", "Give a square matrix.", ("svd",))
    need_entries(A, "there is no quotient")
    if x.shape != A.shape[:1]:
        message = f"{A.name} is {by(A.shape)} and {x.name} is {by(x.shape)}."
        raise shape_error(message, f"Give {x.name} {A.shape[0]} entries.", (), A, x)
    return Quotient(Operand("result", (), np.result_type(A.dtype, x.dtype)))


def _run(problem: Problem) -> Outcome:
    (A, p), x = scaled(problem["A"]), _direction(problem)
    value = form(A, x)
    residual = float(shifted(np.asarray(np.linalg.norm(A @ x - value * x)), p))
    return Outcome({"result": shifted(np.asarray(value), p)[()]}, details={"residual": residual})


def _direction(problem: Problem) -> Any:
    """x with length 1."""
    x, _ = scaled(problem["x"], limit=0)
    if not x.any():
        message = f"{problem.name('x')} is zero, and has no direction."
        raise UserError("domain", message, "Give any other vector.")
    return x / np.linalg.norm(x)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Computed once more, in another order; rounding is that of the sum |x|ᵀ|A||x|."""
    value = outcome.outputs["result"]
    if (bad := unusable(value, (), "the quotient")) is not None:
        return bad
    A, p = scaled(problem["A"])
    return judged_form(A, _direction(problem)[:, None], shifted(np.asarray(value), -p).reshape(1), p=-p)


def cost(A: Operand, x: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(2.0 * n * n, 8.0 * 3 * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, x = problem.exact["A"], problem.exact["x"]
    if A is None or x is None or not exact.fits(A, x) or not any(x):
        return None
    return {"result": (x @ A @ x) / (x @ x)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, x = names
    return f"r = np.vdot({x}, {A} @ {x}) / np.vdot({x}, {x})"


RAYLEIGH_QUOTIENT = Operation(
    declare=rayleigh_quotient,
    routes=(Route("NumPy vdot", always("by its definition"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
