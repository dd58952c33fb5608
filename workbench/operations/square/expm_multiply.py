"""The exponential of a matrix times vectors, without the exponential itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import balls, exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import judge
from workbench.numerics.exponential import exponential
from workbench.numerics.matrix_functions import MOST_STEPS, apply_exponential, total_modulus
from workbench.operations.common import need_equal_rows, need_square, unusable
from workbench.operations.spec import (
    Array,
    Axes,
    Cost,
    Matrix2,
    Operand,
    Operation,
    Outcome,
    Problem,
    Route,
    Scalar,
    always,
)
from workbench.operations.square.function_check import MatrixFunction, by_truth

WHAT = "product exp(t A) b"


class Product(NamedTuple):
    result: Annotated[Operand, "exp(t A) b, the x(t) with x' = A x and x(0) = b; of the shape of b"]


def expm_multiply(
    A: Matrix2,
    b: Annotated[Operand, Axes((1, 2), "what is multiplied: a vector, or one in each column")],
    t: Annotated[Scalar, "the time, any number"] = Fraction(1),
) -> Product:
    """The exponential exp(t A) times b: where x' = A x leads to from x(0) = b in the time t.

    By truncated Taylor series (Al-Mohy and Higham, SIAM J. Sci. Comput. 2011): products with A are all it takes. Where
    t A is so large that they would be too many, by the exponential itself.
    """
    need_square(A, "it has no exponential", "Only a square matrix has powers, and so an exponential.", ("matmul",))
    need_equal_rows(A, b, ())
    number: Any = t
    if not np.isfinite(complex(number)):
        raise UserError("domain", f"t must be a finite number, not {t}.", "Such as 1/2 or -3.")
    kind = np.result_type(A.dtype, b.dtype, np.complex64 if isinstance(number, complex) else A.dtype)
    return Product(Operand("result", b.shape, kind))


def _time(problem: Problem) -> complex:
    t = problem.params["t"]
    return t if isinstance(t, complex) else float(t)


def _kind(problem: Problem) -> Any:
    more = np.complex64 if isinstance(_time(problem), complex) else problem["A"].dtype
    return np.result_type(problem["A"].dtype, problem["b"].dtype, more)


def _columns(b: Array) -> Array:
    return b if b.ndim == 2 else b[:, None]


def _double(M: Array) -> Array:
    return M.astype(np.result_type(M, np.float64), copy=False)


def _diagonal(problem: Problem) -> str | None:
    if not problem["b"].size:
        return f"{problem.name('b')} has no entries"
    return f"{problem.name('A')} is diagonal" if problem.structures["A"].diagonal else None


def _moderate(problem: Problem) -> str | None:
    small = abs(_time(problem)) * total_modulus(problem["A"]) <= MOST_STEPS
    return "products with A are cheaper than its exponential" if small else None


def _run_diagonal(problem: Problem) -> Outcome:
    factors = np.exp(_time(problem) * _double(np.diagonal(problem["A"])))
    X = factors[:, None] * _double(_columns(problem["b"]))
    return _outcome(problem, X)


def _run(problem: Problem) -> Outcome:
    return _outcome(problem, _action(problem, problem["A"]))


def _outcome(problem: Problem, X: Array) -> Outcome:
    return Outcome({"result": np.asarray(X.reshape(problem["b"].shape)).astype(_kind(problem))})


def _action(problem: Problem, A: Array, parts: int = 1) -> Array:
    """exp(t A) b in double precision, in so many equal steps; by the exponential where t A is large."""
    M, X = _time(problem) / parts * _double(A), _double(_columns(problem["b"]))
    M, X = (part.astype(np.result_type(M, X), copy=False) for part in (M, X))
    E = None if _moderate(problem) else exponential(M)
    for _ in range(parts):
        step = apply_exponential(M, X) if E is None else E @ X
        X = np.asarray(exponential(M) @ X if step is None else step)
    return X


def _known(problem: Problem) -> Array | None:
    return balls.exponential_times(problem["A"], _columns(problem["b"]), _time(problem))


def _function(problem: Problem) -> MatrixFunction:
    """The product as a function of A, and a better look at it: to many digits, or in three steps."""
    known = _known(problem)

    def second(A: Array, X: Array) -> Array:
        found = _action(problem, A, 3) if known is None else known
        return found.reshape(X.shape)

    return MatrixFunction(
        name="expm_multiply",
        what=WHAT,
        scalar=np.exp,
        general=lambda A: _action(problem, A).reshape(problem["b"].shape),
        method="",
        truth=second,
        sure=lambda A, X: None if known is None else known.reshape(X.shape),
        proof="Agrees with a second computation",
    )


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Against many digits, or a computation in three steps, with as much room as neighbours of A differ by."""
    X = outcome.outputs["result"]
    if (bad := unusable(X, problem["b"].shape, f"the {WHAT}")) is not None:
        return bad
    if not X.size or not (problem["b"].any() or X.any()):
        return judge(X.dtype, 0.0, green="There is nothing to multiply")
    return by_truth(_function(problem), problem["A"].astype(_kind(problem), copy=False), X)


def cost(A: Operand, b: Operand, t: Any = None) -> Cost:
    n, k = float(A.shape[0]), float(b.shape[1] if len(b.shape) == 2 else 1)
    return Cost(300.0 * n * n * k, 8.0 * (2 * n * n + 6 * n * k))


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The series of a nilpotent rational A ends; so does that of t = 0."""
    A, b, t = problem.exact.get("A"), problem.exact.get("b"), problem.params["t"]
    if A is None or b is None or not exact.fits(A, b) or not isinstance(t, Fraction):
        return None
    import flint

    M = exact.to_flint(A) * flint.fmpq(t.numerator, t.denominator)
    power = exact.to_flint(exact.eye(len(A)))
    total = power
    for k in range(1, len(A) + 1):
        power = power * M * flint.fmpq(1, k)
        total = total + power
    if any(power.entries()):
        return None
    return {"result": exact.from_flint(total * exact.to_flint(_columns(b)), b.shape)}


def _scaled_name(problem: Problem, name: str) -> str:
    t = problem.params["t"]
    if t == 1:
        return name
    shown = str(t) if isinstance(t, Fraction) and t.denominator <= 1000 else repr(_time(problem))
    return f"({shown}) * {name}" if "/" in shown or isinstance(t, complex) else f"{shown} * {name}"


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.sparse.linalg.expm_multiply({_scaled_name(problem, names[0])}, {names[1]})"


def _whole_code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"x = scipy.linalg.expm({_scaled_name(problem, names[0])}) @ {names[1]}"


EXPM_MULTIPLY = Operation(
    declare=expm_multiply,
    routes=(
        Route("NumPy, on the diagonal", _diagonal, _run_diagonal, _whole_code),
        Route("SciPy expm_multiply, truncated Taylor series", _moderate, _run, _code),
        Route("Scaling and squaring, Padé approximants", always("t A is large"), _run, _whole_code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
