"""The QR factors of a matrix to which columns times rows are added, from its factors before."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.probes import exponent, shifted
from workbench.numerics.qr_changes import Pair, updated
from workbench.operations.common import by, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems import changed_factors
from workbench.operations.systems.changed_factors import Change, Product


class Factors(NamedTuple):
    Q: Annotated[Operand, "the new orthonormal columns, square if Q is so"]
    R: Annotated[Operand, "the new upper triangle, its diagonal not negative"]


def qr_update(
    Q: Matrix2,
    R: Matrix2,
    u: Annotated[Operand, Axes((1, 2), "the column u of u vᴴ, or several")],
    v: Annotated[Operand, Axes((1, 2), "the vector v of u vᴴ, or as many columns as u has")],
) -> Factors:
    """The QR factors of Q R + u vᴴ from Q and R, in O(n²).

    Q and R are the factors of a matrix as qr gives them, thin or with a square Q. Rotations bring u to one axis and
    the triangle back to its form, as in scipy.linalg.qr_update. A Q that is orthonormal to a few digits only is made
    so first.
    """
    (m, n), count = changed_factors.sides(Q, R), u.shape[1:]
    for x, side in ((u, m), (v, n)):
        if x.shape != (side, *count):
            message = (
                f"{Q.name} {R.name} is {m} x {n}, so {x.name} has to be {by((side, *count))}; it is {by(x.shape)}."
            )
            hint = f"{u.name} {v.name}ᴴ is added to it: a column times a row, or as many of both."
            raise shape_error(message, hint, (), Q, R, u, v)
    dtype = np.result_type(*(item.dtype for item in (Q, R, u, v)))
    return Factors(*changed_factors.shapes(Q, R, m, n, dtype))


def cost(Q: Operand, R: Operand, u: Operand, v: Operand) -> Cost:
    (m, k), n = Q.shape, R.shape[1]
    count = u.shape[1] if len(u.shape) == 2 else 1
    return Cost(max(1.0, 12.0 * count * k * (m + n)), 3.0 * (m * k + k * n) * Q.dtype.itemsize)


def _product(Q: Array, R: Array, u: Array, v: Array) -> Product:
    U, V = (x if x.ndim == 2 else x[:, None] for x in (u, v))
    return Product(Q, R, U, V.T if V.dtype == object else V.conj().T)


def _change(problem: Problem) -> Change:
    """All of sizes near 1: u by itself, and v so that u vᴴ and R are at one scale."""
    arrays = [problem[name] for name in ("Q", "R", "u", "v")]
    Q, R, u, v = (A.astype(np.result_type(*arrays), copy=False) for A in arrays)
    a, p = exponent(u), changed_factors.common(R)
    if u.any() and v.any():
        p = max(p, a + exponent(v)) if R.any() else a + exponent(v)
    R, u, v = shifted(R, -p), shifted(u, -a), shifted(v, a - p) if u.any() else np.zeros_like(v)
    product = _product(Q, R, u, v)

    def follow(pair: Pair) -> Pair:
        for column, row in zip(product.U.T, product.W, strict=True):
            pair = updated(pair, column, row.conj())
        return pair

    return Change(Pair(Q, R), product, p, product.U.shape[1], follow)


def _run(problem: Problem) -> Outcome:
    return changed_factors.run(problem, _change(problem))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    return changed_factors.certify(_change(problem), outcome, "Q R = Q₀ R₀ + u vᴴ and QᴴQ = I are verified")


def _exact(problem: Problem) -> dict[str, Any] | None:
    return changed_factors.exactly(problem, _product, "u", "v")


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    Q, R, u, v = names
    adjoint = f"{v}.conj()" if problem["v"].dtype.kind == "c" else v
    change = f"np.outer({u}, {adjoint})" if problem["u"].ndim == 1 else f"{u} @ {adjoint}.T"
    return changed_factors.code(problem, f"{Q} @ {R} + {change}")


QR_UPDATE = Operation(
    declare=qr_update,
    routes=(Route("Rotations in NumPy", always("a change of rank one needs about 2 n rotations"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
