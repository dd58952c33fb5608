"""Linear systems, inverses and subspaces."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_entry = partial(Entry, __name__, "Solve and invert")

ENTRIES: tuple[Entry, ...] = (
    _entry("solve", "Solve A x = b", "linear system equations Ax=b mldivide linsolve backslash gesv"),
    _entry("inv", "Inverse", "invert reciprocal A^-1 invertible"),
    _entry("lstsq", "Least squares", "fit regression overdetermined mldivide lscov lsqminnorm weights ridge"),
    _entry("gls", "Generalised least squares", "lscov covariance correlated errors Aitken GLS ggglm BLUE whitening"),
    _entry("total_least_squares", "Total least squares", "TLS errors in variables orthogonal regression Deming"),
    _entry("nnls", "Nonnegative least squares", "NNLS fit constrained active set Lawson Hanson KKT lsqnonneg"),
    _entry("pinv", "Pseudoinverse", "Moore-Penrose generalised inverse"),
    _entry("matrix_rank", "Rank", "independent rows columns dimension"),
    _entry("rref", "Reduced row echelon form", "Gauss-Jordan elimination pivots"),
    _entry("rank_factorization", "Rank factorisation C R", "full rank decomposition column row CR rref frank"),
    _entry("null_space", "Null space", "kernel basis homogeneous nullspace null"),
    _entry("orth", "Column space", "range image span basis orthonormal"),
    _entry("subspaces", "Four subspaces", "column row null left kernel range image basis fundamental"),
    _entry("lu", "LU factorisation", "Gauss elimination pivoting triangular decomposition"),
    _entry("qr", "QR factorisation", "Gram-Schmidt Householder orthogonal decomposition"),
    _entry("qr_update", "QR update", "qrupdate rank one modify factors change"),
    _entry("qr_insert", "QR: insert rows or columns", "qrinsert add append row column factors update"),
    _entry("qr_delete", "QR: delete rows or columns", "qrdelete remove downdate row column factors update"),
    _entry("rq", "RQ factorisation", "orthogonal decomposition rows camera calibration"),
    _entry("cholesky", "Cholesky factorisation", "positive definite square root decomposition chol"),
    _entry("cholesky_update", "Cholesky update", "cholupdate downdate rank one modify factor dchud dchdd"),
    _entry("ldl", "LDLᵀ factorisation", "symmetric indefinite inertia Bunch-Kaufman decomposition"),
    _entry("solve_triangular", "Solve a triangular system", "back forward substitution linsolve trtrs"),
    _entry("project", "Project onto a subspace", "shadow projection angle residual"),
    _entry("projector", "Projector", "projection matrix orthogonal"),
    _entry("solve_sylvester", "Sylvester equation", "matrix equation Bartels Stewart"),
    _entry("solve_continuous_lyapunov", "Lyapunov equation", "stability Gramian lyap", module="lyapunov"),
    _entry("solve_discrete_lyapunov", "Discrete Lyapunov equation", "Stein stability dlyap", module="lyapunov"),
    _entry("solve_continuous_are", "Riccati equation", "care icare LQR feedback control Kalman", module="riccati"),
    _entry("solve_discrete_are", "Discrete Riccati equation", "dare idare LQR feedback Kalman", module="riccati"),
    _entry("cramer", "Cramer's rule", "determinants system equations"),
    _entry("jacobi", "Jacobi iteration", "iterative stationary splitting diagonal dominance spectral radius"),
    _entry("gauss_seidel", "Gauss-Seidel iteration", "SOR successive over-relaxation iterative splitting omega"),
    _entry("conjugate_gradient", "Conjugate gradients", "CG pcg Krylov iterative positive definite Hestenes Stiefel"),
    _entry("gmres", "GMRES", "generalised minimal residual Krylov iterative Arnoldi minres bicgstab"),
    _entry("hermite_form", "Hermite normal form", "HNF hermiteForm integers lattice basis", module="integer_forms"),
    _entry(
        "smith_form", "Smith normal form", "SNF smithForm invariant factors integers divisors", module="integer_forms"
    ),
)
