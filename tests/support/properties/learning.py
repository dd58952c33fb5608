"""Layers, activations, sliding products and graphs."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from properties.draws import chain, chosen, rectangular, square, together, vectors, whole
from properties.field import Array, Field
from properties.law import Laws
from properties.place import Place
from properties.sizes import norm

law = Laws()
PLAIN = ("general", "integer", "zero")


def graphs(field: Field) -> SearchStrategy[tuple[Array]]:
    """Adjacency matrices of undirected graphs."""

    def made(n: int, seed: int) -> tuple[Array]:
        upper = np.triu(np.random.default_rng(seed).integers(0, 2, (n, n)), 1)
        return (field.held(upper + upper.T),)

    return st.builds(made, st.integers(1, field.most), st.integers(0, 2**32 - 1))


@law("softmax", together(rectangular(PLAIN, least=1, scaled=False), chosen(-1, 0)))
def shares_add_up_to_one(at: Place, A: Array, axis: int) -> None:
    P = at("softmax", A, axis=axis)
    assert ((P >= 0) & (P <= 1)).all()
    at.near(P.sum(axis=axis), np.ones(P.sum(axis=axis).shape))
    at.near(at("softmax", at.field.held(A + 8), axis=axis), P, 1.0, 4 * (8 + norm(A)))


@law("relu", rectangular(PLAIN))
def parts_make_the_whole(at: Place, A: Array) -> None:
    at.near(at("relu", A) - at("relu", -A), A)
    at.near(at("relu", at("relu", A)), at("relu", A))


@law("sigmoid", rectangular(PLAIN))
def opposite_arguments_add_up_to_one(at: Place, A: Array) -> None:
    at.near(at("sigmoid", A) + at("sigmoid", -A), np.ones(A.shape))


@law("tanh", rectangular(PLAIN))
def it_is_odd_and_a_sigmoid(at: Place, A: Array) -> None:
    T = at("tanh", A)
    at.near(at("tanh", -A), -T)
    at.near(T, 2 * at("sigmoid", at.field.held(2 * A)) - 1)


@law("gelu", together(rectangular(PLAIN), chosen("none", "tanh")))
def so_is_the_argument_made_of_two(at: Place, A: Array, approximate: str) -> None:
    both = at("gelu", A, approximate=approximate) - at("gelu", -A, approximate=approximate)
    at.near(both, A, norm(A))


@law("affine", chain(2))
def a_layer_is_a_product_and_a_sum(at: Place, X: Array, W: Array) -> None:
    b = W[0]
    at.near(at("affine", X, W.T, b), X @ W + b, norm(X, W) + norm(b))
    at.near(at("affine", X, W.T), at("matmul", X, W), norm(X, W))


@law("mlp", chain(3), only="float")
def without_a_bend_layers_are_one_product(at: Place, X: Array, W: Array, V: Array) -> None:
    found = at("mlp", X, W.T, 0 * W[0], V.T, 0 * V[0], activation="identity")
    at.near(found["result"], X @ W @ V, norm(X, W, V))


@law("convolve", together(vectors(1, length=4), vectors(1, length=2), chosen("valid", "same", "full")))
def it_is_the_product_with_its_matrix(at: Place, x: Array, kernel: Array, mode: str) -> None:
    found = at("convolve", x, kernel, mode=mode)
    C = at("convolution_matrix", kernel, n=4, mode=mode)
    at.near(C @ x, found, norm(C, x))
    at.near(at("correlate", x, kernel[::-1].conj(), mode="valid"), at("convolve", x, kernel), norm(x, kernel))


@law("convolution_matrix_2d", together(square(PLAIN, least=2, scaled=False), chosen("valid", "full")))
def so_it_is_for_images(at: Place, A: Array, mode: str) -> None:
    image, kernel = A, A[:2, :2]
    C = at("convolution_matrix_2d", kernel, rows=len(A), columns=len(A), mode=mode)
    at.near(C @ image.reshape(-1), at("convolve", image, kernel, mode=mode).reshape(-1), norm(C, image))


@law("laplacian", graphs)
def rows_add_up_to_nothing(at: Place, A: Array) -> None:
    L = at("laplacian", A)
    at.near(L.sum(axis=1), 0 * L[0], norm(A))
    at.near(L + A, np.diag(A.sum(axis=1)))
    x = at.field.held(np.arange(len(A)) ** 2)
    differences = sum((x[i] - x[j]) ** 2 * A[i, j] for i in range(len(A)) for j in range(i))
    at.near(x @ L @ x, differences + 0 * x[0], norm(x, L, x))


@law("adjacency", graphs)
def its_edges_make_it_again(at: Place, A: Array) -> None:
    edges = np.argwhere(np.triu(A.astype(float)))
    if len(edges):
        at.near(at("adjacency", at.field.held(edges), n=len(A)), A)


@law("triangles", graphs)
def each_is_three_closed_walks_both_ways(at: Place, A: Array) -> None:
    found = at("triangles", A)
    at.near(6 * found["result"], np.trace(at("matrix_power", A, n=3)) + 0 * A[0, 0])
    at.near(np.asarray(found["at_nodes"]).sum(), 3 * found["result"])


@law("pagerank", together(graphs, whole(0, 9)), only="float")
def one_more_step_changes_nothing(at: Place, A: Array, tenths: int) -> None:
    found = at("pagerank", A, damping=f"{tenths}/10")
    r, n = found["result"], len(A)
    at.near(r.sum(), at.eye(1)[0, 0], 1.0, 10.0)
    degrees = A.sum(axis=1)
    walk = sum(r[i] * (A[i] / degrees[i] if degrees[i] else at.field.held(np.ones(n, int)) / n) for i in range(n))
    at.near(r, walk * tenths / 10 + at.field.held(np.ones(n, int)) * (10 - tenths) / (10 * n), 1.0, 100.0)


@law("centrality", graphs)
def nodes_matter_as_their_neighbours_do(at: Place, A: Array) -> None:
    found = at("centrality", A)
    v, value = found["result"], found["eigenvalue"]
    at.near(A @ v, v * value, norm(A) + 1)
    at.near(v @ v, 1.0)
    assert (v >= -1e-5).all()


@law("gradient_descent", together(square(("definite",), least=1, scaled=False)))
def the_loss_falls(at: Place, A: Array) -> None:
    b = A[:, 0]
    found = at("gradient_descent", A, b, steps=50)
    loss = found["loss"]
    assert (np.diff(loss) <= 100 * at.field.eps * loss[0]).all()


LAWS = law.found
