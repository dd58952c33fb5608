"""How far a regression can be trusted: the fit itself, and everything that follows from it found anew."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import digits, eps, grain, growth, quantum
from workbench.numerics.fitting import Checked, check_fit, spread_of_coefficients
from workbench.numerics.rectangular import SVD
from workbench.numerics.samples import check_centered, lengths
from workbench.numerics.scales import Scaled, unscaled
from workbench.operations.beyond import leaves, told
from workbench.operations.common import unusable
from workbench.operations.data.fitted import Posed, columns_of, prepared, quality
from workbench.operations.data.regression_rank import doubt
from workbench.operations.data.shared import verdict
from workbench.operations.spec import Array, Outcome, Problem

OWN = 0.01
"""An output whose error is a larger share of it is 0 to rounding: then only the error itself is told."""
BESIDE = ("coefficients", "intercept", "fitted", "rss", "noise", "standard_errors")


class Seen(NamedTuple):
    """The outputs as they were given, at the scale of the data, y as columns; None where there is none."""

    x: Array
    intercept: Array
    fitted: Array
    rss: Array
    r_squared: Array | None
    noise: Array | None
    standard_errors: Array | None


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The residual is orthogonal to the checked factors of the columns (Wedin's bound); the rest is found anew."""
    posed, factors = outcome.witness["posed"], outcome.witness["factors"]
    if (bad := _unusable(problem, outcome)) is not None:
        return bad
    given = _seen(problem, outcome)
    found = check_fit(posed.A, posed.B, given.x, factors, posed.m)
    sizes = _sizes(problem, posed, given, found)
    unsure = _doubt(problem, posed, given.x, factors, sizes.bound)
    said = verdict(
        posed.A.dtype,
        Agreement(found.residuals[0], 0.0),
        *_prepared_check(problem, posed, isinstance(factors, SVD)),
        *_consequences(problem, posed, given),
        *_precision(problem, posed, given, factors),
        also=found.residuals[1:],
        bound=sizes.bound if unsure is None else None,
        what="the fit",
        residual=float(np.sqrt(np.max(np.asarray(outcome.outputs["rss"]), initial=0))),
        backward_error=max(part.relative for part in found.residuals),
        condition=Condition(factors.condition, "2"),
        green="The residual is orthogonal to every column" + sizes.words,
        unproved=unsure,
        spacing=sizes.spacing,
        why=f"the condition number is {factors.condition:.1e}{sizes.words}" if sizes.words else None,
    )
    return told(said, _beyond(problem, outcome), posed.A.dtype)


def _unusable(problem: Problem, outcome: Outcome) -> Assessment | None:
    """Red for an output of the wrong shape, or one that is not finite though it should be."""
    (n, p), more, beyond = problem["X"].shape, problem["y"].shape[1:], _beyond(problem, outcome)
    shapes = {"coefficients": (p,), "intercept": (), "fitted": (n,), "rss": (), "noise": (), "standard_errors": (p,)}
    for name, shape in shapes.items():
        missing = outcome.outputs[name] is None and outcome.witness["found"][name] is None
        if missing or beyond.get(_called(name), False):
            continue
        if (bad := unusable(outcome.outputs[name], shape + more, _called(name))) is not None:
            return bad
    return None


def _beyond(problem: Problem, outcome: Outcome) -> dict[str, bool]:
    """Which outputs leave the range of their type, and should."""
    given, found = outcome.outputs, outcome.witness["found"]
    there = [name for name in BESIDE if given[name] is not None]
    return {_called(name): leaves(columns_of(problem, given[name]), found[name]) for name in there}


def _called(name: str) -> str:
    return "the " + name.replace("_", " ")


def _seen(problem: Problem, outcome: Outcome) -> Seen:
    found: dict[str, Scaled | None] = outcome.witness["found"]

    def at_own(name: str) -> Any:
        value, known = outcome.outputs[name], found[name]
        if value is None or known is None:
            return None if value is None else columns_of(problem, value)
        return unscaled(columns_of(problem, value), known, known.p)

    names = ("coefficients", "intercept", "fitted", "rss", "r_squared", "noise", "standard_errors")
    return Seen(*(at_own(name) for name in names))


class Sizes(NamedTuple):
    """The bound on all outputs, a remark on those that are 0 to rounding, and what the least numbers take away."""

    bound: float
    words: str
    spacing: float


def _sizes(problem: Problem, posed: Posed, given: Seen, found: Checked) -> Sizes:
    """Errors of coefficients, intercept, fitted values and R², each relative to the largest of them."""
    A, B, m, c, spread, p, q = posed
    unit, x = growth(max(A.shape)) * eps(A.dtype), np.abs(given.x)
    parts = [_relative(found.x, x, q - p[:, None], A.dtype)]
    steps = unit * (np.abs(A) @ x + np.abs(c))
    parts.append(_relative(found.fitted + steps, given.fitted, q, A.dtype))
    rounded, natural, words = unit * (np.abs(m) @ x + np.abs(c)), np.abs(B).max(axis=0) + np.abs(c), []
    if problem.params["intercept"]:
        error = found.along + rounded
        own = _relative(error, given.intercept, q, A.dtype)
        if own.bound > OWN:
            words.append(f"the intercept is 0 within {_at(error, q):.0e}")
            own = _relative(error, natural + np.abs(m) @ x, q, A.dtype)
        parts.append(own)
    if given.r_squared is not None:
        known = ~np.isnan(given.r_squared)
        error = _of_share(A, B, x, spread, found.fitted, given.rss)[known]
        own = _relative(error, given.r_squared[known], 0, A.dtype)
        if own.bound > OWN:
            words.append(f"R² is 0 within {error.max():.0e}")
            own = Sizes(float(error.max()), "", 0.0)
        parts.append(own)
    words += _few_of_rss(A, B, x, found.fitted, given.rss)
    return Sizes(
        max(part.bound for part in parts), "".join(f"; {word}" for word in words), max(part.spacing for part in parts)
    )


def _relative(error: Array, value: Array, powers: Any, dtype: Any) -> Sizes:
    """The largest error over the largest value, both times 2^powers, and the spacing of numbers so small."""
    error, value, powers = np.broadcast_arrays(error, np.abs(value), powers)
    if not error.any() or not value.any():
        return Sizes(math.inf if error.any() else 0.0, "", 0.0)
    top = int(np.where(value > 0, np.frexp(value)[1] + powers, -5000).max())
    size = float(np.ldexp(value.astype(np.float64), powers - top).max())
    worst = float(np.ldexp(error.astype(np.float64), powers - top).max())
    lost = quantum(dtype, -top) / size
    return Sizes(worst / size + lost, "", lost)


def _at(error: Array, powers: Any) -> float:
    return float(np.ldexp(error.astype(np.float64), powers).max(initial=0))


def _of_rss(A: Array, B: Array, x: Array, fitted: Array, rss: Array) -> Array:
    """How far rounding moves the sum of squares: the fit is orthogonal to what is left, so its error counts squared."""
    steps = growth(max(A.shape)) * eps(A.dtype) * lengths(np.abs(A) @ x + np.abs(B))
    return np.asarray(2 * np.sqrt(np.abs(rss)) * steps + steps**2 + fitted**2)


def _of_share(A: Array, B: Array, x: Array, spread: Array, fitted: Array, rss: Array) -> Array:
    """The same for R², of which the squares of y about its mean are the unit."""
    total = np.square(np.abs(spread)).sum(axis=0)
    error = _of_rss(A, B, x, fitted, rss)
    return np.asarray(error / np.where(total == 0, 1, total) + 4 * growth(len(A)) * eps(A.dtype))


def _few_of_rss(A: Array, B: Array, x: Array, fitted: Array, rss: Array) -> list[str]:
    """A remark where the residuals are so small that they have few digits of their own."""
    error = _of_rss(A, B, x, fitted, rss)
    if not (error > eps(A.dtype) ** 0.5 * rss).any():
        return []
    few = digits(float(np.max(np.where(error > 0, error / np.where(rss > 0, rss, 1), 0))), A.dtype)
    if (error > rss * OWN).any():
        return ["what is left of y is rounding, and so are rss, noise and standard errors"]
    return [f"rss, noise and standard errors have {few} digits"]


def _doubt(problem: Problem, posed: Posed, x: Array, factors: Any, bound: float) -> str | None:
    """Why nothing is promised: another rank, coefficients or outputs of which no digit is sure."""
    if isinstance(factors, SVD) and (why := doubt(problem, posed.A, factors)) is not None:
        return why
    if digits(bound, posed.A.dtype) >= 1:
        return None
    if np.all(np.abs(x).T @ lengths(posed.A) <= math.sqrt(eps(posed.A.dtype)) * lengths(posed.B)):
        return "The coefficients are 0 as far as rounding lets one see."
    return (
        "The residual is orthogonal to every column, but no digit of the fit is proved: "
        f"the condition number is {factors.condition:.1e}."
    )


def _prepared_check(problem: Problem, posed: Posed, even: bool) -> tuple[Agreement, ...]:
    """What was fitted is the data, centred where there is an intercept."""
    X, Y, _, _ = prepared(problem, even and bool(problem["X"].size))
    A, B, m, c = posed[:4]
    if not problem.params["intercept"]:
        return agreement(A, X, np.abs(X), X.dtype), agreement(B, Y, np.abs(Y), X.dtype)
    least = np.full(X.shape[1], -1) if even else None  # columns beside larger ones may be subnormal
    of_rows, of_mean = check_centered(X, A, m, powers=least)
    of_response, of_constant = check_centered(Y, B, c)
    return of_rows, of_mean, of_response, of_constant


def _consequences(problem: Problem, posed: Posed, given: Seen) -> tuple[Agreement, ...]:
    """Intercept, fitted values, residuals and R² from the coefficients."""
    A, B, m, c, spread, _, q = posed
    x, dtype = np.abs(given.x), A.dtype
    reach = growth(len(A)) * (np.abs(m) @ x + np.abs(c)) * problem.params["intercept"] + grain(dtype, 0) * (q < 0)
    terms = growth(len(x)) * (np.abs(A) @ x) + np.abs(c)
    rss, left = quality(A, B, given.x, spread)
    return (
        agreement(given.intercept, c - m @ given.x, reach, dtype, math.inf),
        agreement(given.fitted, A @ given.x + c, terms, dtype, math.inf),
        agreement(given.rss, rss, 4 * rss, dtype, math.inf),
        _explained(given.r_squared, 1 - left),
    )


def _explained(given: Array | None, expected: Array) -> Agreement:
    """R² where it is defined; where y is constant it must be undefined."""
    found = np.full_like(expected, np.nan) if given is None else given
    free = np.isnan(expected)
    if found.shape != expected.shape or not np.array_equal(np.isnan(found), free):
        return agreement(1.0, 0.0, 0.0, expected.dtype)
    return agreement(found[~free], expected[~free], 4 * np.abs(expected[~free]), expected.dtype, math.inf)


def _precision(problem: Problem, posed: Posed, given: Seen, factors: Any) -> tuple[Agreement, ...]:
    """Noise and standard errors from the residuals and the checked factors."""
    if given.noise is None:
        return ()
    A, spare = posed.A, len(posed.A) - factors.rank - problem.params["intercept"]
    noise = np.sqrt(quality(A, posed.B, given.x, posed.spread)[0] / spare)
    found = agreement(given.noise, noise, growth(len(A)) * noise, A.dtype, math.inf)
    spread = spread_of_coefficients(factors, A.shape[1])
    if given.standard_errors is None or spread is None:
        return (found,)
    errors = np.outer(spread, noise)
    return found, agreement(given.standard_errors, errors, 4 * errors, A.dtype, math.inf)
