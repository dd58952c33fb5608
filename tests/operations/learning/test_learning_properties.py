"""What holds for every layer, sliding product, graph and descent; and what is refused."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

WHOLE = st.integers(-9, 9)
MODES = st.sampled_from(["valid", "same", "full"])


def compute(name: str, *values, **params) -> Result:
    keys = by_name(name).keys(len(values))
    matrices = tuple(Matrix.of(key, np.asarray(value)) for key, value in zip(keys, values, strict=True))
    return run(Compute(name, keys, params), matrices)


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, st.integers(5, 12), elements=WHOLE), arrays(np.int64, st.integers(1, 5), elements=WHOLE), MODES)
def test_a_signal_slides_as_in_numpy(x, kernel, mode):
    for name in ("correlate", "convolve"):
        found = compute(name, x, kernel, mode=mode)
        assert found.certificate.verdict == "green"
        expected = getattr(np, name)(x, kernel, mode=mode)
        assert found.outputs["result"].tolist() == expected.tolist()
        assert list(found.exact["result"]) == expected.tolist()
        T = compute("convolution_matrix", kernel, n=len(x), mode=mode, flip=name == "convolve")
        assert (T.outputs["result"] @ x).tolist() == expected.tolist()


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.int64, st.tuples(st.integers(3, 6), st.integers(3, 6)), elements=WHOLE),
    arrays(np.int64, st.tuples(st.integers(1, 3), st.integers(1, 3)), elements=WHOLE),
    MODES,
)
def test_an_image_slides_as_in_scipy(A, kernel, mode):
    for name in ("correlate", "convolve"):
        expected = getattr(scipy.signal, name)(A, kernel, mode=mode, method="direct")
        assert compute(name, A, kernel, mode=mode).outputs["result"].tolist() == expected.tolist()
        settings = {"rows": A.shape[0], "columns": A.shape[1], "mode": mode, "flip": name == "convolve"}
        T = compute("convolution_matrix_2d", kernel, **settings).outputs["result"]
        assert (T @ A.ravel()).tolist() == expected.ravel().tolist()


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, (3, 5), elements=st.floats(-800, 800)), st.sampled_from([0, 1, -1]))
def test_shares_add_up_to_one_and_do_not_feel_a_shift(X, axis):
    found = compute("softmax", X, axis=axis)
    assert found.certificate.verdict == "green"
    assert found.outputs["result"].sum(axis=axis) == pytest.approx(1)
    shifted = compute("softmax", X + 1000, axis=axis).outputs["result"]
    assert shifted == pytest.approx(found.outputs["result"], abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(arrays(np.float64, 9, elements=st.floats(-1e6, 1e6)))
def test_activations_keep_their_identities(x):
    sigmoid, mirrored = (compute("sigmoid", part).outputs["result"] for part in (x, -x))
    assert sigmoid + mirrored == pytest.approx(1)
    tanh = compute("tanh", x / 2).outputs["result"]
    assert (1 + tanh) / 2 == pytest.approx(sigmoid, abs=1e-15)
    relu, below = (compute("relu", part).outputs["result"] for part in (x, -x))
    assert (relu - below).tolist() == x.tolist()
    gelu, other = (compute("gelu", part).outputs["result"] for part in (x, -x))
    assert gelu - other == pytest.approx(x, rel=1e-12, abs=1e-12)


def test_layers_in_fractions():
    found = compute("affine", [[1, 2], [3, 4]], [[1, -1], [2, 1]], [1, 2])
    assert found.exact["result"].tolist() == found.outputs["result"].tolist() == [[0, 6], [0, 12]]
    net = compute("mlp", [[1, 2]], [[1, 1], [1, -1]], [0, 0], [[1, 1]], [1], [[1]])
    assert net.exact["loss"] == Fraction(9, 2)
    for name in ("dW1", "db1", "dW2", "db2"):
        assert np.asarray(net.exact[name]).tolist() == net.outputs[name].tolist()


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "gelu", "identity"])
@pytest.mark.parametrize("output", ["identity", "sigmoid", "tanh"])
def test_gradients_agree_with_finite_differences(activation, output):
    rng = np.random.default_rng(1)
    shapes = ((6, 4), (5, 4), (5,), (2, 5), (2,), (6, 2))
    net = compute("mlp", *(rng.standard_normal(shape) for shape in shapes), activation=activation, output=output)
    assert net.certificate.verdict == "green"
    assert net.details["finite_differences"] < 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 8).flatmap(lambda n: arrays(np.int64, (n, n), elements=st.integers(0, 3))))
def test_graphs(A):
    L = compute("laplacian", A)
    assert L.outputs["result"].sum(axis=1) == pytest.approx(0)
    assert L.exact["result"].sum(axis=1).tolist() == [0] * len(A)
    ranks = compute("pagerank", A)
    assert ranks.certificate.verdict == "green"
    assert [float(x) for x in ranks.exact["result"]] == pytest.approx(ranks.outputs["result"], abs=1e-12)
    both = ((A + A.T) > 0).astype(int)
    np.fill_diagonal(both, 0)
    total = np.trace(both @ both @ both) // 6
    assert compute("triangles", both).outputs["result"] == total
    symmetric = compute("laplacian", both, kind="symmetric").outputs["result"]
    assert np.linalg.eigvalsh(symmetric).max() <= 2 + 1e-12


def test_edges_with_weights_add_up_and_a_loop_counts_once():
    found = compute("adjacency", [[0, 1, 2], [1, 0, 3], [2, 2, 4]])
    assert found.outputs["result"].tolist() == [[0, 5, 0], [5, 0, 0], [0, 0, 4]]
    assert "edge to itself" in found.warnings[0]
    assert compute("adjacency", [[0, 1], [1, 0]]).outputs["result"].tolist() == [[0, 1], [1, 0]]


def test_centrality_of_parts_that_are_not_connected_is_not_unique():
    A = np.kron(np.eye(2), np.ones((2, 2)) - np.eye(2))
    found = compute("centrality", A)
    assert found.certificate.verdict == "amber"
    assert "not unique" in found.warnings[0]


def test_descent_of_dependent_columns_goes_to_the_nearest_minimum():
    found = compute("gradient_descent", np.ones((3, 2)), [1, 2, 6], start=[1, 0], tol=1e-10)
    assert found.outputs["result"] == pytest.approx([2, 1])
    assert found.outputs["loss"][-1] == pytest.approx(np.var([1, 2, 6]))


def test_descent_beyond_the_limit_diverges_and_says_so():
    found = compute("gradient_descent", [[6, 2], [2, 3]], [2, -1], objective="quadratic", eta=0.5, start=[4, 4])
    assert found.details["diverged"]
    assert "not below 2 / λmax" in found.warnings[0]
    assert found.certificate.verdict == "amber"


def test_autoencoder_of_width_two_finds_the_plane():
    X = np.random.default_rng(0).standard_normal((40, 5)) * [5, 4, 1, 1, 0.5]
    found = compute("linear_autoencoder", X, k=2, eta=0.005, steps=4000, seed=3)
    assert found.details["angle_to_principal_plane"] < 1e-3
    wide = compute("linear_autoencoder", X, eta=1)
    assert wide.details["diverged"]
    assert wide.certificate.verdict == "amber"


@pytest.mark.parametrize(
    ("A", "b", "params"),
    [
        ([[1, 0], [0, 2]], [1, 1], {"eta": 0.1}),
        ([[1, 0], [0, 0.03]], [1, 1], {"tol": 1e-3}),
        ([[1e-200, 0], [0, 1e-200]], [1e-200, 1], {"objective": "quadratic"}),
        ([[1e-70, 0], [0, 2e-70]], [1e-200, 1], {}),
        ([[4, 1], [1, 3], [0, 1e-3]], [1, 2, 0], {"tol": 1e-10}),
    ],
)
def test_descent_says_how_many_digits_of_the_minimum_are_reached(A, b, params):
    found = compute("gradient_descent", A, b, **params)
    A, b = np.asarray(A, float), np.asarray(b, float)
    size = np.abs(A).max()
    x, truth = found.outputs["result"], np.linalg.lstsq(A / size, b, rcond=None)[0] / size
    digits = int(re.search(r"has (\d+) digit", found.certificate.reason)[1])
    unit = np.abs(truth).max()
    off = np.linalg.norm((x - truth) / unit) / np.linalg.norm(truth / unit)
    assert found.certificate.verdict == "green"
    assert found.warnings == ()
    assert off <= 10.0**-digits
    assert off >= 10.0 ** (-digits - 3) or digits > 9
    assert "of the path" in found.certificate.reason


def test_descent_has_no_digit_of_a_minimum_that_is_far_away():
    assert compute("gradient_descent", np.eye(2), [1, 1], tol=0.9, eta=0.01).certificate.verdict == "amber"


def test_a_function_without_a_minimum_is_not_minimised():
    flat = np.diag([1.0, 0.0])
    found = compute("gradient_descent", flat, [1, 1], objective="quadratic", steps=20)
    assert (found.certificate.verdict, found.details["has_minimum"]) == ("amber", False)
    assert "falls evenly" in found.warnings[0]
    saddle = compute("gradient_descent", np.diag([1.0, -1.0]), [1, 1], objective="quadratic", method="newton")
    assert saddle.certificate.verdict == "amber"
    assert "no minimum" in saddle.certificate.reason


def test_an_autoencoder_that_is_not_trained_is_not_called_so():
    X = np.array([[1.0, 2], [3, 4], [5, 7]])
    early, late = (compute("linear_autoencoder", X, steps=steps).certificate for steps in (3, 3000))
    assert (early.verdict, late.verdict) == ("amber", "green")
    assert "the least error is not reached" in early.reason


G = np.array([[0, 1], [1, 0]])
REFUSED = [
    ("affine", (np.ones((4, 2)), np.ones((2, 3))), {}, "shape", "2 features of a sample meet 3 columns"),
    ("affine", (np.ones(2), np.ones((3, 2)), np.ones(2)), {}, "shape", "W has 3 outputs"),
    ("relu", (np.array([1j]),), {}, "domain", "is for real numbers"),
    ("softmax", (np.ones((2, 2)),), {"axis": 2}, "domain", "there is no axis 2"),
    ("correlate", (np.ones(3), np.ones((2, 2))), {}, "shape", "have not as many axes"),
    ("correlate", (np.ones(3), np.ones(4)), {}, "shape", "does not fit into"),
    ("convolution_matrix", (np.ones(3),), {"n": 0}, "domain", "cannot have the size"),
    ("convolution_matrix", (np.ones(3),), {"n": 10**6}, "memory", "would be"),
    ("convolution_matrix_2d", (np.ones((3, 3)),), {"rows": 2}, "shape", "does not fit into"),
    ("adjacency", (np.ones((3, 4)),), {}, "shape", "an edge has two nodes"),
    ("adjacency", (np.array([[0.5, 1]]),), {}, "domain", "by numbers other than"),
    ("adjacency", (np.array([[0, 9]]),), {"n": 5}, "domain", "names node 9"),
    ("adjacency", (np.array([[0, 10**9]]),), {}, "domain", "names node"),
    ("adjacency", (np.array([[0, 19_999]]),), {}, "memory", "has 1 edge and names node 19999"),
    ("laplacian", (np.ones((2, 3)),), {}, "shape", "it is no adjacency matrix"),
    ("laplacian", (-np.eye(2),), {"kind": "symmetric"}, "domain", "negative weights"),
    ("pagerank", (G,), {"damping": 1}, "domain", "damping cannot be 1"),
    ("pagerank", (G,), {"damping": "2+1j"}, "domain", "damping cannot be"),
    ("pagerank", (G,), {"steps": 0}, "domain", "steps cannot be 0"),
    ("pagerank", (-G,), {}, "domain", "negative weights"),
    ("triangles", (np.triu(np.ones((3, 3))),), {}, "domain", "is not symmetric"),
    ("centrality", (np.triu(np.ones((3, 3))),), {}, "domain", "is not symmetric"),
    ("gradient_descent", (np.ones((2, 3)), np.ones(2)), {"objective": "quadratic"}, "shape", "square matrix"),
    (
        "gradient_descent",
        (np.array([[1, 2], [3, 4]]), np.ones(2)),
        {"objective": "quadratic"},
        "domain",
        "not symmetric",
    ),
    (
        "gradient_descent",
        (np.diag([1.0, 0.0]), np.ones(2)),
        {"objective": "quadratic", "method": "newton"},
        "domain",
        "no minimum",
    ),
    ("gradient_descent", (1e-200 * np.eye(2), np.array([1e-200, 1])), {}, "domain", "The squares of A underflow"),
    ("gradient_descent", (np.eye(2), np.array([1e200, 1])), {}, "domain", "The squares of b overflow"),
    ("gradient_descent", (np.eye(2), np.array([1e200, 1])), {"objective": "quadratic"}, "domain", "function overflow"),
    ("gradient_descent", (np.eye(2), np.ones(2)), {"eta": -1}, "domain", "eta cannot be -1"),
    ("gradient_descent", (np.eye(2), np.ones(2)), {"start": [1]}, "shape", "start has 1 numbers"),
    ("gradient_descent", (np.eye(2), np.ones(2)), {"tol": 2}, "domain", "tol cannot be 2"),
    ("linear_autoencoder", (np.ones((3, 2)),), {"k": 3}, "domain", "k cannot be 3"),
    ("linear_autoencoder", (np.ones((3, 2)),), {"encoder": [1]}, "shape", "The start of the encoder has 1 numbers"),
    ("mlp", (np.ones(2), np.ones((3, 4)), np.ones(3), np.ones(3), np.array(1.0)), {}, "shape", "2 features"),
    ("mlp", (np.ones(2), np.ones((3, 2)), np.ones(4), np.ones(3), np.array(1.0)), {}, "shape", "4 biases meet 3"),
    (
        "mlp",
        (np.ones(2), np.ones((3, 2)), np.ones(3), np.ones(3), np.array(1.0), np.ones(2)),
        {},
        "shape",
        "the output is",
    ),
]


@pytest.mark.parametrize(("name", "values", "params", "kind", "words"), REFUSED)
def test_what_makes_no_sense_is_refused_in_a_sentence(name, values, params, kind, words):
    with pytest.raises(UserError) as caught:
        compute(name, *values, **params)
    assert caught.value.kind == kind
    assert words in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint


SMALL = (np.full((1, 2), 1e-200), np.eye(2) * 1e-200, np.zeros(2), np.array([[1e-200, 1]]), np.zeros(1))


def test_products_of_a_network_that_underflow_are_amber():
    found = compute("mlp", *SMALL)
    assert not found.outputs["hidden"].any()
    assert found.certificate.verdict == "amber"
    assert "underflow" in found.certificate.reason
    ones = (np.ones((1, 2)), np.eye(2), np.zeros(2), np.ones((1, 2)), np.zeros(1))
    assert compute("mlp", *ones, np.array([[2 + 2e-16]])).certificate.verdict == "green"
    back = compute("mlp", *ones[:3], np.full((1, 2), 1e-170), np.zeros(1), np.array([[3e-170]]))
    assert back.certificate.verdict == "amber"  # the loss


def test_graphs_of_subnormal_weights():
    A = np.array([[1e-320, 0], [0, 1]])
    assert compute("pagerank", A).outputs["result"] == pytest.approx([0.5, 0.5])
    assert compute("pagerank", A).certificate.verdict == "green"
    for kind in ("combinatorial", "symmetric", "random walk"):
        found = compute("laplacian", A, kind=kind)
        assert found.certificate.verdict == "green"
        assert not np.signbit(found.outputs["result"]).any()
    mixed = compute("pagerank", np.array([[0, 1e-310, 2e-310], [1e300, 0, 0], [1, 1, 0]]))
    plain = compute("pagerank", np.array([[0, 1, 2], [1, 0, 0], [1, 1, 0]]))
    assert mixed.outputs["result"] == pytest.approx(plain.outputs["result"], rel=1e-9)


def test_the_shares_of_pagerank_are_exact():
    found = run(
        Compute("pagerank", ("A",), {}, "exact"), (Matrix.of("A", np.array([[0, 1, 1], [1, 0, 0], [0, 0, 0]])),)
    )
    assert sum(found.exact["result"]) == 1
    assert found.outputs["result"] == pytest.approx(
        compute("pagerank", [[0, 1, 1], [1, 0, 0], [0, 0, 0]]).outputs["result"]
    )


def test_a_vector_without_entries_is_asked_for_one():
    with pytest.raises(UserError) as caught:
        compute("softmax", np.zeros(0))
    assert caught.value.hint == "Give it at least one entry."


def test_a_kernel_that_does_not_fit_is_named_once():
    with pytest.raises(UserError, match=r"^The kernel is a vector of 3 and does not fit into an input"):
        compute("convolution_matrix", [1, 2, 3], n=2)
