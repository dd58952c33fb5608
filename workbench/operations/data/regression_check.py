"""How far a regression can be trusted: the fit itself, and everything that follows from it found anew."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics.agreement import Agreement, agreement
from workbench.numerics.bounds import eps, grain, growth
from workbench.numerics.fitting import check_fit, spread_of_coefficients
from workbench.numerics.probes import shifted
from workbench.numerics.samples import check_centered, lengths
from workbench.operations.common import unusable
from workbench.operations.data.fitted import columns_of, prepared, quality
from workbench.operations.data.shared import verdict
from workbench.operations.spec import Array, Outcome, Problem


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The residual is orthogonal to the checked factors of the columns (Wedin's bound); the rest is found anew."""
    X, Y, p, q = prepared(problem)
    given = outcome.outputs
    for name, shape in (
        ("coefficients", X.shape[1:]),
        ("intercept", ()),
        ("fitted", X.shape[:1]),
        ("rss", ()),
    ):
        if (bad := unusable(given[name], shape + problem["y"].shape[1:], name)) is not None:
            return bad
    x = shifted(columns_of(problem, given["coefficients"]), p - q)
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
        residual=float(np.sqrt(np.max(columns_of(problem, given["rss"]), initial=0))),
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
    constant, fitted = (shifted(columns_of(problem, given[name]), -q) for name in ("intercept", "fitted"))
    m, c = (part.mean(axis=0) for part in (X, Y))
    expected = c - m @ x if problem.params["intercept"] else np.zeros_like(c)
    reach = growth(len(X)) * (np.abs(X).mean(axis=0) @ np.abs(x) + np.abs(Y).mean(axis=0)) * problem.params["intercept"]
    natural = max(float(np.abs(Y).max(initial=0)), float(np.max(reach, initial=0)))
    middle = outcome.witness["c"]
    terms = growth(len(x)) * (np.abs(A) @ np.abs(x)) + np.abs(middle)
    rss, r_squared = quality(problem, Y, fitted)
    return (
        agreement(constant, expected, reach, X.dtype, natural),
        agreement(fitted, A @ x + middle, terms, X.dtype),
        agreement(
            shifted(columns_of(problem, given["rss"]), -2 * q),
            rss,
            4 * rss + grain(X.dtype, -2 * q),
            X.dtype,
            math.inf,
        ),
        _explained(problem, given["r_squared"], r_squared),
    )


def _explained(problem: Problem, given: Any, expected: Array) -> Agreement:
    """R² where it is defined; where y is constant it must be undefined."""
    found = np.full_like(expected, np.nan) if given is None else columns_of(problem, given)
    free = np.isnan(expected)
    if found.shape != expected.shape or not np.array_equal(np.isnan(found), free):
        return agreement(1.0, 0.0, 0.0, expected.dtype)
    return agreement(found[~free], expected[~free], 4 * np.abs(expected[~free]), expected.dtype, 1.0)


def _precision(
    problem: Problem, given: Mapping[str, Any], factors: Any, Y: Array, p: int, q: int
) -> tuple[Agreement, ...]:
    """Noise and standard errors from the residuals and the checked factors."""
    if given["noise"] is None:
        return ()
    X = problem["X"]
    spare = len(X) - factors.rank - problem.params["intercept"]
    rss, _ = quality(problem, Y, shifted(columns_of(problem, given["fitted"]), -q))
    noise = np.sqrt(rss / spare)
    found = agreement(shifted(columns_of(problem, given["noise"]), -q), noise, growth(len(X)) * noise, X.dtype)
    spread = spread_of_coefficients(factors, X.shape[1])
    if given["standard_errors"] is None or spread is None:
        return (found,)
    errors = np.outer(spread, noise)
    scale_ = np.broadcast_to(errors.max(axis=0, initial=0), errors.shape)
    return found, agreement(shifted(columns_of(problem, given["standard_errors"]), p - q), errors, 4 * scale_, X.dtype)
