"""Eigenvalues, singular values and the forms that show them."""

from __future__ import annotations

import numpy as np

from properties.draws import ANY, HERMITIAN, MILD, SQUARE, chosen, rectangular, square, together, whole
from properties.field import Array
from properties.law import Laws
from properties.place import Place
from properties.sizes import adjoint, norm

law = Laws()
GENERAL = (*MILD, "symmetric", "dominant", "nilpotent", "Jordan", "unitary")


@law("eig", square(SQUARE))
def a_v_is_v_lambda(at: Place, A: Array) -> None:
    found = at("eig", A)
    w, V = found["eigenvalues"], found["eigenvectors"]
    at.near(A @ V, V * w, norm(A) * max(1.0, norm(V)))
    if not at.field.exact:
        at.near((V * V.conj()).sum(axis=0).real, np.ones(len(A)))


@law("eig", square(HERMITIAN))
def symmetric_eigenvectors_are_orthogonal(at: Place, A: Array) -> None:
    V = at("eig", A)["eigenvectors"]
    products = adjoint(V) @ V
    at.near(products, np.diag(np.diagonal(products)))


@law("eig", together(square(("symmetric", "diagonal"), least=1, scaled=False), chosen(1, 2, 3)))
def a_v_is_b_v_lambda(at: Place, A: Array, least: int) -> None:
    """Of pencils whose second matrix is definite."""
    B = A @ adjoint(A) / norm(A) ** 2 + least * at.eye(len(A)) if norm(A) else at.eye(len(A))
    found = at("eig", A, at.field.held(B))
    w, V = found["eigenvalues"], found["eigenvectors"]
    at.near(A @ V, (at.field.held(B) @ V) * w, norm(A, V) + norm(B, V, w), 10.0)


@law("eigvals", square(GENERAL, scaled=False))
def their_sum_is_the_trace(at: Place, A: Array) -> None:
    w = at("eigvals", A)
    at.near(w.sum(), at.field.held(np.trace(A)), norm(A) + 1e-300, _slow(at, A))


@law("eigvals", square(GENERAL, least=1, scaled=False))
def their_product_is_the_determinant(at: Place, A: Array) -> None:
    w = at("eigvals", A)
    size = max(1.0, norm(A)) ** len(A)
    at.near(np.prod(w), at("det", A), size, _slow(at, A))


def _slow(at: Place, A: Array) -> float:
    """Sums and products of eigenvalues are those of the Schur form, whose backward error counts."""
    return float(max(1, len(A)))


@law("eigvals", square(HERMITIAN))
def squares_add_up_to_those_of_the_entries(at: Place, A: Array) -> None:
    w = at("eigvals", A)
    at.near((w * w).sum(), at.field.held((A * A.conj()).sum()), norm(A) ** 2)


@law("eigvals", square(GENERAL, least=1, scaled=False))
def they_are_roots_of_the_characteristic_polynomial(at: Place, A: Array) -> None:
    w, c = at("eigvals", A), at("charpoly", A)
    size = (1 + norm(A)) ** len(A)
    for x in w:
        value = 0 * x
        for coefficient in c:
            value = value * x + coefficient
        at.near(value, 0 * value, size, float(len(A)) ** 2)


@law("eigh", square(SQUARE))
def the_symmetric_part_is_rebuilt(at: Place, A: Array) -> None:
    found = at("eigh", A)
    w, V = found["eigenvalues"], found["eigenvectors"]
    H = (A + adjoint(A)) / 2
    at.near(H @ V, V * w, norm(A) * max(1.0, norm(V)))
    products = adjoint(V) @ V
    at.near(products, np.diag(np.diagonal(products)))
    at.at_most(w[1:], w[:-1])


@law("svd", together(rectangular((*ANY, "unitary", "Jordan")), chosen(False, True)), only="float")
def u_s_v_rebuilds(at: Place, A: Array, full: bool) -> None:
    found = at("svd", A, full=full)
    U, S, Vh = (found[key] for key in ("U", "S", "Vh"))
    k = len(S)
    at.near((U[:, :k] * S) @ Vh[:k], A, norm(A))
    at.near(adjoint(U) @ U, at.eye(U.shape[1]))
    at.near(Vh @ adjoint(Vh), at.eye(len(Vh)))
    assert (S >= 0).all()
    assert (np.diff(S) <= 0).all()


@law("svdvals", rectangular(ANY))
def their_squares_add_up_to_those_of_the_entries(at: Place, A: Array) -> None:
    S = at("svdvals", A)
    at.near((S * S).sum(), at.field.held((A * A.conj()).sum()).real[()] if A.size else 0, norm(A) ** 2)
    at.at_most(S[1:], S[:-1])
    at.at_most(0 * S, S)


@law("svdvals", rectangular(ANY))
def the_adjoint_has_the_same(at: Place, A: Array) -> None:
    at.near(at("svdvals", adjoint(A)), at("svdvals", A), norm(A))


@law("svdvals", rectangular(("general", "integer", "deficient"), least=1))
def turning_changes_nothing(at: Place, A: Array) -> None:
    at.near(at("svdvals", A[::-1]), at("svdvals", -A[:, ::-1]), norm(A))


@law("gsvd", square(SQUARE, 2, least=1))
def both_are_rebuilt_from_what_they_share(at: Place, A: Array, B: Array) -> None:
    found = at("gsvd", A, B)
    X, C, S = (found[key] for key in ("X", "C", "S"))
    at.near(found["U"] @ C @ adjoint(X), A, norm(A) + norm(B))
    at.near(found["V"] @ S @ adjoint(X), B, norm(A) + norm(B))
    at.near(C.T @ C + S.T @ S, at.eye(len(A)).real)


@law(
    "svd_truncated",
    together(rectangular(ANY, least=2), chosen(1, 2), chosen("auto", "full", "gram", "lanczos")),
    only="float",
)
def what_is_left_out_is_the_tail(at: Place, A: Array, k: int, method: str) -> None:
    """Eckart, Young: the error is the singular values that follow."""
    found = at("svd_truncated", A, k=k, method=method)
    U, S, Vh = (found[key] for key in ("U", "S", "Vh"))
    tail = at("svdvals", A)[k:]
    missed = norm(A - (U * S) @ Vh)
    loose = 1.0 if method != "gram" else 1 / np.sqrt(at.field.eps)
    at.near(missed, norm(tail), norm(A), loose)
    at.near(adjoint(U) @ U, at.eye(k), 1.0, loose)


@law("schur", together(square(SQUARE), chosen("real", "complex")))
def z_t_z_rebuilds(at: Place, A: Array, output: str) -> None:
    found = at("schur", A, output=output)
    T, Z = found["T"], found["Z"]
    at.near(Z @ T @ adjoint(Z), A, norm(A))
    at.near(adjoint(Z) @ Z, at.eye(len(A)))
    assert not np.tril(T, -1 if output == "complex" or at.field.complex else -2).any()


@law("ordschur", together(square(SQUARE), chosen("left half plane", "outside unit circle")))
def with_chosen_eigenvalues_first_it_rebuilds_too(at: Place, A: Array, order: str) -> None:
    found = at("ordschur", A, order=order)
    T, Z, k = found["T"], found["Z"], int(found["selected"])
    at.near(Z @ T @ adjoint(Z), A, norm(A))
    at.near(adjoint(Z) @ Z, at.eye(len(A)))
    at.near(T[k:, :k], 0 * T[k:, :k], norm(A))


@law("real_block_diagonal", square(SQUARE), only="float")
def pairs_are_turns_of_real_planes(at: Place, A: Array) -> None:
    found = at("real_block_diagonal", A)
    D, V = found["D"], found["V"]
    at.near(A @ V, V @ D, norm(A) * max(1.0, norm(V)))
    assert np.array_equal(np.diagonal(D, 1), -np.diagonal(D, -1))


@law("hessenberg", square(SQUARE))
def q_h_q_rebuilds(at: Place, A: Array) -> None:
    found = at("hessenberg", A)
    H, Q = found["H"], found["Q"]
    at.near(Q @ H @ adjoint(Q), A, norm(A))
    at.near(adjoint(Q) @ Q, at.eye(len(A)))
    assert not np.tril(H, -2).any()


@law("qz", together(square(SQUARE, 2), chosen("real", "complex")))
def q_s_z_rebuilds_both(at: Place, A: Array, B: Array, output: str) -> None:
    found = at("qz", A, B, output=output)
    Q, Z = found["Q"], found["Z"]
    for M, S in ((A, found["AA"]), (B, found["BB"])):
        at.near(Q @ S @ adjoint(Z), M, norm(M))
        assert not np.tril(S, -1 if output == "complex" or at.field.complex else -2).any()
    at.near(adjoint(Q) @ Q, at.eye(len(A)))
    at.near(adjoint(Z) @ Z, at.eye(len(A)))


@law(
    "polyeig",
    square(("general", "dominant", "symmetric", "diagonal"), 3, least=1, scaled=False),
    refusals=("singular",),
)
def p_of_lambda_takes_x_to_zero(at: Place, A: Array, B: Array, C: Array) -> None:
    found = at("polyeig", A, B, C)
    w, V = found["eigenvalues"], found["eigenvectors"]
    if not at.field.exact:
        finite = np.isfinite(w)
        w, V = w[finite], V[:, finite]
    top = 1.0 if at.field.exact else float(np.abs(w).max(initial=0))
    size = norm(A) + top * norm(B) + top**2 * norm(C)
    at.near(A @ V + (B @ V) * w + (C @ V) * (w * w), 0 * V, size)


@law("matrix_balance", together(square(SQUARE), chosen(False, True), chosen(False, True)))
def a_t_is_t_b_exactly(at: Place, A: Array, permute: bool, scale: bool) -> None:
    found = at("matrix_balance", A, permute=permute, scale=scale)
    B, T = found["B"], found["T"]
    assert ((T != 0).sum(axis=0) == 1).all()
    assert np.array_equal(T @ B, A @ T)


@law("polar", together(rectangular((*ANY, "dominant", "unitary")), chosen("right", "left")))
def turn_and_stretch_rebuild(at: Place, A: Array, side: str) -> None:
    found = at("polar", A, side=side)
    U, P = found["U"], found["P"]
    at.near(U @ P if side == "right" else P @ U, A, norm(A))
    at.near(adjoint(P), P, norm(A))
    if len(P):
        assert np.linalg.eigvalsh(P).min() >= -100 * at.field.eps * norm(P)
    tall = U if len(U) >= U.shape[1] else adjoint(U)
    at.near(adjoint(tall) @ tall, at.eye(tall.shape[1]))


@law("quadratic_form", together(square(MILD, least=1)), only="float")
def it_stays_between_its_extremes(at: Place, A: Array) -> None:
    x = A[:, 0] + (1 if not norm(A) else 0)
    x = at.field.held(x / norm(x)) if norm(x) else at.eye(len(A))[:, 0]
    found = at("quadratic_form", A, x)
    value = complex(x.conj() @ A @ x)
    at.near(found["result"], np.asarray(value if at.field.complex else value.real), norm(A))
    at.at_most(found["minimum"], value.real, norm(A))
    at.at_most(value.real, found["maximum"], norm(A))
    for name in ("minimum", "maximum"):
        v = found["minimizer" if name == "minimum" else "maximizer"]
        at.near(np.real(v.conj() @ A @ v), np.asarray(found[name]), norm(A))


@law("rayleigh_quotient", square(("general", "integer", "symmetric", "definite"), least=1))
def of_a_unit_vector_it_is_an_entry(at: Place, A: Array) -> None:
    n = len(A)
    at.near(at("rayleigh_quotient", A, at.eye(n)[:, 0]), A[0, 0], norm(A))
    both = at("rayleigh_quotient", A, at.eye(n).sum(axis=0))
    at.near(both, at.field.held(A.sum() / n)[()], norm(A))


@law("rayleigh_quotient", together(square(("symmetric", "definite"), least=1), whole(-3, 3)), only="float")
def it_lies_among_the_eigenvalues(at: Place, A: Array, step: int) -> None:
    x = np.arange(1, len(A) + 1) + step + 0.5
    value = np.real(at("rayleigh_quotient", A, x))
    w = at("eigh", A)["eigenvalues"]
    at.at_most(w[-1], value, norm(A))
    at.at_most(value, w[0], norm(A))


@law("power_iteration", together(square(("definite", "symmetric", "diagonal"), least=1), whole(1, 30)))
def it_keeps_its_residual(at: Place, A: Array, steps: int) -> None:
    found = at("power_iteration", A, steps=steps)
    v, value = found["eigenvector"], found["eigenvalue"]
    at.near(v.conj() @ v, np.asarray(1.0))
    at.near(np.asarray(v.conj() @ A @ v), np.asarray(value), norm(A))
    at.near(norm(A @ v - value * v), found["residuals"][-1], norm(A))


@law("inverse_iteration", together(square(("definite", "diagonal"), least=1, scaled=False), whole(-3, 0)))
def it_finds_an_eigenpair_by_inverses(at: Place, A: Array, shift: int) -> None:
    found = at("inverse_iteration", A, shift=shift, steps=12)
    v, value = found["eigenvector"], found["eigenvalue"]
    at.near(v.conj() @ v, np.asarray(1.0))
    at.near(norm(A @ v - value * v), found["residuals"][-1], norm(A))


LAWS = law.found
