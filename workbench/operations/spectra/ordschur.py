"""Schur form with chosen eigenvalues first: the leading columns of Z span what A maps into itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.ordered_schur import Order, chosen, form_failure, moved_first, nearest_to_border
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.similarity import check_similarity
from workbench.numerics.spectral import tolerance
from workbench.operations.common import judged, need_square
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always

SORT = {"left half plane": "lhp", "right half plane": "rhp", "inside unit circle": "iuc", "outside unit circle": "ouc"}
"""What SciPy calls an order."""
CLOSE = 100
"""Roundings of A within which an eigenvalue may as well be on the other side."""


class Factors(NamedTuple):
    T: Annotated[Operand, "upper triangular, the chosen eigenvalues first; 2 x 2 blocks for complex pairs"]
    Z: Annotated[Operand, "orthogonal or unitary: its first columns, as many as were chosen, span an invariant space"]
    selected: Annotated[Operand, "how many eigenvalues were chosen"]


def ordschur(
    A: Matrix2,
    order: Annotated[Order, "which eigenvalues come first: on one side of a line or circle, not on it"] = (
        "left half plane"
    ),
    output: Annotated[Literal["real", "complex"], "complex: triangular even where a real A has complex pairs"] = "real",
) -> Factors:
    """The Schur form A = Z T Zᴴ with chosen eigenvalues first on the diagonal of T.

    The first columns of Z are then an orthonormal basis of the space that belongs to them: of the stable solutions of
    x' = A x for the left half plane, of x ↦ A x for the unit circle. Neighbours on the diagonal are exchanged by
    rotations, LAPACK trsen (Bai and Demmel, Linear Algebra Appl. 1993), which is backward stable.
    """
    need_square(A, "it has no Schur form", "Singular values exist for every shape.", ("svd",))
    kind = A.dtype if output == "real" else np.result_type(A.dtype, np.complex64)
    return Factors(
        Operand("T", A.shape, kind), Operand("Z", A.shape, kind), Operand("selected", (), np.dtype(np.int64))
    )


def _run(problem: Problem) -> Outcome:
    (A, p), order = scaled(problem["A"]), problem.params["order"]
    if problem.params["output"] == "complex":
        A = A.astype(np.result_type(A, np.complex64))
    if not A.size:
        return Outcome({"T": A.copy(), "Z": A.copy(), "selected": np.asarray(0)})
    T, Z = scipy.linalg.schur(A, output=problem.params["output"], check_finite=False)
    T, Z = moved_first(T, Z, order, p)
    T = shifted(T, p)
    outputs = {"T": T, "Z": Z, "selected": np.asarray(np.count_nonzero(chosen(T, order)))}
    return Outcome(outputs, warnings=_warnings(problem, T))


def _warnings(problem: Problem, T: Array) -> tuple[str, ...]:
    order = problem.params["order"]
    if nearest_to_border(T, order) > CLOSE * tolerance(len(T), T.dtype):
        return ()
    border = "imaginary axis" if "plane" in order else "unit circle"
    return (f"An eigenvalue is within rounding of the {border}: whether it was chosen is a matter of chance.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, unitary Z, triangular T, and the eigenvalues of its blocks in order; the bound is a backward error."""
    A, order = problem["A"], problem.params["order"]
    T, Z, selected = (np.asarray(outcome.outputs[name]) for name in Factors._fields)
    check, unproved = check_similarity(A, T, Z), None
    if check.failure is None:
        failure, unproved = form_failure(T, selected, order, "c" in (A.dtype.kind, T.dtype.kind))
        check = replace(check, failure=failure)
    green = "Z T Zᴴ rebuilds A, Z is unitary, and the chosen eigenvalues come first"
    return judged(A.dtype, check, what="the product Z T Zᴴ", green=green, unproved=unproved)


def cost(A: Operand, order: str = "left half plane", output: str = "real") -> Cost:
    n = float(A.shape[0])
    return Cost(35.0 * n**3, 8.0 * 5 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    output, sort = problem.params["output"], SORT[problem.params["order"]]
    return f'T, Z, selected = scipy.linalg.schur({names[0]}, output="{output}", sort="{sort}")'


ORDSCHUR = Operation(
    declare=ordschur,
    routes=(Route("LAPACK gees and trsen", always("the Schur form exists whatever A is"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
