"""Functions of matrices: inverse functions undo each other, and identities of numbers hold."""

from __future__ import annotations

import numpy as np

from properties.draws import POSITIVE, square, together, whole
from properties.field import Array
from properties.law import Laws
from properties.place import Place
from properties.sizes import norm, spread

law = Laws()
DEFINITE = (*POSITIVE, "definite", "definite")
ANY = ("general", "integer", "symmetric", "nilpotent", "zero", "diagonal", "Jordan")


@law("expm", square(ANY, scaled=False))
def times_that_of_the_negative_is_the_identity(at: Place, A: Array) -> None:
    X, Y = at("expm", A), at("expm", -A)
    at.near(X @ Y, at.eye(len(A)), norm(X, Y) * max(1.0, norm(A)))


@law("expm", square(ANY, scaled=False))
def of_twice_it_is_the_square(at: Place, A: Array) -> None:
    X = at("expm", A)
    at.near(at("expm", A + A), X @ X, norm(X, X) * max(1.0, norm(A)), 4.0)


@law("expm", square(ANY, scaled=False, least=1), only="float")
def its_determinant_is_that_of_the_trace(at: Place, A: Array) -> None:
    """Liouville, Jacobi."""
    X = at("expm", A)
    size = max(1.0, norm(X)) ** len(A)
    at.near(np.linalg.det(X), np.exp(np.trace(A)), size * max(1.0, norm(A)))


@law("sqrtm", square(DEFINITE, least=1))
def its_square_is_the_matrix(at: Place, A: Array) -> None:
    X = at("sqrtm", A)
    at.near(X @ X, A, norm(X, X) + norm(A))


@law("logm", square(DEFINITE, least=1, scaled=False))
def expm_undoes_it(at: Place, A: Array) -> None:
    X = at("logm", A)
    at.near(at("expm", X), A, norm(A) * max(1.0, norm(X)), spread(A))


@law("logm", square(DEFINITE, least=1))
def of_the_square_root_it_is_half(at: Place, A: Array) -> None:
    X, half = at("logm", A), at("logm", at("sqrtm", A))
    at.near(2 * half, X, 1 + norm(X), spread(A))


@law("signm", square((*DEFINITE, "symmetric"), least=1), refusals=("domain",))
def signed_twice_is_the_identity(at: Place, A: Array) -> None:
    S = at("signm", A)
    k = 1.0 if at.field.exact else float(np.linalg.cond(A / np.abs(A).max()))
    at.near(S @ S, at.eye(len(A)), norm(S, S), k)
    at.near(A @ S, S @ A, norm(A, S), k)
    at.near(at("signm", -A), -S, norm(S), k)


@law("cosm", square(ANY, scaled=False))
def squares_of_cosine_and_sine_add_up_to_one(at: Place, A: Array) -> None:
    C, S = at("cosm", A), at("sinm", A)
    at.near(C @ C + S @ S, at.eye(len(A)), norm(C, C) + norm(S, S), max(1.0, norm(A)))


@law("sinm", square(ANY, scaled=False))
def of_twice_it_is_sine_times_cosine(at: Place, A: Array) -> None:
    C, S = at("cosm", A), at("sinm", A)
    at.near(at("sinm", A + A), 2 * (S @ C), norm(S, C) + norm(C), 4 * max(1.0, norm(A)))
    at.near(at("sinm", -A), -S, norm(S) + 1, max(1.0, norm(A)))


@law("coshm", square(ANY, scaled=False))
def squares_of_hyperbolic_ones_differ_by_one(at: Place, A: Array) -> None:
    C, S = at("coshm", A), at("sinhm", A)
    at.near(C @ C - S @ S, at.eye(len(A)), norm(C, C) + norm(S, S), max(1.0, norm(A)))
    at.near(C + S, at("expm", A), norm(C) + norm(S), max(1.0, norm(A)))


@law("sinhm", square(ANY))
def it_is_odd_and_commutes(at: Place, A: Array) -> None:
    if norm(A) > 100:
        return
    S = at("sinhm", A)
    at.near(at("sinhm", -A), -S, norm(S), max(1.0, norm(A)))
    at.near(A @ S, S @ A, norm(A, S), max(1.0, norm(A)))


@law("tanhm", square(ANY, scaled=False))
def times_the_cosine_it_is_the_sine(at: Place, A: Array) -> None:
    T, C, S = at("tanhm", A), at("coshm", A), at("sinhm", A)
    at.near(C @ T, S, norm(C, T) + norm(S), 10 * max(1.0, norm(A)) * max(1.0, norm(T)))


@law("tanhm", square(("symmetric", "definite", "diagonal")), only="float")
def of_symmetric_ones_it_is_at_most_one(at: Place, A: Array) -> None:
    w = at("eigvals", at("tanhm", A))
    at.at_most(np.abs(w) if len(w) else w, np.ones(len(w)))


@law("tanm", square(("symmetric", "nilpotent", "zero"), scaled=False), only="float")
def times_the_cosine_the_tangent_is_the_sine(at: Place, A: Array) -> None:
    A = A / (1 + norm(A))
    T, C, S = at("tanm", A), at("cosm", A), at("sinm", A)
    at.near(C @ T, S, norm(C, T) + norm(S), 4.0)


@law("tanm", square(("nilpotent", "zero"), scaled=False))
def it_is_odd(at: Place, A: Array) -> None:
    T = at("tanm", A)
    at.near(at("tanm", -A), -T, norm(T), 4.0)
    at.near(A @ T, T @ A, norm(A, T) + 1, 4.0)


@law("matrix_power", together(square((*ANY, "dominant"), scaled=False), whole(0, 3), whole(0, 3)))
def exponents_add_up(at: Place, A: Array, a: int, b: int) -> None:
    both = at("matrix_power", A, n=a + b)
    one, two = at("matrix_power", A, n=a), at("matrix_power", A, n=b)
    size = float(np.prod([max(1.0, norm(A))] * (a + b)))
    at.near(one @ two, both, size * max(1.0, len(A)))


@law("matrix_power", together(square(("dominant", "unitary", "diagonal")), whole(1, 2)))
def negative_exponents_invert(at: Place, A: Array, a: int) -> None:
    X, Y = at("matrix_power", A, n=a), at("matrix_power", A, n=-a)
    at.near(X @ Y, at.eye(len(A)), norm(X, Y), spread(A))


LAWS = law.found
