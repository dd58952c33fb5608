"""Linear systems, inverses and subspaces."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Solve and invert")

ENTRIES: tuple[Entry, ...] = (
    _entry("solve", "Solve A x = b", "linear system equations"),
    _entry("solve_triangular", "Solve a triangular system", "back forward substitution"),
    _entry("cramer", "Cramer's rule", "determinants system equations"),
    _entry("rref", "Reduced row echelon form", "Gauss-Jordan elimination pivots"),
    _entry("inv", "Inverse", "invert reciprocal"),
    _entry("pinv", "Pseudoinverse", "Moore-Penrose generalised inverse"),
    _entry("lstsq", "Least squares", "fit regression overdetermined"),
    _entry("matrix_rank", "Rank", "independent rows columns"),
    _entry("subspaces", "Four subspaces", "column row null left kernel range image basis"),
    _entry("null_space", "Null space", "kernel basis homogeneous"),
    _entry("orth", "Column space", "range image span basis orthonormal"),
    _entry("projector", "Projector", "projection matrix orthogonal"),
    _entry("project", "Project onto a subspace", "shadow projection angle residual"),
    _entry("lu", "LU factorisation", "Gauss elimination pivoting triangular"),
    _entry("cholesky", "Cholesky factorisation", "positive definite square root"),
    _entry("ldl", "LDLᵀ factorisation", "symmetric indefinite inertia Bunch-Kaufman"),
    _entry("qr", "QR factorisation", "Gram-Schmidt Householder orthogonal"),
)
