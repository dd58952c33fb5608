"""What eigenvalues say of their matrix, as details of a result: kinds, repetitions, sensitivity, defects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.numerics.balancing import balanced
from workbench.numerics.determined import Determined, of_general, of_symmetric
from workbench.numerics.eigen_clusters import clusters, independent
from workbench.numerics.eigen_conditions import Sensitivity, sensitivity
from workbench.numerics.eigenbasis import Factors
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.spectral import floor, frobenius
from workbench.operations.spec import Array
from workbench.operations.spectra import directions

MOST = 1000
"""Above this order nothing is listed eigenvalue by eigenvalue."""


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Details of a result, and how far its vectors are determined: None where nothing is said of them."""

    details: dict[str, Any]
    determined: Determined | None = None


def diagnose(
    A: Array, w: Array, V: Array, general: bool = False, factors: Factors | None = None, distinct: bool = False
) -> Diagnosis:
    """Plain data about the eigenvalues w of A with vectors V, which are orthonormal unless A is `general`.

    `repeated` lists groups of eigenvalues that rounding cannot tell apart, with the number of their independent
    eigenvectors; `defective` says whether some group has too few of them. `factors` are those of V above order 128.
    There are no groups where the eigenvalues of a general matrix are known to be `distinct`.
    """
    real = A.dtype.kind != "c"
    pairs = int(np.count_nonzero(w.imag > 0)) if real else 0
    counts: dict[str, Any] = {"real": int(np.count_nonzero(w.imag == 0)), "complex_pairs": pairs}
    if len(w) > MOST or not np.isfinite(w).all():
        return Diagnosis(counts)
    found = sensitivity(w, V, factors, real) if general else Sensitivity(np.ones(len(w)), False)
    level = floor(len(w), A.dtype)
    determined, X = (
        _of_general(A, w, V, found, factors, level, distinct) if general else (_of_normal(A, w, level), None)
    )
    repeated = [_group(w, X, group) for group in determined.groups]
    details = {
        **counts,
        "repeated": repeated,
        "defective": any(group["independent_vectors"] < group["multiplicity"] for group in repeated),
        "eigenvalue_conditions": [float(x) for x in found.conditions],
        "conditions_estimated": found.estimated,
        **directions.details(determined, A.dtype),
    }
    return Diagnosis(details, determined)


def _of_normal(A: Array, w: Array, level: float) -> Determined:
    if w.dtype.kind != "c":
        return of_symmetric(w, level)
    ones, B, p = np.ones(len(w)), *scaled(A)
    return of_general(w, np.eye(len(w)), ones, clusters(shifted(w, -p), ones, frobenius(B), A.dtype), level)


def _of_general(
    A: Array, w: Array, V: Array, found: Sensitivity, factors: Factors | None, level: float, distinct: bool
) -> tuple[Determined, Array]:
    """Which values are apart is asked of the balanced matrix; of vectors the better of both bounds holds."""
    balance = balanced(A)
    z = shifted(w, -balance.p)
    top = largest(z) or 1.0
    inner = found if balance.powers is None else sensitivity(w, V, factors, A.dtype.kind != "c", balance)
    size, X = frobenius(balance.B), balance.vectors(V)
    groups = [] if distinct else clusters(z, inner.conditions, size, A.dtype)
    determined = of_general(z, X, inner.conditions, groups, level * size / top)
    if balance.powers is None:
        return determined, X
    S, p = scaled(A)
    w = shifted(w, -p)
    outer = of_general(w, V, found.conditions, groups, level * frobenius(S) / (largest(w) or 1.0))
    with np.errstate(over="ignore", invalid="ignore"):  # a bound beyond the range is none
        stretched = determined.sines * balance.stretch(V)
    return replace(determined, sines=np.fmin(stretched, outer.sines)), X


def _group(w: Array, V: Array | None, group: list[int]) -> dict[str, Any]:
    """One group; as many independent vectors as values where V is None."""
    return {
        "value": _plain(complex(w[group].mean())),
        "multiplicity": len(group),
        "independent_vectors": len(group) if V is None else independent(V, group, V.dtype),
    }


def _plain(z: complex) -> float | list[float]:
    return z.real if z.imag == 0 else [z.real, z.imag]


def sentence(name: str, details: dict[str, Any], kappa: float, distinct: bool = False) -> str:
    """The warning that goes with eigenvectors that are almost dependent."""
    how = "nearly defective" if distinct else "defective or nearly so"
    text = (
        f"{name} is {how}: its eigenvectors are almost dependent "
        f"(condition {kappa:.1e}), so that they are no basis and the eigenvalues are sensitive."
    )
    lacking = [group for group in details.get("repeated", []) if group["independent_vectors"] < group["multiplicity"]]
    for group in lacking[:3]:
        text += lacks(group["value"], group["multiplicity"], group["independent_vectors"])
    return text + (" Of exact entries the Jordan form (jordan) completes them by chains." if lacking else "")


def lacks(value: complex | list[float], multiplicity: int, independent: int) -> str:
    """The sentence on an eigenvalue that has fewer eigenvectors than it counts, after a blank."""
    vectors = "1 independent eigenvector" if independent == 1 else f"{independent} independent eigenvectors"
    return f" The eigenvalue near {_named(value)} counts {multiplicity} times and has {vectors}."


def _named(value: complex | list[float]) -> str:
    return directions.shown(complex(*value) if isinstance(value, list) else value)
