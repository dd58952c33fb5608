"""The generalised Schur form with the eigenvalues of a half plane, or of one side of the unit circle, first."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal, NamedTuple

import numpy as np
import scipy

from workbench.model.certificate import Assessment
from workbench.numerics.equivalence import check_equivalences, form_failure
from workbench.numerics.ordered_pencil import Form, Places, moved_first, order_failure, placed
from workbench.numerics.ordered_schur import Order
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.spectral import tolerance
from workbench.operations.common import judged
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import at_infinity
from workbench.operations.spectra.forms_of_two import Second, need_two

SORT = {"left half plane": "lhp", "right half plane": "rhp", "inside unit circle": "iuc", "outside unit circle": "ouc"}
"""What SciPy calls an order."""
COUNT = {
    "left half plane": "(alpha * beta.conj()).real < 0",
    "right half plane": "(alpha * beta.conj()).real > 0",
    "inside unit circle": "abs(alpha) < abs(beta)",
    "outside unit circle": "abs(alpha) > abs(beta)",
}
CLOSE = 100
"""Roundings of A and B within which an eigenvalue may as well be on the other side."""


class Factors(NamedTuple):
    AA: Annotated[Operand, "upper triangular, the chosen eigenvalues first; 2 x 2 blocks for complex pairs"]
    BB: Annotated[Operand, "upper triangular; AA[i, i] / BB[i, i] are the eigenvalues, infinite where BB[i, i] is 0"]
    Q: Annotated[Operand, "orthogonal or unitary: turns the rows of both"]
    Z: Annotated[Operand, "orthogonal or unitary: its first columns, as many as were chosen, span a deflating space"]
    selected: Annotated[Operand, "how many eigenvalues were chosen"]


def ordqz(
    A: Matrix2,
    B: Second,
    order: Annotated[Order, "which eigenvalues come first: on one side of a line or circle, not on it"] = (
        "left half plane"
    ),
    output: Annotated[Literal["real", "complex"], "complex: triangular even where real A and B have complex pairs"] = (
        "real"
    ),
) -> Factors:
    """The generalised Schur form A = Q AA Zᴴ, B = Q BB Zᴴ with chosen eigenvalues first on the diagonals.

    The first columns of Z then span the space of the solutions that belong to them, as for Riccati equations. An
    infinite eigenvalue is outside the unit circle, and on neither side of the imaginary axis. Neighbours on the
    diagonals are exchanged by rotations, LAPACK tgsen (Kågström and Poromaa, Numer. Algorithms 1996).
    """
    need_two(A, B)
    kind = np.result_type(A.dtype, B.dtype, np.complex64 if output == "complex" else A.dtype)
    outputs = [Operand(name, A.shape, kind) for name in Factors._fields[:-1]]
    return Factors(*[*outputs, Operand("selected", (), np.dtype(np.int64))])


def _run(problem: Problem) -> Outcome:
    dtype, order = np.result_type(problem["A"], problem["B"]), problem.params["order"]
    if problem.params["output"] == "complex":
        dtype = np.result_type(dtype, np.complex64)
    (A, p), (B, q) = (scaled(problem[name].astype(dtype, copy=False)) for name in ("A", "B"))
    if not A.size:
        empty = {name: A.copy() for name in Factors._fields[:-1]}
        return Outcome({**empty, "selected": np.asarray(0)})
    form = Form(*scipy.linalg.qz(A, B, output=problem.params["output"], check_finite=False))
    form = moved_first(form, p, q, order, B)
    AA, BB = shifted(form.AA, p), shifted(form.BB, q)
    found = placed(AA, BB, order, B)
    outputs = {"AA": AA, "BB": BB, "Q": form.Q, "Z": form.Z}
    outputs["selected"] = np.asarray(np.count_nonzero(found.chosen))
    warnings = at_infinity.of_forms(problem, form.AA, form.BB, B) or _warnings(order, found, tolerance(len(A), dtype))
    return Outcome(outputs, warnings=warnings)


def _warnings(order: Order, found: Places, allowed: float) -> tuple[str, ...]:
    if (found.margin > CLOSE * allowed).all():
        return ()
    border = "imaginary axis, or of infinity" if "plane" in order else "unit circle"
    return (f"An eigenvalue is within rounding of the {border}: whether it was chosen is a matter of chance.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both residuals, unitary factors, triangular forms, and the eigenvalues of their blocks in order."""
    AA, BB, Q, Z, selected = (np.asarray(outcome.outputs[name]) for name in Factors._fields)
    given, unproved = {"A": problem["A"], "B": problem["B"]}, None
    dtype = np.result_type(*given.values())
    check = check_equivalences(given, {"A": AA, "B": BB}, Q, Z)
    if check.failure is None:
        check = replace(check, failure=form_failure(AA, BB, dtype))
    if check.failure is None and AA.size:
        failure, unproved = order_failure(AA, BB, selected, problem.params["order"], scaled(given["B"])[0])
        check = replace(check, failure=failure)
    green = "Q AA Zᴴ and Q BB Zᴴ rebuild A and B, Q and Z are unitary, and the chosen eigenvalues come first"
    return judged(dtype, check, what="the factors", green=green, unproved=unproved)


def cost(A: Operand, B: Operand, order: str = "left half plane", output: str = "real") -> Cost:
    n = float(A.shape[0])
    return Cost(90.0 * n**3, 8.0 * 9 * n * n)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    output, order = problem.params["output"], problem.params["order"]
    return (
        f'AA, BB, alpha, beta, Q, Z = scipy.linalg.ordqz({names[0]}, {names[1]}, sort="{SORT[order]}", '
        f'output="{output}")\nselected = np.count_nonzero({COUNT[order]}, axis=-1)'
    )


ORDQZ = Operation(
    declare=ordqz,
    routes=(Route("LAPACK gges and tgsen", always("the form exists whatever A and B are"), _run, _code),),
    certify=certify,
    cost=cost,
    stacked=True,
)
