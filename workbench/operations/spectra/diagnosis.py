"""What eigenvalues say of their matrix, as details of a result: kinds, repetitions, sensitivity, defects."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.numerics.eigen_clusters import clusters, independent
from workbench.numerics.eigen_conditions import Sensitivity
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.spectral import frobenius
from workbench.operations.spec import Array

MOST = 1000
"""Above this order nothing is listed eigenvalue by eigenvalue."""


def diagnose(A: Array, w: Array, V: Array, found: Sensitivity | None = None) -> dict[str, Any]:
    """Plain data about the eigenvalues w of A with vectors V; without `found` the vectors are orthonormal.

    `repeated` lists groups of eigenvalues that rounding cannot tell apart, with the number of their independent
    eigenvectors; `defective` says whether some group has too few of them.
    """
    pairs = int(np.count_nonzero(w.imag > 0)) if A.dtype.kind != "c" else 0
    details: dict[str, Any] = {"real": int(np.count_nonzero(w.imag == 0)), "complex_pairs": pairs}
    if len(w) > MOST or not np.isfinite(w).all():
        return details
    conditions = np.ones(len(w)) if found is None else found.conditions
    repeated = _repeated(A, w, V, conditions, found is None)
    return {
        **details,
        "repeated": repeated,
        "defective": any(group["independent_vectors"] < group["multiplicity"] for group in repeated),
        "eigenvalue_conditions": [float(x) for x in conditions],
        "conditions_estimated": found is not None and found.estimated,
    }


def _repeated(A: Array, w: Array, V: Array, conditions: Array, orthonormal: bool) -> list[dict[str, Any]]:
    B, p = scaled(A)
    groups = clusters(shifted(w, -p), conditions, frobenius(B), A.dtype)
    return [
        {
            "value": _plain(complex(w[group].mean())),
            "multiplicity": len(group),
            "independent_vectors": len(group) if orthonormal else independent(V, group, A.dtype),
        }
        for group in groups
    ]


def _plain(z: complex) -> float | list[float]:
    return z.real if z.imag == 0 else [z.real, z.imag]


def sentence(name: str, details: dict[str, Any], kappa: float) -> str:
    """The warning that goes with eigenvectors that are almost dependent."""
    text = (
        f"{name} is defective or nearly so: its eigenvectors are almost dependent "
        f"(condition {kappa:.1e}), so that they are no basis and the eigenvalues are sensitive."
    )
    lacking = [group for group in details.get("repeated", []) if group["independent_vectors"] < group["multiplicity"]]
    for group in lacking[:3]:
        count = group["independent_vectors"]
        vectors = "1 independent eigenvector" if count == 1 else f"{count} independent eigenvectors"
        text += f" The eigenvalue near {_shown(group['value'])} counts {group['multiplicity']} times and has {vectors}."
    return text


def _shown(value: float | list[float]) -> str:
    if isinstance(value, list):
        return f"{value[0]:.6g} {'-' if value[1] < 0 else '+'} {abs(value[1]):.6g}i"
    return f"{value:.6g}"
