"""Who knows an operation by MATLAB's name for it finds it by that."""

from __future__ import annotations

import pytest

from workbench.gui.searching import found
from workbench.operations import entry


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mldivide", "solve"), ("mldivide", "lstsq"), ("linsolve", "solve"), ("lscov", "lstsq"), ("lscov", "gls"),
        ("qrupdate", "qr_update"), ("qrinsert", "qr_insert"), ("qrdelete", "qr_delete"),
        ("cholupdate", "cholesky_update"), ("funm", "funm"), ("condest", "condest"), ("normest", "normest"),
        ("expmv", "expm_multiply"), ("icare", "solve_continuous_are"), ("idare", "solve_discrete_are"),
        ("care", "solve_continuous_are"), ("dare", "solve_discrete_are"),
        ("lsqminnorm", "lstsq"), ("lsqminnorm", "min_norm"), ("lsqnonneg", "nnls"), ("svds", "svd_truncated"),
        ("hess", "hessenberg"), ("chol", "cholesky"), ("expm", "expm"), ("null", "null_space"), ("rcond", "cond"),
        ("eigs", "power_iteration"), ("mtimes", "matmul"), ("mpower", "matrix_power"), ("sylvester", "solve_sylvester"),
        ("lyap", "solve_continuous_lyapunov"), ("dlyap", "solve_discrete_lyapunov"), ("compan", "companion"),
        ("poly", "charpoly"), ("zscore", "standardize"), ("randi", "random_integers"), ("vertcat", "concatenate"),
        ("pcg", "conjugate_gradient"), ("SOR", "gauss_seidel"), ("gmres", "gmres"), ("Krylov", "gmres"),
        ("QR iteration", "qr_algorithm"), ("Gerschgorin", "gershgorin"), ("successive over", "gauss_seidel"),
        ("hermiteForm", "hermite_form"), ("smithForm", "smith_form"), ("vecnorm", "vector_norm"), ("std", "std"),
        ("var", "var"), ("median", "median"), ("tensorprod", "tensordot"), ("isbanded", "bandwidth"),
        ("tridiag", "tridiagonal"), ("cauchy", "cauchy"), ("fiedler", "fiedler"), ("leslie", "leslie"),
        ("invpascal", "invpascal"), ("helmert", "helmert"), ("moler", "moler"), ("minij", "minij"),
        ("lotkin", "lotkin"), ("parter", "parter"), ("redheff", "redheffer"),
    ],
)  # fmt: skip
def test_other_names(typed: str, name: str) -> None:
    about = entry(name)
    assert found(typed, about.title, about.name, about.words)
