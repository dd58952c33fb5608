"""Linear systems, inverses and subspaces."""

from __future__ import annotations

from functools import partial

from workbench.operations.entry import Entry

_solve = partial(Entry, __name__, "Solve and invert")
_factor = partial(Entry, __name__, "Factorise")
_space = partial(Entry, __name__, "Rank and subspaces")

ENTRIES: tuple[Entry, ...] = (
    _solve(
        "solve",
        "Solve A x = b",
        "linear system equations Ax=b mldivide linsolve backslash gesv mrdivide solve_banded solve_toeplitz",
    ),
    _solve("inv", "Inverse", "invert reciprocal A^-1 invertible"),
    _solve("lstsq", "Least squares", "fit regression overdetermined mldivide lscov lsqminnorm weights ridge"),
    _solve("pinv", "Pseudoinverse", "Moore-Penrose generalised inverse pinvh"),
    _solve("solve_triangular", "Solve a triangular system", "back forward substitution linsolve trtrs"),
    _solve("cramer", "Cramer's rule", "determinants system equations"),
    _solve("gls", "Generalised least squares", "lscov covariance correlated errors Aitken GLS ggglm BLUE whitening"),
    _solve("total_least_squares", "Total least squares", "TLS errors in variables orthogonal regression Deming"),
    _solve("nnls", "Nonnegative least squares", "NNLS fit constrained active set Lawson Hanson KKT lsqnonneg"),
    _solve("jacobi", "Jacobi iteration", "iterative stationary splitting diagonal dominance spectral radius"),
    _solve("gauss_seidel", "Gauss-Seidel iteration", "SOR successive over-relaxation iterative splitting omega"),
    _solve("conjugate_gradient", "Conjugate gradients", "CG pcg Krylov iterative positive definite Hestenes Stiefel"),
    _solve("gmres", "GMRES", "generalised minimal residual Krylov iterative Arnoldi minres bicgstab"),
    _solve("solve_sylvester", "Sylvester equation", "matrix equation Bartels Stewart"),
    _solve("solve_continuous_lyapunov", "Lyapunov equation", "stability Gramian lyap", module="lyapunov"),
    _solve("solve_discrete_lyapunov", "Discrete Lyapunov equation", "Stein stability dlyap", module="lyapunov"),
    _solve("solve_continuous_are", "Riccati equation", "care icare LQR feedback control Kalman", module="riccati"),
    _solve("solve_discrete_are", "Discrete Riccati equation", "dare idare LQR feedback Kalman", module="riccati"),
    _factor("lu", "LU factorisation", "Gauss elimination pivoting triangular decomposition"),
    _factor("qr", "QR factorisation", "Gram-Schmidt Householder orthogonal decomposition"),
    _factor("cholesky", "Cholesky factorisation", "positive definite square root decomposition chol"),
    _factor("ldl", "LDLᵀ factorisation", "symmetric indefinite inertia Bunch-Kaufman decomposition"),
    _factor("rq", "RQ factorisation", "orthogonal decomposition rows camera calibration"),
    _factor("qr_update", "QR update", "qrupdate rank one modify factors change"),
    _factor("qr_insert", "QR: insert rows or columns", "qrinsert add append row column factors update"),
    _factor("qr_delete", "QR: delete rows or columns", "qrdelete remove downdate row column factors update"),
    _factor("cholesky_update", "Cholesky update", "cholupdate downdate rank one modify factor dchud dchdd"),
    _factor("rank_factorization", "Rank factorisation C R", "full rank decomposition column row CR rref frank"),
    _factor("hermite_form", "Hermite normal form", "HNF hermiteForm integers lattice basis", module="integer_forms"),
    _factor(
        "smith_form", "Smith normal form", "SNF smithForm invariant factors integers divisors", module="integer_forms"
    ),
    _space("rref", "Reduced row echelon form", "Gauss-Jordan elimination pivots"),
    _space("matrix_rank", "Rank", "independent rows columns dimension"),
    _space("null_space", "Null space", "kernel basis homogeneous nullspace null"),
    _space("orth", "Column space", "range image span basis orthonormal colspace"),
    _space("subspaces", "Four subspaces", "column row null left kernel range image basis fundamental"),
    _space("project", "Project onto a subspace", "shadow projection angle residual"),
    _space("projector", "Projector", "projection matrix orthogonal"),
)
