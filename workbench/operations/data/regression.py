"""Linear regression: coefficients with their standard errors, and how well they fit."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.surd import root
from workbench.numerics.bounds import eps
from workbench.numerics.fitting import Factors, Seminormal, fit, spread_of_coefficients
from workbench.numerics.rectangular import QR, SVD, svd
from workbench.numerics.samples import centered
from workbench.numerics.scales import Scaled
from workbench.operations.common import need_equal_rows
from workbench.operations.data.fitted import Posed, prepared, quality
from workbench.operations.data.regression_check import certify
from workbench.operations.data.shared import Table, mean_exactly, need_table
from workbench.operations.on_device import device_route
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

METHODS = {QR: "LAPACK geqrf", SVD: "LAPACK gesdd", Seminormal: "LAPACK potrf of XᵀX, refined by the residual"}
METHODS_THERE = {
    QR: "cuSOLVER geqrf",
    SVD: "cuSOLVER gesvd",
    Seminormal: "cuBLAS gemm and LAPACK potrf of XᵀX, refined by the residual",
}
ROOTS = ("noise", "standard_errors")
"""Outputs that are square roots of fractions."""
Response = Annotated[Operand, Axes((1, 2), "what is to be explained: one number for each row, or several columns")]


class Regression(NamedTuple):
    coefficients: Annotated[Operand, "the slope of each column"]
    intercept: Annotated[Operand, "what is predicted where every column is 0; 0 without an intercept"]
    fitted: Annotated[Operand, "the prediction for each row"]
    r_squared: Annotated[Operand, "the share of the variance of y that is explained; none where y is constant"]
    rss: Annotated[Operand, "the sum of the squared residuals"]
    noise: Annotated[Operand, "the estimated standard deviation of the noise; none without spare rows"]
    standard_errors: Annotated[Operand, "that of each coefficient; none where columns are dependent or no row is spare"]


def regression(
    X: Table,
    y: Response,
    intercept: Annotated[bool, "fit a constant as well, without which a shift of the columns breaks the fit"] = True,
) -> Regression:
    """Fit y by a weighted sum of the columns of X and a constant, with the least sum of squared residuals.

    With an intercept the columns are centred first: their distance from 0 then costs no digits.
    """
    need_table(X, 2, "there is nothing to fit a slope to")
    need_equal_rows(X, y, ("transpose",) if X.shape[0] in y.shape else ())
    dtype = np.result_type(X.dtype, y.dtype)
    (p,), more, real = X.shape[1:], y.shape[1:], np.zeros(0, dtype).real.dtype
    return Regression(
        Operand("coefficients", (p, *more), dtype),
        Operand("intercept", more, dtype),
        Operand("fitted", y.shape, dtype),
        Operand("r_squared", more, real),
        Operand("rss", more, real),
        Operand("noise", more, real),
        Operand("standard_errors", (p, *more), real),
    )


def _run(problem: Problem) -> Outcome:
    posed = _posed(problem, even=False)
    x, factors = fit(posed.A, posed.B, problem.placed)
    if isinstance(factors, SVD) and posed.p.any():
        posed = _posed(problem, even=True)
        factors = svd(posed.A, None)
        x = factors.pseudo(posed.B)
    found = _found(problem, posed, x, factors)
    spare = _spare(problem, factors.rank)
    details = {"rank": factors.rank, "spare_rows": spare, "condition": factors.condition, "rows": len(posed.A)}
    outputs = {name: None if value is None else _shaped(problem, value.given) for name, value in found.items()}
    warnings = _warnings(problem, factors.rank, found["rss"], posed, spare)
    return Outcome(
        outputs, {"factors": factors, "posed": posed, "found": found}, warnings, details, _method(problem, factors)
    )


def _posed(problem: Problem, even: bool) -> Posed:
    X, Y, p, q = prepared(problem, even)
    rows = centered(Y)
    if not problem.params["intercept"]:
        return Posed(X, Y, np.zeros_like(X[0]), np.zeros_like(Y[0]), rows.rows, p, q)
    (A, m), (B, c) = centered(X), rows
    return Posed(A, B, m, c, B, p, q)


def _spare(problem: Problem, rank: int) -> int:
    return len(problem["X"]) - rank - int(problem.params["intercept"])


def _found(problem: Problem, posed: Posed, x: Array, factors: Factors) -> dict[str, Scaled | None]:
    """The outputs, y as columns, at the scale of the data."""
    A, B, m, c, spread, p, q = posed
    rss, left = quality(A, B, x, spread)
    spare = _spare(problem, factors.rank)
    noise = np.sqrt(rss / spare) if spare > 0 else None
    lengths = spread_of_coefficients(factors, A.shape[1])
    errors = None if noise is None or lengths is None else np.outer(lengths, noise)
    return {
        "coefficients": Scaled(x, q - p[:, None]),
        "intercept": Scaled(c - m @ x, q),
        "fitted": Scaled(A @ x + c, q),
        "r_squared": None if np.isnan(left).all() else Scaled(1 - left, 0),
        "rss": Scaled(rss, 2 * q),
        "noise": None if noise is None else Scaled(noise, q),
        "standard_errors": None if errors is None else Scaled(errors, q - p[:, None]),
    }


def _method(problem: Problem, factors: Factors) -> str:
    return (METHODS if problem.placed is None else METHODS_THERE)[type(factors)]


def _shaped(problem: Problem, value: Array) -> Array:
    """One column of answers as a vector where y was one."""
    return value[..., 0] if problem["y"].ndim == 1 else value


def _warnings(problem: Problem, rank: int, rss: Scaled | None, posed: Posed, spare: int) -> tuple[str, ...]:
    found, Y = [], posed.B + posed.c
    if not posed.spread.any(axis=0).all():
        found.append(f"{problem.name('y')} is constant: it has no variance to explain, and r² is undefined.")
    if rank < problem["X"].shape[1]:
        found.append(
            f"The rank is {rank} of {problem['X'].shape[1]} columns: many fits are as good, this is the shortest."
        )
    if spare <= 0:
        found.append("No row is spare: the fit passes through every point, and the noise cannot be estimated.")
    elif rss is not None and (rss.value <= (64 * eps(Y.dtype)) ** 2 * np.square(np.abs(Y)).sum(axis=0)).any():
        found.append("The fit is perfect but for rounding: noise and standard errors are rounding errors themselves.")
    if not problem.params["intercept"] and rank:
        found.append("There is no intercept: the fit is forced through 0.")
    return tuple(found)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """In fractions; noise and standard errors are square roots of some, and left out where there are none."""
    X, y = problem.exact.get("X"), problem.exact.get("y")
    if X is None or y is None or not exact.fits(X, y):
        return None
    m, c = mean_exactly(X), mean_exactly(y)
    free = problem.params["intercept"]
    A = X - m if free else X
    found = exact_lstsq.lstsq(A, y - c if free else y)
    constant, rss = (c - m @ found.x if free else 0 * c), found.squares[()]
    total = ((y - c) ** 2).sum(axis=0)
    answers = {
        "coefficients": found.x,
        "intercept": constant,
        "fitted": X @ found.x + constant,
        "rss": rss,
    }
    if np.all(total):
        answers["r_squared"] = 1 - rss / total
    answers |= _noise_exactly(A, np.asarray(rss), len(X) - int(free))
    return {
        name: exact.spelled(value)[()] if name in ROOTS else value
        for name, value in answers.items()
        if exact.printable(value)
    }


def _noise_exactly(A: Array, rss: Array, rows: int) -> dict[str, Any]:
    """√(rss/spare), and that times the roots of the diagonal of (AᵀA)⁻¹; what there is of them."""
    rank = exact.rank(A) if A.any() else 0
    spare, columns = rows - rank, A.shape[1]
    if spare <= 0:
        return {}
    answers = {"noise": _root(rss / spare)}
    if rank == columns:
        M = exact.to_flint(A)
        inverse = np.diagonal(exact.from_flint((M.transpose() * M).inv()))
        answers["standard_errors"] = _root(np.multiply.outer(inverse, rss / spare))
    return answers


def _root(squares: Any) -> Array:
    given = np.asarray(squares, dtype=object)
    return exact.array(map(root, given.flat), given.shape)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    X, y = names
    if not problem.params["intercept"]:
        return (
            f"coefficients = np.linalg.lstsq({X}, {y}, rcond=None)[0]\n"
            f"fitted = {X} @ coefficients\n"
            f"rss = (({y} - fitted)**2).sum(axis=0)"
        )
    return (
        f"m, c = {X}.mean(axis=0), {y}.mean(axis=0)\n"
        f"coefficients = np.linalg.lstsq({X} - m, {y} - c, rcond=None)[0]\n"
        "intercept = c - m @ coefficients\n"
        f"fitted = {X} @ coefficients + intercept\n"
        f"rss = (({y} - fitted)**2).sum(axis=0)\n"
        f"r_squared = 1 - rss / (({y} - c)**2).sum(axis=0)"
    )


def cost(X: Operand, y: Operand, intercept: bool = True) -> Cost:
    (n, p), columns = X.shape, math.prod(y.shape[1:])
    return Cost(4.0 * n * p * min(n, p) + 8.0 * n * p * columns, (4.0 * n * p + 4.0 * n * columns) * X.dtype.itemsize)


WHY = always("QR of the columns, by SVD where they are dependent")
REGRESSION = Operation(
    declare=regression,
    routes=(
        Route("LAPACK geqrf", WHY, _run, _code),
        device_route("cuSOLVER geqrf", WHY, _run, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
