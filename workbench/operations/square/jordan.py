"""The Jordan normal form, in exact arithmetic only."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from workbench.backends import exact, exact_jordan
from workbench.model.errors import UserError
from workbench.operations.common import need_entries, need_square
from workbench.operations.exact_only import certify, shown
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Problem


class JordanForm(NamedTuple):
    P: Annotated[Operand, "eigenvectors and the vectors of their chains, as columns: A P = P J"]
    J: Annotated[Operand, "eigenvalues on the diagonal, ones above it inside of a block"]


def jordan(A: Matrix2) -> JordanForm:
    """The Jordan normal form A = P J P⁻¹ of a square matrix, in exact arithmetic.

    The smallest change of A may break its blocks apart, so there is no method in floating point; the Schur form is
    the nearest thing to it.
    """
    need_square(A, "it has no Jordan form", "Only square matrices have eigenvalues.", ("svd",))
    need_entries(A, "it has no Jordan form")
    return JordanForm(Operand("P", A.shape, A.dtype), Operand("J", A.shape, A.dtype))


def cost(A: Operand) -> Cost:
    n = float(A.shape[0])
    return Cost(1000.0 * n**4, 2000.0 * n * n)


def _exact(problem: Problem) -> dict[str, Any] | None:
    A = problem.exact.get("A")
    if A is None or not exact.fits(A):
        return None
    try:
        found = exact_jordan.jordan(A)
    except exact_jordan.IrreducibleError as error:
        raise UserError(
            "unsupported",
            f"Some eigenvalues of {problem.name('A')} are roots of polynomials of degree 3 or more without rational "
            "factors, so its Jordan form has no entries in square roots.",
            "Eigenvalues in floating point, or the characteristic polynomial, exist in any case.",
            ("eig", "charpoly"),
        ) from error
    return {"P": shown(found.P), "J": shown(found.J)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"# NumPy and SciPy have no Jordan form; SymPy has: P, J = sympy.Matrix({names[0]}).jordan_form()"


JORDAN = Operation(declare=jordan, routes=(), certify=certify, cost=cost, exact=_exact, code=_code)
