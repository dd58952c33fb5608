"""Systems, inverses and factorisations: what is solved, what is rebuilt."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from properties.draws import (
    HERMITIAN,
    MILD,
    REGULAR,
    chosen,
    matrices,
    orders,
    rectangular,
    square,
    system,
    tall,
    together,
)
from properties.field import Array, Field
from properties.law import Laws
from properties.place import Place
from properties.sizes import adjoint, norm, spread

law = Laws()
REGULAR_SYSTEM = system(square, REGULAR)


@law("inv", square(REGULAR))
def times_its_inverse_is_the_identity(at: Place, A: Array) -> None:
    X = at("inv", A)
    at.near(A @ X, at.eye(len(A)), norm(A, X))
    at.near(X @ A, at.eye(len(A)), norm(A, X))


@law("inv", square(REGULAR))
def twice_is_the_matrix_itself(at: Place, A: Array) -> None:
    at.near(at("inv", at("inv", A)), A, norm(A), spread(A) ** 2)


@law("inv", square(("deficient", "zero"), least=2), only="exact")
def singular_ones_are_refused(at: Place, A: Array) -> None:
    assert at.refuses(lambda: at("inv", A), "singular")


@law("solve", REGULAR_SYSTEM)
def a_times_x_is_b(at: Place, A: Array, b: Array) -> None:
    x = at("solve", A, b)
    at.near(A @ x, b, norm(A, x) + norm(b))


@law("solve_triangular", system(square, ("dominant upper", "dominant lower", "diagonal")))
def substitution_solves(at: Place, T: Array, b: Array) -> None:
    lower = not np.triu(T, 1).any()
    x = at("solve_triangular", T, b, lower=lower)
    at.near(T @ x, b, norm(T, x) + norm(b))


@law("cramer", system(square, REGULAR, least=1, scaled=False))
def quotients_of_determinants_solve(at: Place, A: Array, b: Array) -> None:
    b = b if b.ndim == 1 else b[:, 0]
    found = at("cramer", A, b)
    at.near(A @ found["result"], b, (norm(A, found["result"]) + norm(b)) * spread(A))
    at.near(found["result"] * found["determinant"], found["numerators"], norm(found["numerators"]))


def _upright(at: Place, A: Array, b: Array) -> bool:
    """Whether b is orthogonal to all columns, so that the solution is 0 and what is computed is rounding alone."""
    return not at.field.exact and norm(adjoint(A) @ b) <= 1000 * at.field.eps * norm(A, b)


@law("lstsq", system(rectangular, MILD, least=1))
def the_residual_is_orthogonal_to_the_columns(at: Place, A: Array, b: Array) -> None:
    if _upright(at, A, b):
        return
    found = at("lstsq", A, b)
    x, r = found["x"], b - A @ found["x"]
    at.near(adjoint(A) @ r, 0 * adjoint(A) @ r, norm(A) * (norm(A, x) + norm(b)), spread(A))
    squares = (r * r.conj()).sum(axis=0)
    at.near(found["residual"] * found["residual"], squares, (norm(A, x) + norm(b)) ** 2)


@law("lstsq", system(rectangular, ("general", "deficient", "equal", "zero"), least=1))
def the_solution_is_the_shortest(at: Place, A: Array, b: Array) -> None:
    """It lies in the row space, on which A⁺A is the identity."""
    if _upright(at, A, b):
        return
    x = at("lstsq", A, b)["x"]
    pinv = at("pinv", A)
    at.near(pinv @ (A @ x), x, norm(pinv, A) * norm(x) + norm(pinv, b), spread(A))


@law("pinv", rectangular(("general", "deficient", "zero", "equal", "integer", "unitary")))
def the_four_conditions_of_penrose(at: Place, A: Array) -> None:
    X = at("pinv", A)
    k = spread(A)
    at.near(A @ X @ A, A, norm(A, X, A), k)
    at.near(X @ A @ X, X, norm(X, A, X), k)
    at.near(adjoint(A @ X), A @ X, norm(A, X), k)
    at.near(adjoint(X @ A), X @ A, norm(X, A), k)


@law("matrix_rank", rectangular())
def rank_and_nullity_add_up_to_the_columns(at: Place, A: Array) -> None:
    rank = int(at("matrix_rank", A))
    assert 0 <= rank <= min(A.shape)
    if A.size:
        assert rank + at("null_space", A).shape[1] == A.shape[1]


@law("matrix_rank", rectangular(MILD))
def rows_and_columns_have_one_rank(at: Place, A: Array) -> None:
    rank = int(at("matrix_rank", A))
    assert int(at("matrix_rank", adjoint(A))) == rank
    assert int(at("matrix_rank", np.vstack([A, A]))) == rank


@law("matrix_rank", square(("deficient", "zero", "equal", "nilpotent"), least=1))
def rank_is_no_larger_than_what_it_is_made_of(at: Place, A: Array) -> None:
    assert int(at("matrix_rank", A)) <= max(min(A.shape) - 1, 1)


@law("null_space", rectangular(least=1))
def a_times_the_null_space_is_nothing(at: Place, A: Array) -> None:
    N = at("null_space", A)
    at.near(A @ N, 0 * (A @ N), norm(A) * max(1.0, norm(N)))
    _is_basis(at, N)


def _is_basis(at: Place, N: Array) -> None:
    """Orthonormal; of fractions independent."""
    if at.field.exact:
        assert not N.size or int(at("matrix_rank", N)) == N.shape[1]
    else:
        at.near(adjoint(N) @ N, at.eye(N.shape[1]))


@law("orth", rectangular(least=1))
def it_spans_the_columns(at: Place, A: Array) -> None:
    Q = at("orth", A)
    assert Q.shape[1] == int(at("matrix_rank", A))
    _is_basis(at, Q)
    if at.field.exact:
        assert int(at("matrix_rank", np.hstack([Q, A]))) == Q.shape[1]
    else:
        at.near(Q @ (adjoint(Q) @ A), A, norm(A))


@law("subspaces", rectangular(least=1))
def four_subspaces_are_orthogonal_in_pairs(at: Place, A: Array) -> None:
    found = at("subspaces", A)
    C, R, N, L = (found[key] for key in ("column_space", "row_space", "null_space", "left_null_space"))
    rank = int(found["rank"])
    (m, n) = A.shape
    assert (C.shape, R.shape, N.shape, L.shape) == ((m, rank), (n, rank), (n, n - rank), (m, m - rank))
    at.near(adjoint(R) @ N, 0 * (adjoint(R) @ N))
    at.near(adjoint(C) @ L, 0 * (adjoint(C) @ L))
    for basis in (C, R, N, L):
        _is_basis(at, basis)


@law("rref", rectangular(MILD, least=1, scaled=True))
def reducing_twice_changes_nothing(at: Place, A: Array) -> None:
    found = at("rref", A)
    R, pivots = found["R"], [int(j) for j in found["pivots"]]
    again = at("rref", R)
    assert [int(j) for j in again["pivots"]] == pivots
    at.near(again["R"], R, max(1.0, norm(R)), norm(R) or 1.0)
    at.near(R[: len(pivots), pivots], at.eye(len(pivots)))
    assert not R[len(pivots) :].any()


@law("rref", rectangular(MILD, least=1, scaled=True))
def reduced_rows_span_the_same_rows(at: Place, A: Array) -> None:
    """The columns of A at the pivots, times the reduced rows, are A."""
    found = at("rref", A)
    pivots = [int(j) for j in found["pivots"]]
    left = A[:, pivots]
    at.near(left @ found["R"][: len(pivots)], A, norm(A) * max(1.0, norm(found["R"])), spread(A) * spread(left))


@law("lu", together(rectangular(least=1), chosen("partial", "complete")))
def p_l_u_rebuilds(at: Place, A: Array, pivoting: str) -> None:
    found = at("lu", A, pivoting=pivoting)
    P, L, U, Q = (found.get(key) for key in "PLUQ")
    at.near(P @ L @ U if Q is None else P @ L @ U @ Q, A, norm(L, U))
    at.near(P @ P.T, at.eye(len(A)))
    assert not np.triu(L, 1).any()
    assert not np.tril(U, -1).any()
    assert (np.diagonal(L) == 1).all()


@law("qr", together(rectangular(least=1), chosen("householder", "pivoted")))
def q_r_rebuilds(at: Place, A: Array, method: str) -> None:
    found = at("qr", A, method=method)
    Q, R, P = (found.get(key) for key in "QRP")
    at.near(Q @ R, A if P is None else A @ P, norm(A))
    at.near(adjoint(Q) @ Q, at.eye(Q.shape[1]))
    assert not np.tril(R, -1).any()


@law("cholesky", square(("definite", "diagonal"), least=1))
def l_times_its_adjoint_rebuilds(at: Place, A: Array) -> None:
    L = at("cholesky", A)
    at.near(L @ adjoint(L), A, norm(A))
    assert not np.triu(L, 1).any()
    assert all(complex(x).real > 0 for x in np.diagonal(L))


@law("ldl", square((*HERMITIAN, "zero"), least=1))
def l_d_l_rebuilds(at: Place, A: Array) -> None:
    found = at("ldl", A)
    P, L, D = (found[key] for key in "PLD")
    at.near(P @ L @ D @ adjoint(L) @ P.T, A, norm(A) + norm(L, D, L))
    at.near(adjoint(D), D, norm(D))


@law("project", system(tall, MILD), only="float")
def b_splits_into_projection_and_residual(at: Place, A: Array, b: Array) -> None:
    found = at("project", A, b)
    p, r = found["projection"], found["residual"]
    at.near(p + r, b, norm(b))
    at.near(adjoint(A) @ r, 0 * (adjoint(A) @ r), norm(A, b), spread(A))


@law("project", system(tall, MILD))
def what_lies_in_the_space_is_its_own_projection(at: Place, A: Array, b: Array) -> None:
    inside = A @ (adjoint(A) @ b)
    found = at("project", A, inside)
    at.near(found["projection"], inside, norm(A, A, b), spread(A))


@law("projector", rectangular(("general", "deficient", "integer", "equal", "zero"), least=1))
def projecting_twice_is_projecting_once(at: Place, A: Array) -> None:
    P = at("projector", A)
    at.near(P @ P, P)
    at.near(adjoint(P), P)
    at.near(P @ A, A, norm(A), spread(A))
    at.near(np.trace(P), at.field.held([int(at("matrix_rank", A))])[0])


RIGHT = ("dominant", "dominant upper", "dominant lower")
"""Eigenvalues in the right half-plane and beyond the unit circle."""


def _sylvester(field: Field) -> SearchStrategy[tuple[Any, ...]]:
    """A (m x m), B (n x n) and a matrix between them."""
    squares = together(square((*RIGHT, "definite"), scaled=False), square((*RIGHT, "definite"), scaled=False))
    return squares(field).flatmap(
        lambda two: st.tuples(
            *map(st.just, two), matrices(field, len(two[0]), len(two[1]), ("general", "integer", "zero"), True)
        )
    )


def _lyapunov(field: Field) -> SearchStrategy[tuple[Any, ...]]:
    """Two square matrices of one order, the second Hermitian or not."""
    return orders(field).flatmap(
        lambda n: st.tuples(
            matrices(field, n, n, RIGHT, False), matrices(field, n, n, ("general", "definite", "symmetric"), True)
        )
    )


@law("solve_sylvester", _sylvester)
def x_satisfies_sylvesters_equation(at: Place, A: Array, B: Array, Q: Array) -> None:
    X = at("solve_sylvester", A, B, Q)
    at.near(A @ X + X @ B, Q, norm(A, X) + norm(X, B) + norm(Q))


@law("solve_sylvester", _sylvester)
def what_makes_the_right_hand_side_is_found_again(at: Place, A: Array, B: Array, X: Array) -> None:
    at.near(at("solve_sylvester", A, B, A @ X + X @ B), X, norm(X), spread(A) * spread(B))


@law("solve_sylvester", square(("dominant", "definite"), least=1), only="exact")
def shared_eigenvalues_are_refused(at: Place, A: Array) -> None:
    assert at.refuses(lambda: at("solve_sylvester", A, -A, A), "singular")


@law("solve_continuous_lyapunov", _lyapunov)
def x_satisfies_lyapunovs_equation(at: Place, A: Array, Q: Array) -> None:
    X = at("solve_continuous_lyapunov", A, Q)
    at.near(A @ X + X @ adjoint(A), Q, 2 * norm(A, X) + norm(Q))
    if (adjoint(Q) == Q).all():
        assert (adjoint(X) == X).all()


@law("solve_continuous_lyapunov", _lyapunov)
def it_is_sylvesters_equation_with_the_adjoint(at: Place, A: Array, Q: Array) -> None:
    X, Y = at("solve_continuous_lyapunov", A, Q), at("solve_sylvester", A, adjoint(A), Q)
    at.near(X, Y, norm(X), spread(A) ** 2)


@law("solve_discrete_lyapunov", _lyapunov)
def x_satisfies_steins_equation(at: Place, A: Array, Q: Array) -> None:
    X = at("solve_discrete_lyapunov", A, Q)
    at.near(A @ X @ adjoint(A) - X + Q, 0 * Q, norm(A, X, A) + norm(X) + norm(Q))
    if (adjoint(Q) == Q).all():
        assert (adjoint(X) == X).all()


def _posed(field: Field) -> SearchStrategy[tuple[Any, ...]]:
    return system(rectangular, MILD, least=1)(field).map(lambda two: (two[0], two[1].reshape(len(two[0]), -1)[:, 0]))


@law("nnls", _posed)
def the_conditions_of_karush_kuhn_and_tucker(at: Place, A: Array, b: Array) -> None:
    found = at("nnls", A, b)
    x, r = found["result"], b - A @ found["result"]
    size = norm(A) * (norm(A, x) + norm(b))
    at.at_most(0 * x, x, 0.0)
    at.at_most(A.T @ r, 0 * x, size)
    at.near(x * (A.T @ r), 0 * x, size * max(1.0, norm(x)))
    at.near(found["residual"] * found["residual"], (r * r).sum(), (norm(A, x) + norm(b)) ** 2)


LAWS = law.found
