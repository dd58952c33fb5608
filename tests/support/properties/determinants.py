"""Numbers of square matrices: determinants, minors, traces, polynomials, signs."""

from __future__ import annotations

import numpy as np

from properties.draws import MILD, SQUARE, square, together, vectors, whole
from properties.field import Array
from properties.law import Laws
from properties.place import Place
from properties.sizes import adjoint, norm

law = Laws()
TAME = (*MILD, "symmetric", "dominant", "nilpotent", "Jordan", "unitary")


def _volume(A: Array) -> float:
    """What a determinant and its minors can be at most, and at least 1 (Hadamard)."""
    return max(1.0, norm(A)) ** len(A)


@law("det", square(TAME, 2, scaled=False))
def of_a_product_it_is_the_product(at: Place, A: Array, B: Array) -> None:
    product = at.roughly("det", at.field.held(A @ B))
    at.near(product, at.roughly("det", A) * at.roughly("det", B), _volume(A) * _volume(B), float(max(1, len(A))))


@law("det", square(TAME, scaled=False))
def the_adjoint_has_the_conjugate_one(at: Place, A: Array) -> None:
    at.near(at.roughly("det", adjoint(A)), at.roughly("det", A).conjugate(), _volume(A))


@law("det", together(square(TAME, least=2, scaled=False), whole(-3, 3)))
def adding_a_row_to_another_changes_nothing(at: Place, A: Array, times: int) -> None:
    other = A.copy()
    other[0] = other[0] + times * A[1]
    at.near(at.roughly("det", other), at.roughly("det", A), _volume(other) * max(1, abs(times)))
    at.near(at.roughly("det", A[::-1]), at.roughly("det", A) * (-1) ** (len(A) * (len(A) - 1) // 2), _volume(A))


@law("slogdet", square(("dominant", "definite", "diagonal", "unitary"), least=1), only="float")
def signs_and_logarithms_of_products_agree(at: Place, A: Array) -> None:
    one, both = at("slogdet", A), at("slogdet", at.field.held(A[:, ::-1]))
    swap = (-1) ** (len(A) // 2)
    size = 1 + abs(float(one["logabsdet"]))
    at.near(both["sign"], one["sign"] * swap, _cond(A))
    at.near(both["logabsdet"], one["logabsdet"], size + _cond(A))


def _cond(A: Array) -> float:
    top = float(np.abs(A).max(initial=0)) or 1.0
    return float(np.linalg.cond(A / top))


@law("trace", square(SQUARE, 2, scaled=False))
def of_a_product_the_order_does_not_count(at: Place, A: Array, B: Array) -> None:
    one, two = (at.field.held(M) for M in (A @ B, B @ A))
    at.near(at("trace", one), at("trace", two), norm(A, B), 2.0)


@law("trace", square(SQUARE, 2))
def it_is_linear(at: Place, A: Array, B: Array) -> None:
    together_ = at("trace", at.field.held(A + B))
    at.near(together_, at("trace", A) + at("trace", B), norm(A) + norm(B))


@law("charpoly", square(TAME, scaled=False, least=1))
def a_matrix_is_annihilated_by_it(at: Place, A: Array) -> None:
    """Cayley, Hamilton."""
    c = at.roughly("charpoly", A)
    P = at.roughly("polyvalm", A, c)
    at.near(P, 0 * A, (1 + norm(A)) ** len(A), float(len(A)) ** 2)


@law("charpoly", square(TAME, scaled=False, least=1))
def it_begins_with_the_trace_and_ends_with_the_determinant(at: Place, A: Array) -> None:
    c, n = at.roughly("charpoly", A), len(A)
    size = (1 + norm(A)) ** n
    at.near(c[0], at.eye(1)[0, 0])
    at.near(c[1], -at.field.held(np.trace(A))[()], size)
    at.near(c[-1], at.roughly("det", A) * (-1) ** n, size)


@law("minimal_polynomial", square(TAME, least=1))
def it_annihilates_and_divides(at: Place, A: Array) -> None:
    c = at("minimal_polynomial", A)
    assert len(c) <= len(A) + 1
    assert c[0] == 1
    at.near(at.roughly("polyvalm", A, c), 0 * A)


@law("jordan", square(("integer", "Jordan", "diagonal", "nilpotent", "deficient", "upper"), least=1))
def a_p_is_p_j(at: Place, A: Array) -> None:
    found = at("jordan", A)
    P, J = found["P"], found["J"]
    at.near(A @ P, P @ J)
    off = J - np.diag(np.diagonal(J))
    assert all(x in (0, 1) for x in off.flat)
    assert not (off - np.triu(np.tril(off, 1), 1)).any()


@law("polyvalm", together(square(MILD, scaled=False, least=1), vectors()))
def its_value_commutes_with_the_matrix(at: Place, A: Array, c: Array) -> None:
    P = at.roughly("polyvalm", A, c)
    size = norm(c) * (1 + norm(A)) ** len(c)
    at.near(A @ P, P @ A, size * max(1.0, norm(A)))
    eyed = at.roughly("polyvalm", at.eye(len(A)), c)
    at.near(eyed, at.eye(len(A)) * c.sum(), norm(c) * len(c))


@law("adjugate", square(TAME, scaled=False, least=1))
def times_the_matrix_it_is_the_determinant(at: Place, A: Array) -> None:
    J = at.roughly("adjugate", A)
    at.near(A @ J, at.roughly("det", A) * at.eye(len(A)), _volume(A), float(len(A)))
    at.near(at.roughly("cofactors", A), J.T, _volume(A), float(len(A)))


@law("cofactors", square(TAME, scaled=False, least=1))
def a_row_expands_the_determinant(at: Place, A: Array) -> None:
    C, M = at.roughly("cofactors", A), at.roughly("minors", A)
    at.near((A[0] * C[0]).sum(), at.roughly("det", A), _volume(A), float(len(A)))
    signs = at.field.held((-1) ** np.add.outer(np.arange(len(A)), np.arange(len(A))))
    at.near(C, M * signs, _volume(A), float(len(A)))


@law("minors", square(TAME, scaled=False, least=2))
def the_corner_of_them_is_a_determinant(at: Place, A: Array) -> None:
    at.near(at.roughly("minors", A)[0, 0], at.roughly("det", A[1:, 1:]), _volume(A), float(len(A)))


@law("leading_minors", square(TAME, scaled=False, least=1))
def first_and_last_are_known(at: Place, A: Array) -> None:
    found = at.roughly("leading_minors", A)
    at.near(found[0], A[0, 0], norm(A))
    at.near(found[-1], at.roughly("det", A), _volume(A), float(len(A)))


@law("leading_minors", square(("definite", "diagonal"), least=1, scaled=False))
def of_definite_ones_all_are_positive(at: Place, A: Array) -> None:
    """Sylvester; and such a matrix has no other inertia."""
    assert all(complex(x).real > 0 for x in at.roughly("leading_minors", A))
    found = at("definiteness", A)
    assert [int(x) for x in found["inertia"]] == [len(A), 0, 0]
    assert int(found["failing_minor"]) == 0


@law("definiteness", square(("symmetric", "definite", "zero", "equal", "integer", "deficient"), least=1))
def the_negative_has_the_opposite_inertia(at: Place, A: Array) -> None:
    p, z, q = (int(x) for x in at("definiteness", A)["inertia"])
    assert p + z + q == len(A)
    assert [int(x) for x in at("definiteness", -A)["inertia"]] == [q, z, p]


@law("definiteness", square(("general", "deficient", "integer"), least=1))
def a_gram_matrix_is_never_negative(at: Place, A: Array) -> None:
    gram = at.field.held(A @ adjoint(A))
    assert int(at("definiteness", (gram + adjoint(gram)) / 2)["inertia"][2]) == 0


LAWS = law.found
