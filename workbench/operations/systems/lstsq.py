"""Least squares: by QR for independent columns, by SVD for the shortest of many solutions, and other ways if asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.errors import UserError
from workbench.model.surd import root
from workbench.numerics import cutoff
from workbench.numerics.fitting_factors import normal, sorted_qr, uneven
from workbench.numerics.probes import shifted
from workbench.numerics.rectangular import (
    QR,
    SVD,
    form_q,
    householder,
    refined,
    svd,
)
from workbench.operations.common import RightSide, narrow, need_entries, need_equal_rows
from workbench.operations.spec import Array, Axes, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, Scalar
from workbench.operations.steps import worked
from workbench.operations.systems import device_lstsq, lstsq_code
from workbench.operations.systems.fit_check import Factors, norms
from workbench.operations.systems.fitting import (
    NO_DIGITS,
    Posed,
    check_weights,
    independent,
    is_rounding,
    leveled,
    need_parameters,
    need_weights,
    plain_residual,
    posed,
    rest,
    squeezed,
)
from workbench.operations.systems.lstsq_check import certify

Method = Literal["auto", "qr", "svd", "normal", "ridge", "tsvd"]


class LeastSquares(NamedTuple):
    x: Annotated[Operand, "the solution, the shortest one if there are many"]
    residual: Annotated[Operand, "the 2-norm of A x − b, for each right-hand side"]
    rank: Annotated[Operand, "the rank that was found"]
    singular_values: Annotated[Operand, "those of A, largest first; none where QR was enough"]


def lstsq(
    A: Matrix2,
    b: RightSide,
    w: Annotated[Operand, Axes((1,), "weights of the rows, that multiply squared residuals")] | None = None,
    method: Annotated[
        Method,
        "auto: QR, or SVD if columns are dependent; normal equations square the condition; ridge damps, tsvd truncates",
    ] = "auto",
    rtol: Annotated[
        float | None, "singular values up to rtol times the largest count as zero; by default max(m, n) eps"
    ] = None,
    lam: Annotated[Scalar | None, "ridge: λ in ‖A x − b‖² + λ ‖x‖²"] = None,
    k: Annotated[int | None, "tsvd: how many singular values are kept"] = None,
) -> LeastSquares:
    """The x that makes A x − b shortest, for A of any shape."""
    need_entries(A, "there is nothing to fit")
    need_equal_rows(A, b, ("transpose",) if A.shape[0] in b.shape or b.shape[0] in A.shape else ())
    need_weights(w, A)
    need_parameters(A, method, {"lam": lam, "k": k, "rtol": rtol})
    dtype = np.result_type(A.dtype, b.dtype)
    real = np.zeros(0, dtype).real.dtype
    return LeastSquares(
        Operand("x", A.shape[1:] + b.shape[1:], dtype),
        Operand("residual", b.shape[1:], real),
        Operand("rank", (), np.dtype(np.int64)),
        Operand("singular_values", (min(A.shape),), real),
    )


def cost(A: Operand, b: Operand, w: Operand | None = None, method: str = "auto", **more: Any) -> Cost:
    (m, n), columns = A.shape, math.prod(b.shape[1:])
    short = min(m, n)
    flops = (1.0 if method == "normal" else 4.0) * m * n * short + 8.0 * m * n * columns
    return Cost(flops, (3.0 * m * n + 3.0 * m * columns) * A.dtype.itemsize)


def _auto(problem: Problem) -> Outcome:
    given = _start(problem)
    name = problem.name("A")
    if given.A.shape[0] < given.A.shape[1]:
        return _by_svd(problem, given, f"{name} is wide: of many solutions the shortest is taken")
    if problem.params.get("rtol") is not None:
        return _by_svd(problem, given, "a cutoff for singular values was asked for")
    even = leveled(given)
    found = independent(even.A)
    if found is None:
        return _by_svd(problem, given, f"the columns of {name} are dependent to working precision")
    why = "rows differ much in size: they are sorted, and columns are pivoted" if uneven(even.A) else None
    return _finished(problem, even, found, refined(*even.plain, found.pseudo), why)


def _start(problem: Problem) -> Posed:
    check_weights(problem)
    return posed(problem)


def _by_qr(problem: Problem) -> Outcome:
    given = leveled(_start(problem))
    found: QR = sorted_qr(given.A) if uneven(given.A) else form_q(*householder(given.A))
    if not np.diagonal(found.R).all():
        raise _dependent(problem, "a pivot of R is exactly 0")
    return _finished(problem, given, found, refined(*given.plain, found.pseudo))


def _by_normal(problem: Problem) -> Outcome:
    given = leveled(_start(problem))
    found = normal(given.A)
    if found is None:
        raise _dependent(problem, "rounded, AᴴA is not positive definite")
    return _finished(problem, given, found, found.pseudo(given.b))


def _dependent(problem: Problem, found: str) -> UserError:
    name = problem.name("A")
    return UserError(
        "singular",
        f"The columns of {name} are dependent, or too nearly so for this method: {found}.",
        "method=svd takes the shortest of many solutions; method=auto uses QR, which does not square the condition.",
        ("lstsq", "pinv", "subspaces"),
        {"null_vector": None},
    )


def _by_svd(problem: Problem, given: Posed, why: str | None = None) -> Outcome:
    given = squeezed(given)
    found = svd(given.A, problem.params.get("rtol"))
    if (k := problem.params.get("k")) is not None:
        found = replace(found, rank=min(k, int(np.count_nonzero(found.S))))
    return _finished(problem, given, found, found.pseudo(given.b), why)


def _finish(problem: Problem, found: Factors, y: Array, p: int, q: int, why: str | None = None) -> Outcome:
    """The outputs of factors and a solution at the scale of 2⁻ᵖ A and 2⁻q b, as devices find them."""
    return _finished(problem, posed(problem)._replace(p=p, q=q), found, y, why)


def _finished(problem: Problem, given: Posed, found: Factors, y: Array, why: str | None = None) -> Outcome:
    values = shifted(found.S, given.p) if isinstance(found, SVD) else None
    solved = given.outward(y)
    x = solved.given
    residual = plain_residual(problem, x)
    outputs = {"x": x, "residual": residual, "rank": np.asarray(found.rank), "singular_values": values}
    method = "LAPACK gesdd" if isinstance(found, SVD) else None
    details: dict[str, Any] = {}
    if "w" in problem.arrays:
        details["weighted_residual"] = shifted(norms(rest(given, x)), given.q)
    if isinstance(found, SVD):
        rtol = cutoff.relative(given.A, problem.params.get("rtol"))
        details |= {"rtol": rtol, "tolerance": rtol * float(shifted(found.S, given.p).max(initial=0))}
    return Outcome(
        outputs,
        {"factors": found, "leveled": bool(given.columns.any()), "scaled": solved},
        (*_warnings(found, given.A, problem), *((NO_DIGITS,) if is_rounding(problem, x) else ())),
        details,
        method,
        why,
    )


def _warnings(found: Factors, A: Array, problem: Problem) -> tuple[str, ...]:
    if found.rank == A.shape[1]:
        return ()
    if problem.params.get("k") is not None:
        return (f"Of {min(A.shape)} singular values {found.rank} are kept: x is damped, not the best fit.",)
    return (f"The rank is {found.rank} of {A.shape[1]} columns: many x fit equally well, this is the shortest.",)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """The shortest minimiser in fractions, and the length of its residual; none where singular values are cut off."""
    A, b = problem.exact.get("A"), problem.exact.get("b")
    if A is None or b is None or not exact.fits(A, b):
        return None
    if problem.params["method"] == "tsvd" or problem.params.get("rtol") is not None:
        return None
    equations = _equations(problem, A, b)
    if equations is None or not exact.fits(*equations):
        return None
    x = exact_lstsq.lstsq(*equations).x
    roots = _lengths(exact.from_flint(exact.to_flint(A) * exact.to_flint(x), b.shape) - b)
    residual = exact.spelled(roots)[()] if exact.printable(roots) else None
    return {"x": x if exact.printable(x) else None, "residual": residual, "rank": Fraction(exact.rank(equations[0]))}


def _equations(problem: Problem, A: Array, b: Array) -> tuple[Array, Array] | None:
    """A and b themselves, or the normal equations where there are weights or damping; None unless these are exact."""
    w, lam = problem.exact.get("w"), problem.params.get("lam")
    if "w" not in problem.arrays and lam is None:
        return A, b
    check_weights(problem)
    if ("w" in problem.arrays and w is None) or not isinstance(lam or Fraction(0), Fraction):
        return None
    return exact_lstsq.normal_equations(A, b, w, lam or Fraction(0))


def _lengths(residual: Array) -> Array:
    squares = np.asarray((residual**2).sum(axis=0), dtype=object)
    return exact.array(map(root, squares.flat), squares.shape)


def _method(*names: str) -> Callable[[Problem], str | None]:
    def applies(problem: Problem) -> str | None:
        return f"asked for: {problem.params['method']}" if problem.params.get("method") in names else None

    return applies


def _automatic(problem: Problem) -> str | None:
    return "the columns are independent" if problem.params.get("method", "auto") == "auto" else None


def _on_device(problem: Problem) -> str | None:
    return None if "w" in problem.arrays or not narrow(problem) else _automatic(problem)


def _damped(problem: Problem) -> str | None:
    return "QR of A with √λ I below it" if problem.params.get("method") == "ridge" else None


LSTSQ = Operation(
    declare=lstsq,
    routes=(
        Route("LAPACK geqrf", _automatic, _auto, lstsq_code.auto_code),
        Route("LAPACK geqrf", _method("qr"), _by_qr, lstsq_code.qr_code),
        Route(
            "LAPACK gesdd",
            _method("svd", "tsvd"),
            lambda problem: _by_svd(problem, _start(problem)),
            lstsq_code.svd_code,
        ),
        Route("LAPACK potrf of the normal equations", _method("normal"), _by_normal, lstsq_code.normal_code),
        Route("LAPACK geqrf", _damped, _auto, lstsq_code.ridge_code),
        *device_lstsq.lstsq_routes(_on_device, _finish, lstsq_code.auto_code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    steps=worked("least_squares", "lstsq_steps"),
)
