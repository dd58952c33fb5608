"""Linear regression: coefficients with their standard errors, and how well they fit."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.backends import exact, exact_lstsq
from workbench.model.certificate import Assessment, Condition
from workbench.numerics.agreement import Agreement, agreement, underflow
from workbench.numerics.bounds import eps, growth
from workbench.numerics.fitting import Seminormal, check_fit, fit, spread_of_coefficients
from workbench.numerics.probes import shifted
from workbench.numerics.rectangular import QR, SVD
from workbench.numerics.samples import centered, check_centered, lengths
from workbench.operations.common import need_equal_rows, scale, unusable
from workbench.operations.data.shared import Table, mean_exactly, need_table, verdict
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

METHODS = {QR: "LAPACK geqrf", SVD: "LAPACK gesdd", Seminormal: "LAPACK potrf of XᵀX, refined by the residual"}
Response = Annotated[Operand, Axes((1, 2), "what is to be explained: one number for each row, or several columns")]


class Regression(NamedTuple):
    coefficients: Annotated[Operand, "the slope of each column"]
    intercept: Annotated[Operand, "what is predicted where every column is 0; 0 without an intercept"]
    fitted: Annotated[Operand, "the prediction for each row"]
    r_squared: Annotated[Operand, "the share of the variance of y that is explained"]
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


class Prepared(NamedTuple):
    """X and y scaled by 2⁻ᵖ and 2⁻ᑫ, y as columns, and what is fitted to what."""

    X: Array
    Y: Array
    p: int
    q: int


def _prepared(problem: Problem) -> Prepared:
    dtype = np.result_type(problem["X"], problem["y"])
    (X, p), (y, q) = scale(problem, "X"), scale(problem, "y")
    return Prepared(X.astype(dtype, copy=False), y.astype(dtype, copy=False).reshape(len(X), -1), p, q)


def _run(problem: Problem) -> Outcome:
    X, Y, p, q = _prepared(problem)
    if problem.params["intercept"]:
        (A, m), (B, c) = centered(X), centered(Y)
    else:
        A, B, m, c = X, Y, np.zeros_like(X[0]), np.zeros_like(Y[0])
    x, factors = fit(A, B)
    constant = c - m @ x
    fitted = A @ x + c
    rss, r_squared = _quality(problem, Y, fitted)
    spare = len(X) - factors.rank - problem.params["intercept"]
    noise = np.sqrt(rss / spare) if spare > 0 else None
    spread = spread_of_coefficients(factors, X.shape[1])
    errors = None if noise is None or spread is None else np.outer(spread, noise)
    outputs = {
        "coefficients": _shaped(problem, shifted(x, q - p)),
        "intercept": _shaped(problem, shifted(constant, q)),
        "fitted": _shaped(problem, shifted(fitted, q)),
        "r_squared": _shaped(problem, r_squared),
        "rss": _shaped(problem, shifted(rss, 2 * q)),
        "noise": None if noise is None else _shaped(problem, shifted(noise, q)),
        "standard_errors": None if errors is None else _shaped(problem, shifted(errors, q - p)),
    }
    details = {"rank": factors.rank, "spare_rows": spare, "condition": factors.condition, "rows": len(X)}
    witness = {"factors": factors, "A": A, "B": B, "m": m, "c": c}
    return Outcome(outputs, witness, _warnings(problem, factors.rank, rss, Y, spare), details, METHODS[type(factors)])


def _shaped(problem: Problem, value: Array) -> Array:
    """One column of answers as a vector where y was one."""
    return value[..., 0] if problem["y"].ndim == 1 else value


def _columns(problem: Problem, value: Any) -> Array:
    return np.asarray(value)[..., None] if problem["y"].ndim == 1 else np.asarray(value)


def _quality(problem: Problem, Y: Array, fitted: Array) -> tuple[Array, Array]:
    """The sum of squared residuals, and 1 − its share of the squares of y about its mean."""
    rss = np.square(np.abs(Y - fitted)).sum(axis=0)
    total = np.square(np.abs(centered(Y).rows)).sum(axis=0)
    return rss, 1 - rss / np.where(total == 0, 1, total)


def _warnings(problem: Problem, rank: int, rss: Array, Y: Array, spare: int) -> tuple[str, ...]:
    found = []
    if rank < problem["X"].shape[1]:
        found.append(
            f"The rank is {rank} of {problem['X'].shape[1]} columns: many fits are as good, this is the shortest."
        )
    if spare <= 0:
        found.append("No row is spare: the fit passes through every point, and the noise cannot be estimated.")
    elif (rss <= (64 * eps(Y.dtype)) ** 2 * np.square(np.abs(Y)).sum(axis=0)).any():
        found.append("The fit is perfect but for rounding: noise and standard errors are rounding errors themselves.")
    if not problem.params["intercept"] and rank:
        found.append("There is no intercept: the fit is forced through 0.")
    return tuple(found)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The residual is orthogonal to the checked factors of the columns (Wedin's bound); the rest is found anew."""
    X, Y, p, q = _prepared(problem)
    given = {name: outcome.outputs[name] for name in Regression._fields}
    for name, shape in (
        ("coefficients", X.shape[1:]),
        ("intercept", ()),
        ("fitted", X.shape[:1]),
        ("r_squared", ()),
        ("rss", ()),
    ):
        if (bad := unusable(given[name], shape + problem["y"].shape[1:], name)) is not None:
            return bad
    x = shifted(_columns(problem, given["coefficients"]), p - q)
    A, B, factors = (outcome.witness[name] for name in ("A", "B", "factors"))
    main, parts = check_fit(A, B, x, factors)
    nothing = _vanishes(main.bound, x, A, B)
    return verdict(
        X.dtype,
        main,
        *_prepared_check(problem, outcome, X, Y),
        *_consequences(problem, outcome, X, Y, x, q),
        *_precision(problem, given, factors, Y, p, q),
        also=parts,
        bound=None if nothing else 0.0,
        what="the fit",
        residual=float(np.sqrt(np.max(_columns(problem, given["rss"]), initial=0))),
        backward_error=max(part.relative for part in (*parts, main.residual)),
        condition=Condition(factors.condition, "2"),
        green="The residual is orthogonal to every column",
        unproved="The coefficients are 0 as far as rounding lets one see." if nothing else None,
    )


def _vanishes(bound: float, x: Array, A: Array, B: Array) -> bool:
    """Whether no digit of the coefficients is sure, since what they add to the fit is rounding."""
    size = float(np.abs(x).max(initial=0))
    if bound < 0.1:
        return False
    return size * float(lengths(A).max()) <= math.sqrt(eps(A.dtype)) * float(lengths(B).max())


def _prepared_check(problem: Problem, outcome: Outcome, X: Array, Y: Array) -> tuple[Agreement, ...]:
    """What was fitted is the data, centred where there is an intercept."""
    A, B, m, c = (outcome.witness[name] for name in ("A", "B", "m", "c"))
    if not problem.params["intercept"]:
        return agreement(A, X, np.abs(X), X.dtype), agreement(B, Y, np.abs(Y), X.dtype)
    (of_rows, of_mean), (of_response, of_constant) = check_centered(X, A, m), check_centered(Y, B, c)
    return of_rows, of_mean, of_response, of_constant


def _consequences(problem: Problem, outcome: Outcome, X: Array, Y: Array, x: Array, q: int) -> tuple[Agreement, ...]:
    """Intercept, fitted values, residuals and R² from the coefficients; bounds relative to y, which sets their size."""
    given, A = outcome.outputs, outcome.witness["A"]
    constant, fitted = (shifted(_columns(problem, given[name]), -q) for name in ("intercept", "fitted"))
    m, c = (part.mean(axis=0) for part in (X, Y))
    expected = c - m @ x if problem.params["intercept"] else np.zeros_like(c)
    reach = growth(len(X)) * (np.abs(X).mean(axis=0) @ np.abs(x) + np.abs(Y).mean(axis=0)) * problem.params["intercept"]
    natural = max(float(np.abs(Y).max(initial=0)), float(np.max(reach, initial=0)))
    middle = outcome.witness["c"]
    terms = growth(len(x)) * (np.abs(A) @ np.abs(x)) + np.abs(middle)
    rss, r_squared = _quality(problem, Y, fitted)
    return (
        agreement(constant, expected, reach, X.dtype, natural),
        agreement(fitted, A @ x + middle, terms, X.dtype),
        agreement(
            shifted(_columns(problem, given["rss"]), -2 * q),
            rss,
            4 * rss + underflow(X.dtype, -2 * q),
            X.dtype,
            math.inf,
        ),
        agreement(_columns(problem, given["r_squared"]), r_squared, 4 * np.abs(r_squared), X.dtype, 1.0),
    )


def _precision(
    problem: Problem, given: dict[str, Any], factors: Any, Y: Array, p: int, q: int
) -> tuple[Agreement, ...]:
    """Noise and standard errors from the residuals and the checked factors."""
    if given["noise"] is None:
        return ()
    X = problem["X"]
    spare = len(X) - factors.rank - problem.params["intercept"]
    rss, _ = _quality(problem, Y, shifted(_columns(problem, given["fitted"]), -q))
    noise = np.sqrt(rss / spare)
    found = agreement(shifted(_columns(problem, given["noise"]), -q), noise, growth(len(X)) * noise, X.dtype)
    spread = spread_of_coefficients(factors, X.shape[1])
    if given["standard_errors"] is None or spread is None:
        return (found,)
    errors = np.outer(spread, noise)
    scale_ = np.broadcast_to(errors.max(axis=0, initial=0), errors.shape)
    return found, agreement(shifted(_columns(problem, given["standard_errors"]), p - q), errors, 4 * scale_, X.dtype)


def _exact(problem: Problem) -> dict[str, Any] | None:
    """Coefficients and sums of squares in fractions; the standard errors are roots and stay out."""
    X, y = problem.exact.get("X"), problem.exact.get("y")
    if X is None or y is None or not exact.fits(X, y):
        return None
    m, c = mean_exactly(X), mean_exactly(y)
    free = problem.params["intercept"]
    found = exact_lstsq.lstsq(X - m, y - c) if free else exact_lstsq.lstsq(X, y)
    constant, rss = (c - m @ found.x if free else 0 * c), found.squares[()]
    total = ((y - c) ** 2).sum(axis=0)
    return {
        "coefficients": found.x,
        "intercept": constant,
        "fitted": X @ found.x + constant,
        "r_squared": 1 - rss / total if np.all(total) else None,
        "rss": rss,
        "noise": None,
        "standard_errors": None,
    }


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


REGRESSION = Operation(
    declare=regression,
    routes=(Route("LAPACK geqrf", always("QR of the columns, by SVD where they are dependent"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
)
