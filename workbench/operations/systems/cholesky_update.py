"""The Cholesky factor of a matrix to which a column times its own adjoint is added, or from which it is taken."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_definite
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import Residual, eps, growth
from workbench.numerics.factor import conjugate_transpose, triangular_solve
from workbench.numerics.probes import exponent, largest, shifted
from workbench.numerics.sensitivity import SAFETY, cholesky_error, inverse_rows, natural_unit
from workbench.numerics.spectral import WHOLE, signs
from workbench.operations.common import by, need_square, shape_error
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.systems.factors import ALONE, is_upper, usable, verdict


class Root(NamedTuple):
    result: Annotated[Operand, "the lower triangular factor of L Lᴴ + x xᴴ, or of L Lᴴ − x xᴴ; its diagonal positive"]


def cholesky_update(
    L: Matrix2,
    x: Annotated[Operand, Axes((1,), "the column x of x xᴴ")],
    downdate: Annotated[bool, "subtract x xᴴ instead of adding it"] = False,
) -> Root:
    """The Cholesky factor of L Lᴴ + x xᴴ from that of L Lᴴ, in O(n²).

    L is lower triangular with a positive diagonal, as cholesky gives it. Subtracting may leave a matrix that is not
    positive definite, which is refused.
    """
    need_square(L, "it is no Cholesky factor", "cholesky gives one of a positive definite matrix.", ("cholesky",))
    if x.shape != L.shape[:1]:
        message = f"{L.name} is {by(L.shape)}, so {x.name} has to be a vector of {L.shape[0]}; it is {by(x.shape)}."
        raise shape_error(message, "It has an entry for each row.", (), L, x)
    return Root(Operand("result", L.shape, np.result_type(L.dtype, x.dtype)))


def cost(L: Operand, x: Operand, downdate: bool = False) -> Cost:
    n = float(L.shape[0])
    return Cost(max(1.0, 4 * n * n), 3 * n * n * L.dtype.itemsize)


def _scaled(problem: Problem) -> tuple[Array, Array, int]:
    """L and x times 2⁻ᵖ, of one type, and p."""
    dtype = np.result_type(problem["L"], problem["x"])
    p = max((exponent(item) for item in (problem["L"], problem["x"]) if item.any()), default=0)
    L, x = (shifted(problem[name].astype(dtype), -p) for name in ("L", "x"))
    return L, x, p


def _run(problem: Problem) -> Outcome:
    _need_factor(problem)
    L, x, p = _scaled(problem)
    if not problem.params["downdate"]:
        return Outcome({"result": shifted(_added(L, x), p)})
    turned = triangular_solve(L, x, lower=True) if len(x) else x
    left = 1 - float(np.sum(np.abs(turned) ** 2))
    if not left > growth(len(x)) * eps(L.dtype):
        raise _refusal(problem, f"{1 - left:.6g}, which to working precision is not below 1")
    return Outcome({"result": shifted(_taken(L, turned, np.sqrt(left)), p)}, details={"determinant_ratio": left})


def _added(L: Array, x: Array) -> Array:
    """Rotations of column k and x that bring a zero into x (Gill, Golub, Murray and Saunders 1974)."""
    L, x = L.copy(), x.copy()
    for k in range(len(x)):
        d, rest = L[k, k].real, x[k]
        r = np.hypot(d, np.abs(rest))
        c, s, column = d / r, rest.conj() / r, L[k:, k].copy()
        L[k:, k], x[k:] = c * column + s * x[k:], c * x[k:] - s.conj() * column
        L[k, k], x[k] = r, 0
    return L


def _taken(L: Array, turned: Array, last: Any) -> Array:
    """Rotations that turn (L⁻¹ x, α) into a unit vector, and with it a column of zeros beside L into x.

    Saunders' algorithm, as LINPACK's dchdd has it; its error is small for both factors (Stewart 1979).
    """
    L, w, left = L.copy(), np.zeros_like(turned), float(last)
    for k in reversed(range(len(w))):
        r = np.hypot(left, np.abs(turned[k]))
        c, s, column = left / r, turned[k] / r, L[k:, k].copy()
        L[k:, k], w[k:] = c * column - s.conj() * w[k:], s * column + c * w[k:]
        L[k, k], left = L[k, k].real, float(r)
    return L


def _need_factor(problem: Problem) -> None:
    L, name = problem["L"], problem.name("L")
    d = np.diagonal(L)
    if not is_upper(L.T):
        fixes = ("transpose",) if is_upper(L) else ("cholesky",)
        hint = "cholesky gives one; an upper triangular R of A = Rᴴ R is to be transposed."
        raise UserError("domain", f"{name} is not lower triangular, so it is no Cholesky factor.", hint, fixes)
    if (d.real <= 0).any() or d.imag.any():
        message = f"The diagonal of {name} is not positive, so it is no Cholesky factor."
        raise UserError("domain", message, "cholesky gives one of a positive definite matrix.", ("cholesky",))


def _refusal(problem: Problem, value: str) -> UserError:
    L, x = problem.name("L"), problem.name("x")
    message = f"{L} {L}ᴴ − {x} {x}ᴴ is not positive definite: the squared length of {L}⁻¹ {x} is {value}."
    return UserError("domain", message, "LDLᴴ factors every symmetric matrix.", ("ldl", "eig"))


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The product of the new factor against L Lᴴ ± x xᴴ, and its error to first order, as of any Cholesky factor.

    Rounding is relative to the lengths of the rows of L and x, of which a downdate may leave little.
    """
    L, x, p = _scaled(problem)
    if (bad := usable(outcome.outputs, {"result": L.shape})) is not None:
        return bad
    if not L.size:
        return Assessment("green", "There is nothing to factor.", 0.0, 0.0, None, 0.0)
    new, failed = shifted(outcome.outputs["result"], -p), None
    d = np.diagonal(new)
    if not is_upper(new.T) or (d.real <= 0).any() or d.imag.any():
        failed = "Verification failed: the factor is not lower triangular with a positive diagonal."
    check, rows = _product(L, x, new, -1.0 if problem.params["downdate"] else 1.0)
    unit = natural_unit(len(L), eps(L.dtype), check.relative)
    sign = "−" if problem.params["downdate"] else "+"
    return verdict(
        L.dtype,
        _error(new, rows, unit),
        check.relative,
        check,
        green=f"The factor is verified against L Lᴴ {sign} x xᴴ",
        failed=failed,
    )


def _error(new: Array, rows: Array, unit: float) -> float:
    """That of a factor of such rows, and what it leaves out: a pivot of which little is left is off by itself.

    The change of column j by its own pivot is half of the column times that of L⁻¹ E L⁻ᴴ (Stewart 1997).
    """
    grown = float(np.max(rows / np.linalg.norm(new, axis=1))) ** 2
    turns = inverse_rows(new, rows, lower=True) ** 2
    own = SAFETY / 2 * unit * float(np.max(np.max(np.abs(new), axis=0) * turns)) / largest(new)
    return max(own, cholesky_error(new, unit * grown))


def _product(L: Array, x: Array, new: Array, sign: float) -> tuple[Residual, Array]:
    """What L Lᴴ ± x xᴴ and the new product differ by, against the lengths of the rows of [L x], and these."""
    rows = np.sqrt(np.sum(np.abs(L) ** 2, axis=1) + np.abs(x) ** 2)
    V = signs(len(L), L.dtype)
    before = L @ (conjugate_transpose(L) @ V) + sign * np.outer(x, x.conj() @ V)
    observed = np.abs(before - new @ (conjugate_transpose(new) @ V))
    across = rows if len(L) <= WHOLE else np.full(V.shape[1], ALONE * np.linalg.norm(rows))
    return Residual.of(observed, growth(len(L)) * np.outer(rows, across), L.dtype), rows


def _exact(problem: Problem) -> dict[str, Any] | None:
    L, x = problem.exact.get("L"), problem.exact.get("x")
    if L is None or x is None or not exact.fits(L, x):
        return None
    _need_factor(problem)
    M, change = exact.to_flint(L), np.multiply.outer(x, x) * (-1 if problem.params["downdate"] else 1)
    try:
        A = exact.from_flint(M * M.transpose(), L.shape) + change
        return {"result": exact.spelled(exact_definite.cholesky(A))}
    except exact_definite.NotDefiniteError:
        turned = exact.from_flint(M.solve(exact.to_flint(x)), x.shape)
        raise _refusal(problem, f"{turned.dot(turned)}, not below 1") from None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    L, x = names
    sign = "-" if problem.params["downdate"] else "+"
    adjoint, conj = (f"{L}.conj().T", f"{x}.conj()") if problem["L"].dtype.kind == "c" else (f"{L}.T", x)
    return f"new = np.linalg.cholesky({L} @ {adjoint} {sign} np.outer({x}, {conj}))"


CHOLESKY_UPDATE = Operation(
    declare=cholesky_update,
    routes=(Route("Rotations in NumPy", always("a change of rank one needs n rotations"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
