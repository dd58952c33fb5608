"""The exponential of a matrix."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import balls, exact
from workbench.numerics.exponential import exponential, exponential_in
from workbench.numerics.matrix_functions import apply_exponential
from workbench.operations.spec import Array, Matrix2, Operand, Problem
from workbench.operations.square import functions
from workbench.operations.square.function_check import MatrixFunction


class Exponential(NamedTuple):
    result: Annotated[Operand, "e to the power of A: I + A + A²/2 + A³/6 + ..."]


def expm(A: Matrix2) -> Exponential:
    """The exponential of a square matrix, which carries x' = A x from time 0 to time 1.

    Computed by scaling and squaring (Al-Mohy and Higham, SIAM J. Matrix Anal. Appl. 2009), of symmetric matrices by
    their eigenvalues.
    """
    functions.need(A, "exponential")
    return Exponential(Operand("result", A.shape, A.dtype))


def _truth(A: Array, X: Array) -> Array | None:
    """By ball arithmetic where A is small, else as the cube of exp(A/3): another scaling, with other roundings."""
    known = balls.exponential(A)
    if known is not None:
        return known
    third = exponential(A / 3)
    return np.asarray(third @ third @ third)


FUNCTION = MatrixFunction(
    name="expm",
    what="exponential",
    scalar=np.exp,
    general=exponential,
    method="Scaling and squaring, Padé approximants",
    truth=_truth,
    sure=lambda A, X: balls.exponential(A),
    action=lambda A, X, V, finer: apply_exponential(A, V),
    exponential=True,
    there=exponential_in,
    proof="Agrees with a second computation",
)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The series of a nilpotent rational A ends; any other rational A has a transcendental exponential (Lindemann)."""
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    import flint

    M = exact.to_flint(A)
    term = total = exact.to_flint(exact.eye(len(A)))
    for k in range(1, len(A) + 1):
        term = term * M * flint.fmpq(1, k)
        total = total + term
    return None if any(term.entries()) else {"result": exact.from_flint(total)}


EXPM = functions.operation(expm, FUNCTION, _exact)
