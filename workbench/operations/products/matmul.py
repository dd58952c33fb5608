"""The matrix product, checked by Freivalds' probes."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.numerics.bounds import Residual, eps, judge, max_digits
from workbench.numerics.probes import LARGE, largest, shifted, thin, thin_with_rows, times_squares, uneven
from workbench.operations.common import by, scale, shape_error, unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Factor1 = Annotated[Operand, Axes((1, 2), "the left factor; a vector counts as a row")]
Factor2 = Annotated[Operand, Axes((1, 2), "the right factor; a vector counts as a column")]


ROWS = 256
OVERFLOW = Assessment("red", "The product overflows: it holds Inf or NaN.")


class Product(NamedTuple):
    result: Annotated[Operand, "A B: row i times column j"]


def matmul(A: Factor1, B: Factor2) -> Product:
    """The product of two matrices, as numpy.matmul and @ have it."""
    inner, other = A.shape[-1], B.shape[0]
    if inner != other:
        raise _clash(A, B, inner, other)
    return Product(Operand("result", A.shape[:-1] + B.shape[1:], np.result_type(A.dtype, B.dtype)))


def _clash(A: Operand, B: Operand, inner: int, other: int) -> Exception:
    axes = f"the {inner} columns of {A.name} meet the {other} rows of {B.name}"
    hint = "The columns of the first must be as many as the rows of the second."
    if A.shape[-1] == B.shape[-1]:
        hint = f"{A.name} times the transpose of {B.name} would fit."
    elif A.shape[0] == B.shape[0]:
        hint = f"The transpose of {A.name} times {B.name} would fit."
    elif A.shape[0] == B.shape[-1]:
        hint = f"The other order, {B.name} times {A.name}, would fit."
    message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}, so they have no product: {axes}."
    return shape_error(message, hint, ("transpose",), A, B, axes={A.name: len(A.shape) - 1, B.name: 0})


def _run(problem: Problem) -> Outcome:
    A, p = scale(problem, "A")
    B, q = scale(problem, "B")
    C = np.asarray(np.matmul(A, B))
    return Outcome({"result": shifted(C, p + q) if p or q else C}, {"probes": True})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Freivalds: C V against A (B V) for random signs V, each row against the product of lengths ‖aᵢ‖ ‖B v‖.

    An Inf or NaN in C shows in C V.
    """
    A, B, C = problem["A"], problem["B"], outcome.outputs["result"]
    shape = A.shape[:-1] + B.shape[1:]
    if np.shape(C) != shape or not C.size or not len(B):
        return unusable(C, shape, "the product") or _empty(C)
    (A, p), (B, q) = scale(problem, "A"), scale(problem, "B")
    if (p or q or C.size < LARGE) and not np.isfinite(largest(C)):
        return OVERFLOW
    A, B, C = A.reshape(-1, A.shape[-1]), B.reshape(len(B), -1), shifted(C, -p - q) if p or q else C
    C = C.reshape(len(A), B.shape[1])
    check, size = _residual(A, B, C, p + q)
    if not np.isfinite(size) and not np.isfinite(largest(C)):
        return OVERFLOW
    bound = float(check.level.max(initial=0))
    if not size and check.passes:
        return _vanished(not check.observed.any())
    relative = bound / size if size else math.inf
    return judge(C.dtype, relative, check, what="the product", green="C v = A (B v) is verified")


def _empty(C: Array) -> Assessment:
    """Without terms to sum every entry is 0."""
    if C.any():
        return Assessment("red", "Verification failed: a product without terms is 0.")
    return Assessment("green", "The product has no terms to sum.", 0.0, 0.0, None, 0.0, max_digits(C.dtype))


def _vanished(zero: bool) -> Assessment:
    if zero:
        return Assessment("green", "The product is zero: C v = A (B v) is verified.", 0.0, 0.0, None, 0.0)
    return Assessment("amber", "The product underflows to 0.")


def _residual(A: Array, B: Array, C: Array, p: int) -> tuple[Residual, float]:
    """The check, and the size of C: not more than its largest entry, NaN or Inf if one is or C v overflows."""
    V = uneven(B.shape[1], C.dtype)
    Y = thin(B, V)
    with np.errstate(all="ignore"):
        CV = thin(C, V)
        AY, rows = thin_with_rows(A, Y)
        observed = np.abs(CV - AY).max(axis=1, initial=0)
    longest = float(np.sqrt(times_squares(np.ones(len(Y)), Y)).max(initial=0))
    grain = math.ldexp(float(np.finfo(C.dtype).smallest_subnormal), min(-p, 2040)) / eps(C.dtype)
    return Residual.of(observed, rows * longest + grain, C.dtype), _size(C, CV)


def _size(C: Array, CV: Array) -> float:
    """The largest entry of the rows that C v says are the largest, which spares a look at all of a large C."""
    tops = np.abs(CV).max(axis=1, initial=0)
    if not np.isfinite(tops).all():
        return math.inf
    if C.size < LARGE or len(C) <= ROWS or not tops.any():
        return largest(C)
    return largest(C[np.argpartition(tops, -ROWS)[-ROWS:]])


def _exact(problem: Problem) -> dict[str, Any] | None:
    A, B = problem.exact.get("A"), problem.exact.get("B")
    if A is None or B is None or not exact.fits(A, B):
        return None
    left = exact.to_flint(A.reshape(-1, A.shape[-1]))
    product = left * exact.to_flint(B)
    shape = A.shape[:-1] + B.shape[1:]
    return {"result": exact.from_flint(product, shape) if shape else exact.fraction(product[0, 0])}


def cost(A: Operand, B: Operand) -> Cost:
    rows, inner, columns = math.prod(A.shape[:-1]), A.shape[-1], math.prod(B.shape[1:])
    return Cost(2.0 * rows * inner * columns, float(rows) * columns * np.result_type(A.dtype, B.dtype).itemsize)


MATMUL = Operation(
    declare=matmul,
    routes=(
        Route(
            "BLAS gemm (NumPy matmul)",
            always("no special structure is used"),
            _run,
            lambda _, names: f"C = {names[0]} @ {names[1]}",
        ),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
