"""Whether a PCA is right: its data, the whole decomposition behind it, and how far its axes are determined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.agreement import Agreement, agreement, product
from workbench.numerics.bounds import grain
from workbench.numerics.column_scales import moderate
from workbench.numerics.equilibrium import moved
from workbench.numerics.principal import Axes, check_axes, errors
from workbench.numerics.probes import exponent, largest, shifted, thin_with_rows, uneven
from workbench.numerics.samples import check_centered, lengths
from workbench.operations.common import unusable
from workbench.operations.data.shared import by_spread, divide_by, verdict
from workbench.operations.spec import Array, Outcome, Problem


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Centring anew, the whole decomposition with its residual, then scores and rebuilt data on a few vectors."""
    X, p = by_spread(problem)
    given, k, n = outcome.outputs, problem.params["k"] or min(X.shape), len(X)
    if (bad := _unusable(given, X.shape, k)) is not None:
        return bad
    B, found = outcome.witness["rows"], outcome.witness["axes"]
    spread = None if given["scale"] is None else moved(given["scale"], -p)
    q = p if spread is None else 0
    check = check_axes(B, divide_by(n, problem.params["divisor"]), found)
    parts = (
        *_prepared(problem, X, B, moved(given["mean"], -p), spread),
        *_kept(found, given, k, q),
        *_projected(B, given, moved(given["mean"], -p), spread, p, q),
    )
    turned = errors(found).axes[:k]
    free = np.flatnonzero(~(turned < 0.1)) + 1  # no digit is left
    return verdict(
        X.dtype,
        *parts,
        *check.extra,
        bound=None if len(free) else max(check.bound, float(turned.max())),
        what="the components",
        residual=check.residual,
        unproved=f"No digit of component {free[0]} is determined by the data." if len(free) else None,
        green="The components are orthonormal eigenvectors, and they rebuild the data",
        failed=check.failure,
    )


def _unusable(given: Mapping[str, Any], shape: tuple[int, ...], k: int) -> Assessment | None:
    n, p = shape
    shapes = {"mean": (p,), "components": (k, p), "variances": (k,), "ratio": (k,), "scores": (n, k), "rebuilt": shape}
    found = (unusable(given[name], wanted, name) for name, wanted in shapes.items())
    return next((bad for bad in found if bad is not None), None)


def _prepared(problem: Problem, X: Array, B: Array, mean: Array, spread: Array | None) -> tuple[Agreement, ...]:
    """The rows that were decomposed: centred (or as they are), over their deviations where that was asked for."""
    factor = np.ones(1, B.real.dtype) if spread is None else spread
    if not problem.params["center"]:
        parts = agreement(B * factor, X, np.abs(X), X.dtype), agreement(mean, 0.0, 0.0, X.dtype)
        return parts if spread is None else (*parts, _deviation(problem, X, spread))
    parts = check_centered(X, B, mean, factor)
    if spread is None:
        return parts
    unit = lengths(B) / np.sqrt(divide_by(len(X), problem.params["divisor"]))
    return *parts, agreement(unit, np.where(unit == 0, 0, 1), 4.0, X.dtype, 1.0)


def _deviation(problem: Problem, X: Array, spread: Array) -> Agreement:
    """The deviation of each column from its mean, by NumPy; 1 for a constant one."""
    n = len(X)
    wide = X.astype(np.result_type(X.dtype, np.float64), copy=False)
    expected = np.where(
        (X[:1] == X).all(axis=0), 1.0, wide.std(axis=0, ddof=n - divide_by(n, problem.params["divisor"]))
    )
    return agreement(spread / expected, 1.0, 4.0, X.dtype)


def _kept(found: Axes, given: Mapping[str, Any], k: int, q: int) -> tuple[Agreement, ...]:
    """The outputs are the leading part of what was checked."""
    dtype = found.vectors.dtype
    expected = found.variances[:k]
    ratio = expected / (float(found.variances.sum()) or 1.0)
    top, lost = float(expected.max(initial=0)), grain(dtype, -2 * q)
    return (
        agreement(shifted(given["variances"], -2 * q), expected, top + lost, dtype, max(top, lost)),
        agreement(given["ratio"], ratio, 1.0, dtype),
        agreement(given["components"], found.vectors[:, :k].conj().T, 1.0, dtype),
    )


def _projected(
    B: Array, given: Mapping[str, Any], mean: Array, spread: Array | None, p: Any, q: int
) -> tuple[Agreement, ...]:
    """Scores = B componentsᴴ, and what was rebuilt, less the mean, = scores · components, both on a few vectors."""
    V = given["components"]
    scores = shifted(given["scores"], -q) if q else given["scores"]
    rebuilt = moved(given["rebuilt"], -p) if np.any(p) else given["rebuilt"]
    probes = uneven(B.shape[1], B.dtype)
    stretched = probes if spread is None else probes * spread[:, None]
    t = max(0, exponent(rebuilt) - moderate(B.dtype))  # squares of a mean far off may not fit
    small, middle, own = (shifted(part, -t) if t else part for part in (rebuilt, mean, scores))
    with np.errstate(all="ignore"):
        seen, sizes = thin_with_rows(small, probes)
        observed = np.abs(seen - middle @ probes - own @ (V @ stretched))
    scales = sizes[:, None] * 1.5 + np.abs(middle) @ np.abs(probes)
    back = agreement(observed, 0.0, scales, B.dtype, largest(small))
    return product(scores, B, V.conj().T), back
