"""The minimal polynomial, in exact arithmetic only."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from workbench.backends import exact, exact_polynomials
from workbench.operations.common import need_entries, need_square
from workbench.operations.exact_only import certify
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Problem


class Polynomial(NamedTuple):
    result: Annotated[Operand, "the coefficients, the highest power (1) first"]


def minimal_polynomial(A: Matrix2) -> Polynomial:
    """The polynomial of least degree that is zero at A, in exact arithmetic.

    It divides the characteristic polynomial; A is diagonalisable where it has no repeated root. Rounding would make
    it the characteristic one, so there is no method in floating point.
    """
    need_square(A, "it has no minimal polynomial", "Only square matrices have powers.", ("svdvals",))
    need_entries(A, "it has no minimal polynomial")
    return Polynomial(Operand("result", (A.shape[0] + 1,), A.dtype))


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(100.0 * n**4, 1000.0 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    return None if A is None or not exact.fits(A) else {"result": exact_polynomials.minpoly(A)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    """The powers of A as columns: as many of them are independent as the degree says."""
    A = names[0]
    return "\n".join(
        (
            f"K = np.stack([np.linalg.matrix_power({A}, k).ravel() for k in range(len({A}) + 1)], 1)",
            "d = np.linalg.matrix_rank(K)",
            "c = np.append(1, -np.linalg.lstsq(K[:, :d], K[:, d])[0][::-1])",
        )
    )


MINIMAL_POLYNOMIAL = Operation(
    declare=minimal_polynomial, routes=(), certify=certify, cost=cost, exact=_exact, code=_code
)
