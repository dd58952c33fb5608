"""Products, sums and changes of shape: the rules of the algebra."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from properties.draws import MILD, chain, chosen, rectangular, square, together, vectors, whole
from properties.field import Array
from properties.law import Laws
from properties.place import Place
from properties.sizes import adjoint, norm, real

law = Laws()
HELD = ("general", "integer", "columns of many scales", "zero")


@law("matmul", chain(3, scaled=True, kinds=HELD, least=0))
def it_is_associative(at: Place, A: Array, B: Array, C: Array) -> None:
    at.near(at("matmul", at("matmul", A, B), C), at("matmul", A, at("matmul", B, C)), norm(A, B, C), 2.0)


@law("matmul", chain(2, scaled=True, least=0))
def the_transpose_turns_the_order_round(at: Place, A: Array, B: Array) -> None:
    at.near(at("transpose", at("matmul", A, B)), at("matmul", B.T, A.T), norm(A, B))
    at.near(at("conj_transpose", at("matmul", A, B)), at("matmul", adjoint(B), adjoint(A)), norm(A, B))


@law("matmul", together(square(MILD, 3)))
def it_distributes_over_sums(at: Place, A: Array, B: Array, C: Array) -> None:
    at.near(at("matmul", A, at("add", B, C)), at("add", at("matmul", A, B), at("matmul", A, C)), norm(A) * _of(B, C))


def _of(*arrays: Array) -> float:
    return sum(norm(array) for array in arrays)


@law("add", rectangular(HELD, 2))
def subtracting_undoes_it(at: Place, A: Array, B: Array) -> None:
    at.near(at("subtract", at("add", A, B), B), A, _of(A, B))
    at.near(at("add", A, B), at("add", B, A))


@law("scale", together(rectangular(HELD), chosen(Fraction(1, 3), -2, 0, 1), chosen(Fraction(5, 2), 3)))
def factors_multiply(at: Place, A: Array, a: Fraction, b: Fraction) -> None:
    at.near(at("scale", at("scale", A, factor=a), factor=b), at("scale", A, factor=a * b), norm(A) * 10)
    at.near(at("scale", A, factor=1), A)


@law("scale", rectangular(HELD))
def twice_is_the_sum_with_itself(at: Place, A: Array) -> None:
    at.near(at("scale", A, factor=2), at("add", A, A))
    at.near(at("scale", A, factor=-1), -A)


@law("linear_combination", together(rectangular(HELD, 2), whole(-3, 3)))
def it_is_made_of_scaling_and_adding(at: Place, A: Array, B: Array, times: int) -> None:
    found = at("linear_combination", A, B, alpha=Fraction(1, 2), beta=times)
    at.near(found, at("add", at("scale", A, factor=Fraction(1, 2)), at("scale", B, factor=times)), 4 * _of(A, B))


@law("multiply", rectangular(HELD, 2))
def dividing_undoes_it(at: Place, A: Array, B: Array) -> None:
    nonzero = at.field.held(np.where(B == 0, at.eye(1)[0, 0], B))
    at.near(at("divide", at("multiply", A, nonzero), nonzero), A, norm(A))
    at.near(at("multiply", A, nonzero), at("multiply", nonzero, A), norm(A, nonzero))


@law("power", rectangular(MILD))
def squares_are_products_with_itself(at: Place, A: Array) -> None:
    at.near(at("power", A, 2 * np.abs(at.field.held(np.ones(A.shape, int)))), at("multiply", A, A), norm(A, A))


@law("dot", vectors(2, scaled=True))
def cauchy_and_schwarz(at: Place, x: Array, y: Array) -> None:
    value = at("dot", x, y)
    at.near(value, at("dot", y, x), norm(x, y))
    at.at_most(abs(complex(value)), float(at("norm", x)) * float(at("norm", y)))


@law("vdot", rectangular(MILD, 2))
def it_is_the_trace_of_a_product(at: Place, A: Array, B: Array) -> None:
    at.near(at("vdot", A, B), at("trace", at.field.held(adjoint(A) @ B)), norm(A, B))
    at.near(real(at("vdot", A, A)), real(at.field.held((A * A.conj()).sum())[()]), norm(A, A))


@law("vecdot", rectangular(MILD, 2))
def the_pairs_add_up_to_the_trace_of_a_product(at: Place, A: Array, B: Array) -> None:
    at.near(at("sum", at.field.held(at("vecdot", A, B))), at("vdot", A, B), norm(A, B))
    at.near(at("vecdot", A, B, axis=0), at("vecdot", A.T, B.T), norm(A, B))


@law("inner", chain(2))
def it_is_the_product_with_the_transpose(at: Place, A: Array, B: Array) -> None:
    at.near(at("inner", A, B.T), at("matmul", A, B), norm(A, B))


@law("outer", vectors(2))
def the_rank_is_one(at: Place, x: Array, y: Array) -> None:
    M = at("outer", x, y)
    at.near(M, x[:, None] * y, norm(x, y))
    assert int(at("matrix_rank", M)) <= 1


@law("cross", vectors(2, length=3, scaled=True))
def it_is_orthogonal_to_both(at: Place, x: Array, y: Array) -> None:
    z = at.roughly("cross", x, y)
    at.near(x @ z, 0 * (x @ z), norm(x, y) * norm(x))
    at.near(at.roughly("cross", y, x), -z, norm(x, y))


@law("angle", vectors(2, scaled=True), refusals=("domain",))
def opposite_vectors_have_the_rest_of_a_half_turn(at: Place, x: Array, y: Array) -> None:
    if not (x.any() and y.any()):
        return
    one, two = at("angle", x, y), at("angle", -x, y)
    at.near(one["cosine"], -two["cosine"])
    at.near(float(one["degrees"]) + float(two["degrees"]), 180.0, 360 / (at.field.eps or 1.0) ** 0.5)


@law("kron", together(chain(2), chain(2)))
def products_of_products_mix(at: Place, A: Array, C: Array, B: Array, D: Array) -> None:
    both = at("matmul", at("kron", A, B), at("kron", C, D))
    at.near(both, at("kron", at.field.held(A @ C), at.field.held(B @ D)), norm(A, B, C, D), 2.0)


@law("multi_dot", together(chain(4, least=1)))
def brackets_do_not_count(at: Place, A: Array, B: Array, C: Array, D: Array) -> None:
    at.near(at("multi_dot", A, B, C, D), A @ B @ C @ D, norm(A, B, C, D), 3.0)


@law("einsum", chain(2))
def subscripts_spell_products(at: Place, A: Array, B: Array) -> None:
    at.near(at("einsum", A, B, subscripts="ij,jk"), at("matmul", A, B), norm(A, B))
    at.near(at("einsum", A, B, subscripts="ij,jk->ki"), at("matmul", A, B).T, norm(A, B))
    at.near(at("einsum", A, subscripts="ij->"), at("sum", A), norm(A) * A.size)


@law("transpose", rectangular(HELD))
def twice_is_nothing(at: Place, A: Array) -> None:
    at.near(at("transpose", at("transpose", A)), A)
    at.near(at("conj_transpose", at("conj_transpose", A)), A)
    at.near(at("moveaxis", A), A.T)


@law("reshape", together(rectangular(HELD, least=1), chosen("C", "F")))
def flattened_and_shaped_again(at: Place, A: Array, order: str) -> None:
    flat = at("flatten", A, order=order)
    assert flat.shape == (A.size,)
    at.near(at("reshape", flat, shape=list(A.shape), order=order), A)


@law("concatenate", together(rectangular(HELD, 2, least=1), chosen(0, 1)))
def joined_parts_are_taken_apart(at: Place, A: Array, B: Array, axis: int) -> None:
    joined, n = at("concatenate", A, B, axis=axis), A.shape[axis]
    at.near(at("take", joined, indices=list(range(n)), axis=axis), A)
    first = f"{n}:" if axis == 0 else f":, {n}:"
    at.near(at("slice", joined, index=first), B)


@law("block", rectangular(HELD, 2, least=1))
def blocks_multiply_like_entries(at: Place, A: Array, B: Array) -> None:
    whole_ = at("block", A, B, B, A, columns=2)
    half = A.shape[0], A.shape[1]
    at.near(whole_[: half[0], : half[1]], A)
    at.near(whole_[half[0] :, : half[1]], B)
    at.near(at("stack", A, B)[1], B)


@law("diag", vectors())
def to_a_diagonal_and_back(at: Place, x: Array) -> None:
    D = at("diag", x)
    at.near(at("diag", D), x)
    at.near(D @ D, at("diag", at.field.held(x * x)), norm(x, x))
    at.near(D, np.diag(x))


@law("diag", together(rectangular(HELD, least=1), whole(-3, 3)))
def each_diagonal_is_found(at: Place, A: Array, k: int) -> None:
    if -len(A) < k < A.shape[1]:
        at.near(at("diag", A, k=k), np.diagonal(A, k))


@law("triu", together(rectangular(HELD, least=1), whole(-3, 3)))
def two_triangles_make_the_matrix(at: Place, A: Array, k: int) -> None:
    upper, lower = at("triu", A, k=k), at("tril", A, k=k - 1)
    at.near(upper + lower, A)
    at.near(at("triu", upper, k=k), upper)
    assert not np.tril(upper, k - 1).any()


@law("tril", together(rectangular(HELD, least=1), whole(-3, 3)))
def the_transpose_changes_triangles(at: Place, A: Array, k: int) -> None:
    lower = at("tril", A, k=k)
    at.near(lower, at("triu", A.T, k=-k).T)
    assert not np.triu(lower, k + 1).any()


@law("sum", rectangular(HELD, least=1))
def sums_of_sums(at: Place, A: Array) -> None:
    size = norm(A) * A.size
    at.near(at.roughly("sum", at.roughly("sum", A, axis=0)), at.roughly("sum", A), size)
    at.near(at.roughly("mean", A, axis=1) * A.shape[1], at.roughly("sum", A, axis=1), size)
    at.near(at.roughly("sum", A, axis=0), at.roughly("matmul", at.field.held(np.ones(len(A), int)), A), size)


@law("symmetric_skew", square(MILD))
def two_parts_make_the_matrix(at: Place, A: Array) -> None:
    found = at("symmetric_skew", A)
    S, K = found["symmetric"], found["skew"]
    at.near(S + K, A, norm(A))
    at.near(adjoint(S), S)
    at.near(adjoint(K), -K)


@law("broadcast_to", vectors())
def every_row_is_the_same(at: Place, x: Array) -> None:
    at.near(at("broadcast_to", x, shape=[3, len(x)]), np.stack([x, x, x]))


@law("astype", rectangular(("integer", "zero")))
def small_integers_survive(at: Place, A: Array) -> None:
    at.near(at("astype", A), A)


LAWS = law.found
