"""Generalised Schur form: A = Q · AA · Zᴴ and B = Q · BB · Zᴴ with unitary Q and Z and triangular AA and BB."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.equivalence import check_equivalences, form_failure
from workbench.numerics.probes import scaled, shifted
from workbench.operations.common import judged
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import at_infinity
from workbench.operations.spectra.forms_of_two import Second, need_two


class Factors(NamedTuple):
    AA: Annotated[Operand, "upper triangular; 2 x 2 blocks for complex pairs of eigenvalues of a real pencil"]
    BB: Annotated[Operand, "upper triangular; AA[i, i] / BB[i, i] are the eigenvalues, infinite where BB[i, i] is 0"]
    Q: Annotated[Operand, "orthogonal or unitary: turns the rows of both"]
    Z: Annotated[Operand, "orthogonal or unitary: turns the columns of both"]


def qz(
    A: Matrix2,
    B: Second,
    output: Annotated[Literal["real", "complex"], "complex: triangular even where real A and B have complex pairs"] = (
        "real"
    ),
) -> Factors:
    """Turn two matrices at once until both are triangular: A = Q AA Zᴴ, B = Q BB Zᴴ. It exists for any two.

    Ratios of the diagonals are the eigenvalues of A v = λ B v, found without an inverse of B, which may be singular.
    Computed by the QZ iteration, LAPACK gges (Moler and Stewart, SIAM J. Numer. Anal. 1973).
    """
    need_two(A, B)
    kind = np.result_type(A.dtype, B.dtype, np.complex64 if output == "complex" else A.dtype)
    return Factors(*(Operand(name, A.shape, kind) for name in Factors._fields))


def _run(problem: Problem) -> Outcome:
    dtype, output = np.result_type(problem["A"], problem["B"]), problem.params["output"]
    (A, p), (B, q) = (scaled(problem[name].astype(dtype, copy=False)) for name in ("A", "B"))
    if not A.size:
        empty = A.astype(np.result_type(dtype, np.complex64) if output == "complex" else dtype)
        return Outcome({name: empty.copy() for name in Factors._fields})
    AA, BB, Q, Z = scipy.linalg.qz(A, B, output=output, check_finite=False)
    outputs = {"AA": shifted(AA, p), "BB": shifted(BB, q), "Q": Q, "Z": Z}
    return Outcome(outputs, warnings=at_infinity.of_forms(problem, AA, BB, B))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both residuals, unitary factors, triangular forms; the bound is a backward error."""
    AA, BB, Q, Z = (np.asarray(outcome.outputs[name]) for name in Factors._fields)
    given = {"A": problem["A"], "B": problem["B"]}
    dtype = np.result_type(*given.values())
    check = check_equivalences(given, {"A": AA, "B": BB}, Q, Z)
    if check.failure is None:
        check = replace(check, failure=form_failure(AA, BB, dtype))
    return judged(dtype, check, what="the factors", green="Q AA Zᴴ and Q BB Zᴴ rebuild A and B; Q and Z are unitary")


def cost(A: Operand, B: Operand, output: str = "real") -> Cost:
    n = float(A.shape[0])
    return Cost(66.0 * n**3, 8.0 * 8 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f'AA, BB, Q, Z = scipy.linalg.qz({names[0]}, {names[1]}, output="{problem.params["output"]}")'


QZ = Operation(
    declare=qz,
    routes=(Route("LAPACK gges", always("QZ iteration, whatever A and B"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
