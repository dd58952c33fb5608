"""Eigenvalues and singular values."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Eigenvalues and SVD")

ENTRIES: tuple[Entry, ...] = (
    _entry(
        "eig",
        "Eigenvectors",
        "eigendecomposition diagonalise spectrum eigenvalues principal directions condeig diagonalize",
    ),
    _entry("eigvals", "Eigenvalues", "spectrum characteristic roots ordeig eigvalsh"),
    _entry("svd", "Singular value decomposition", "SVD singular vectors"),
    _entry("svdvals", "Singular values", "SVD spectrum"),
    _entry(
        "svd_truncated", "Leading singular triplets", "truncated SVD top k randomized Lanczos low rank svds svdsketch"
    ),
    _entry("gsvd", "Generalised singular values", "GSVD cosine-sine CS decomposition two matrices quotient"),
    _entry("cossin", "Cosine-sine decomposition", "CSD csd unitary orthogonal blocks principal angles"),
    _entry("eigh", "Symmetric eigenvectors", "symmetric Hermitian solver symmetrise part eigh_tridiagonal"),
    _entry("quadratic_form", "Quadratic form", "xᵀAx definite bowl saddle principal axes ellipse"),
    _entry("rayleigh_quotient", "Rayleigh quotient", "eigenvalue guess"),
    _entry(
        "gershgorin",
        "Gershgorin discs",
        "Gerschgorin circles Gershgorin's theorem localisation enclose bounds rows columns",
    ),
    _entry("power_iteration", "Power iteration", "von Mises dominant eigenvector Rayleigh steps eigs"),
    _entry("inverse_iteration", "Inverse iteration", "Wielandt shift Rayleigh steps"),
    _entry(
        "qr_algorithm", "QR algorithm", "QR iteration Francis Kublanovskaya Wilkinson Rayleigh shift deflation steps"
    ),
    _entry("real_block_diagonal", "Real block diagonal form", "cdf2rdf complex conjugate pairs rotation planes"),
    _entry("schur", "Schur form", "triangular unitary similarity rsf2csf"),
    _entry("ordschur", "Ordered Schur form", "reordered stable invariant subspace trsen half plane unit circle"),
    _entry("hessenberg", "Hessenberg form", "tridiagonal similarity reduction hess"),
    _entry("qz", "Generalised Schur form", "QZ gges pencil two matrices triangular unitary eigenvalues"),
    _entry("ordqz", "Ordered generalised Schur form", "reordered QZ tgsen deflating subspace pencil half plane circle"),
    _entry("matrix_balance", "Balance", "balancing gebal powers of two diagonal scaling equilibrate similarity"),
    _entry("polyeig", "Polynomial eigenvalues", "quadratic eigenproblem companion linearisation vibration damping"),
    _entry("polar", "Polar decomposition", "rotation stretch nearest orthogonal"),
)
