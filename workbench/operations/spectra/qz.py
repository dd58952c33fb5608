"""Generalised Schur form: A = Q · AA · Zᴴ and B = Q · BB · Zᴴ with unitary Q and Z and triangular AA and BB."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.equivalence import check_equivalences
from workbench.numerics.pencil_pairs import is_singular, negligible
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.similarity import below, has_wide_block
from workbench.numerics.spectral import frobenius
from workbench.operations.common import by, judged, need_square, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import at_infinity

Second = Annotated[Operand, Axes((2,), "the second matrix, of the same size")]


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
    for M in (A, B):
        need_square(M, "it has no generalised Schur form", "Give two square matrices of one size.", ("svd",))
    if A.shape != B.shape:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}; they must be of one size."
        raise shape_error(message, "Both are turned by the same Q and Z.", ("schur",), A, B)
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
    return Outcome(outputs, warnings=_warnings(problem, AA, BB, B))


def _warnings(problem: Problem, AA: Array, BB: Array, B: Array) -> tuple[str, ...]:
    """What the ratios of the diagonals are where those of BB are no more than rounding."""
    small = negligible(B)
    infinite = np.abs(np.diagonal(BB)) <= small * frobenius(BB)
    if not infinite.any() or not is_singular(B, small):
        return ()
    if (infinite & (np.abs(np.diagonal(AA)) <= small * frobenius(AA))).any():
        a, b = problem.name("A"), problem.name("B")
        return (f"{a} - λ {b} is singular for every λ, to working precision: there are no eigenvalues to speak of.",)
    count = int(np.count_nonzero(infinite))
    proved = at_infinity.are_proved(problem, ("A", "B"), count)
    return (at_infinity.words(problem.name("B"), count, proved),)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both residuals, unitary factors, triangular forms; the bound is a backward error."""
    AA, BB, Q, Z = (np.asarray(outcome.outputs[name]) for name in Factors._fields)
    given = {"A": problem["A"], "B": problem["B"]}
    dtype = np.result_type(*given.values())
    check = check_equivalences(given, {"A": AA, "B": BB}, Q, Z)
    if check.failure is None:
        check = replace(check, failure=_form_failure(AA, BB, dtype))
    return judged(dtype, check, what="the factors", green="Q AA Zᴴ and Q BB Zᴴ rebuild A and B; Q and Z are unitary")


def _form_failure(AA: Array, BB: Array, dtype: np.dtype[Any]) -> str | None:
    """Both upper triangular, AA up to 2 x 2 blocks where all is real."""
    if below(BB, 0):
        return "Verification failed: BB is not triangular."
    blocks = dtype.kind != "c" and AA.dtype.kind != "c"
    if below(AA, -1 if blocks else 0) or (blocks and has_wide_block(AA)):
        return "Verification failed: AA is not triangular."
    return None


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
