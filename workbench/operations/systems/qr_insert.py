"""The QR factors of a matrix into which rows or columns are inserted, from its factors before."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.probes import shifted
from workbench.numerics.qr_changes import Pair, with_column, with_row
from workbench.operations.common import by, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import changed_factors
from workbench.operations.systems.changed_factors import Change, Product

Which = Literal["row", "col"]


class Factors(NamedTuple):
    Q: Annotated[Operand, "the new orthonormal columns, square if Q is so"]
    R: Annotated[Operand, "the new upper triangle, its diagonal not negative"]


def qr_insert(
    Q: Matrix2,
    R: Matrix2,
    u: Annotated[Operand, Axes((1, 2), "the row or column that is inserted, or several")],
    k: Annotated[int, "the row or column of Q R that comes after it, counted from 0; or the number of them"] = 0,
    which: Annotated[Which, "whether u is a row or a column"] = "row",
) -> Factors:
    """The QR factors of Q R with a row or column inserted, from Q and R, in O(n²).

    Q and R are the factors of a matrix as qr gives them, thin or with a square Q. Rotations bring the triangle back to
    its form, as in scipy.linalg.qr_insert; that a column depends on others does no harm. A Q that is orthonormal to a
    few digits only is made so first.
    """
    m, n = changed_factors.sides(Q, R)
    what, side, axis = ("row", n, 1) if which == "row" else ("column", m, 0)
    if (len(u.shape) == 2 and u.shape[axis] != side) or (len(u.shape) == 1 and u.shape != (side,)):
        message = f"{Q.name} {R.name} is {m} x {n}, so a {what} of it has {side} entries; {u.name} is {by(u.shape)}."
        raise shape_error(message, f"A vector is one {what}, a matrix several.", (), Q, R, u)
    count = u.shape[1 - axis] if len(u.shape) == 2 else 1
    changed_factors.place(k, m if axis else n, f"{what}s", m if axis else n)
    m, n = (m + count, n) if axis else (m, n + count)
    return Factors(*changed_factors.shapes(Q, R, m, n, np.result_type(Q.dtype, R.dtype, u.dtype)))


def cost(Q: Operand, R: Operand, u: Operand, k: int = 0, which: str = "row") -> Cost:
    (m, rows), n = Q.shape, R.shape[1]
    count = 1 if len(u.shape) == 1 else u.shape[0 if which == "row" else 1]
    return Cost(max(1.0, 12.0 * count * rows * (m + n)), 4.0 * (m * rows + rows * n) * Q.dtype.itemsize)


def _product(which: str, k: int) -> Any:
    """Q R + U W with a gap in Q R, into which u comes."""

    def product(Q: Array, R: Array, u: Array) -> Product:
        if which == "row":
            rows = u if u.ndim == 2 else u[None]
            places = [k] * len(rows)
            return Product(np.insert(Q, places, 0, axis=0), R, _units(len(Q) + len(rows), k, len(rows), u), rows)
        columns = u if u.ndim == 2 else u[:, None]
        count = columns.shape[1]
        return Product(Q, np.insert(R, [k] * count, 0, axis=1), columns, _units(R.shape[1] + count, k, count, u).T)

    return product


def _units(n: int, k: int, count: int, like: Array) -> Array:
    """Columns k to k + count of the identity, of the type of entries that is wanted."""
    return np.eye(n, count, -k, dtype=int if like.dtype == object else like.dtype)


def _index(problem: Problem) -> int:
    k, row = problem.params["k"], problem.params["which"] == "row"
    count = len(problem["Q"]) if row else problem["R"].shape[1]
    return changed_factors.place(k, count, "rows" if row else "columns", count)


def _change(problem: Problem) -> Change:
    arrays, k, which = [problem[name] for name in ("Q", "R", "u")], _index(problem), problem.params["which"]
    Q, R, u = (A.astype(np.result_type(*arrays), copy=False) for A in arrays)
    p = changed_factors.common(R, u)
    R, u = shifted(R, -p), shifted(u, -p)
    product = _product(which, k)(Q, R, u)
    inserted, follow_one = (product.W, with_row) if which == "row" else (product.U.T, with_column)

    def follow(pair: Pair) -> Pair:
        for item in inserted[::-1]:
            pair = follow_one(pair, item, k)
        return pair

    return Change(Pair(Q, R), product, p, len(inserted), follow)


def _run(problem: Problem) -> Outcome:
    return changed_factors.run(problem, _change(problem))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    what = "rows" if problem.params["which"] == "row" else "columns"
    green = f"Q R is verified against Q₀ R₀ with its new {what}, QᴴQ against I"
    return changed_factors.certify(_change(problem), outcome, green)


def _exact(problem: Problem) -> dict[str, Any] | None:
    return changed_factors.exactly(problem, _product(problem.params["which"], _index(problem)), "u")


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    (Q, R, u), k, A = names, _index(problem), changed_factors.free_name(problem)
    if problem.params["which"] == "row":
        matrix = f"np.vstack([{A}[:{k}], {u}, {A}[{k}:]])"
    else:
        matrix = f"np.column_stack([{A}[:, :{k}], {u}, {A}[:, {k}:]])"
    return f"{A} = {Q} @ {R}\n{changed_factors.code(problem, matrix)}"


QR_INSERT = Operation(
    declare=qr_insert,
    routes=(Route("Rotations in NumPy", always("a row or column needs about n rotations"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
