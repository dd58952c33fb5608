"""The QR factors of a matrix of which rows or columns are left out, from its factors before."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.probes import shifted
from workbench.numerics.qr_changes import Pair, without_column, without_row
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import changed_factors
from workbench.operations.systems.changed_factors import Change, Product

Which = Literal["row", "col"]


class Factors(NamedTuple):
    Q: Annotated[Operand, "the new orthonormal columns, square if Q is so"]
    R: Annotated[Operand, "the new upper triangle, its diagonal not negative"]


def qr_delete(
    Q: Matrix2,
    R: Matrix2,
    k: Annotated[int, "the first row or column that is left out, counted from 0"] = 0,
    p: Annotated[int, "how many are left out"] = 1,
    which: Annotated[Which, "whether rows or columns are left out"] = "row",
) -> Factors:
    """The QR factors of Q R without some of its rows or columns, from Q and R, in O(n²).

    Q and R are the factors of a matrix as qr gives them, thin or with a square Q. Rotations turn a row of Q to one of
    the identity, or the triangle back to its form, as in scipy.linalg.qr_delete. A Q that is orthonormal to a few
    digits only is made so first.
    """
    m, n = changed_factors.sides(Q, R)
    count, what = (m, "rows") if which == "row" else (n, "columns")
    if not count:
        raise UserError("domain", f"{Q.name} {R.name} has no {what}, so none can be left out.", "Give it some first.")
    first = changed_factors.place(k, count, what, count - 1)
    if not 1 <= p <= count - first:
        message = f"p is {p}; from {what[:-1]} {first} on there are {count - first} {what} of {Q.name} {R.name}."
        raise UserError("domain", message, "At least one is left out.")
    m, n = (m - p, n) if which == "row" else (m, n - p)
    return Factors(*changed_factors.shapes(Q, R, m, n, np.result_type(Q.dtype, R.dtype)))


def cost(Q: Operand, R: Operand, k: int = 0, p: int = 1, which: str = "row") -> Cost:
    (m, rows), n = Q.shape, R.shape[1]
    return Cost(max(1.0, 12.0 * p * rows * (m + n)), 4.0 * (m * rows + rows * n) * Q.dtype.itemsize)


def _product(which: str, k: int, p: int) -> Any:
    left_out = slice(k, k + p)

    def product(Q: Array, R: Array) -> Product:
        Q, R = (np.delete(Q, left_out, axis=0), R) if which == "row" else (Q, np.delete(R, left_out, axis=1))
        return Product(Q, R, Q[:, :0], R[:0])

    return product


def _place(problem: Problem) -> tuple[str, int, int]:
    k, p, which = (problem.params[name] for name in ("k", "p", "which"))
    count = len(problem["Q"]) if which == "row" else problem["R"].shape[1]
    return which, k % count, p


def _change(problem: Problem) -> Change:
    arrays, (which, k, p) = [problem[name] for name in "QR"], _place(problem)
    Q, R = (A.astype(np.result_type(*arrays), copy=False) for A in arrays)
    shift = changed_factors.common(R)
    R, follow_one = shifted(R, -shift), without_row if which == "row" else without_column

    def follow(pair: Pair) -> Pair:
        for _ in range(p):
            pair = follow_one(pair, k)
        return pair

    return Change(Pair(Q, R), _product(which, k, p)(Q, R), shift, p, follow)


def _run(problem: Problem) -> Outcome:
    return changed_factors.run(problem, _change(problem))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    what = "rows" if problem.params["which"] == "row" else "columns"
    green = f"Q R is verified against Q₀ R₀ without the {what}, QᴴQ against I"
    return changed_factors.certify(_change(problem), outcome, green)


def _exact(problem: Problem) -> dict[str, Any] | None:
    return changed_factors.exactly(problem, _product(*_place(problem)))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    (Q, R), (which, k, p) = names, _place(problem)
    left_out = str(k) if p == 1 else f"slice({k}, {k + p})"
    return changed_factors.code(problem, f"np.delete({Q} @ {R}, {left_out}, axis={int(which == 'col')})")


QR_DELETE = Operation(
    declare=qr_delete,
    routes=(Route("Rotations in NumPy", always("a row or column needs about n rotations"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
