"""Norms and condition numbers."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Norms and conditioning")

ENTRIES: tuple[Entry, ...] = (
    _entry("norm", "Norm", "length size Frobenius spectral nuclear magnitude vecnorm"),
    _entry("cond", "Condition number", "conditioning kappa sensitivity rcond condest"),
    _entry("condest", "Condition estimate", "1-norm lower bound Hager Higham gecon nearly singular onenormest"),
    _entry("rcond", "Reciprocal condition number", "conditioning nearly singular 1-norm gecon"),
    _entry("normest", "Norm estimate", "spectral 2-norm lower bound power method largest singular value"),
    _entry("norms", "All norms of a matrix", "Frobenius spectral nuclear column sum row sum", module="all_norms"),
    _entry("vector_norms", "All norms of a vector", "p-norms L0 L1 L2 infinity length", module="all_norms"),
    _entry("vector_norm", "Norms along an axis", "vecnorm of every column each row lengths"),
    _entry("distance", "Distance", "Euclidean Manhattan Chebyshev metric pdist"),
    _entry("normalize", "Normalise", "unit vector direction length 1"),
    _entry("distance_to_singular", "Distance to singularity", "ill-conditioned Eckart Young nearest matrix"),
    _entry(
        "min_norm", "Smallest solution", "underdetermined sparse basis pursuit least norm L1 L2 infinity lsqminnorm"
    ),
    _entry("lp_fit", "Fit in a p-norm", "robust line regression median midrange least absolute deviations Chebyshev"),
    _entry("norm_gradient", "Gradient of a norm", "slope derivative subgradient"),
    _entry("unit_ball_area", "Area of a unit ball", "volume p-norm circle diamond square star"),
)
