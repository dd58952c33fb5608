"""Singular value decomposition: A = U · diag(S) · Vh."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact_spectra
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.bounds import judge
from workbench.numerics.decompose import svd as decompose
from workbench.numerics.determined import Determined, of_singular
from workbench.numerics.spectral import check_svd, floor
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import device, directions
from workbench.operations.steps import worked

WHAT = "singular value"
MOST = 1000
"""Above this many nothing is listed vector by vector."""


class Factors(NamedTuple):
    U: Annotated[Operand, "left singular vectors, the columns"]
    S: Annotated[Operand, "singular values, largest first"]
    Vh: Annotated[Operand, "right singular vectors, the rows: Vᵀ, or Vᴴ if complex"]


def svd(A: Matrix2, full: Annotated[bool, "complete U and V to square matrices"] = False) -> Factors:
    """Rotate, stretch, rotate: A = U Σ Vᵀ. Works for every matrix, of any shape.

    The columns of U and the rows of Vᵀ have length 1 and are perpendicular; S holds the stretches, none negative.
    """
    m, n = A.shape
    k = min(m, n)
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Factors(
        Operand("U", (m, m if full else k), A.dtype),
        Operand("S", (k,), real),
        Operand("Vh", (n if full else k, n), A.dtype),
    )


def _run(problem: Problem) -> Outcome:
    A = problem["A"]
    U, S, Vh, method = decompose(A, problem.params.get("full", False))
    found = _determined(A, S) if np.isfinite(S).all() else None
    details = directions.details(found if len(S) <= MOST else None, A.dtype)
    warnings = directions.warnings(S, found, WHAT) + directions.faint(S, WHAT, method)
    return Outcome({"U": U, "S": S, "Vh": Vh}, {}, warnings, details, method)


def _determined(A: Array, S: Array) -> Determined:
    return of_singular(S, floor(max(A.shape), A.dtype), A.shape[0] != A.shape[1])


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both residuals, orthonormality, order and signs of what was returned."""
    A = problem["A"]
    U, S, Vh = (np.asarray(outcome.outputs[name]) for name in ("U", "S", "Vh"))
    check = check_svd(A, U, S, Vh)
    said = judge(
        A.dtype,
        None if check.failure else check.values or check.bound,
        what="the singular values",
        residual=check.residual,
        backward_error=check.bound and max(check.residual or 0.0, check.orthonormality or 0.0),
        condition=_condition(S),
        green="U Σ Vᵀ rebuilds A, and U and V are orthonormal",
        failed=check.failure,
        spacing=check.spacing,
    )
    said = replace(said, error_bound=None if check.failure else check.bound)
    return said if said.verdict == "red" else directions.judged(said, S, _determined(A, S), WHAT, check.residual)


def _condition(S: Array) -> Condition | None:
    if not S.size or not S[0] > 0:
        return None
    with np.errstate(all="ignore"):
        return Condition(float(S[0] / S[-1]), "2")


def cost(A: Operand, full: bool = False) -> Cost:
    m, n = A.shape
    k, long = min(m, n), max(m, n)
    vectors = float(long) ** 2 if full else float(long) * k
    return Cost(
        4.0 * long * k * k + 22.0 * k**3 + (4.0 * long**2 * k if full else 0.0), 8.0 * (4 * m * n + 2 * vectors)
    )


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"U, S, Vh = np.linalg.svd({names[0]}, full_matrices={bool(problem.params.get('full', False))})"


def _exact(problem: Problem) -> dict[str, Any] | None:
    values = exact_spectra.singular_values(problem.exact.get("A"))
    return None if values is None else {"U": None, "S": [item.value for item in values], "Vh": None}


SVD = Operation(
    declare=svd,
    routes=(
        Route("LAPACK gesdd", always("A is taken as a general matrix"), _run, _code),
        *device.svd_routes(_code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("singular_values", "svd_steps"),
    stacked=True,
)
