"""Chapter 13: building blocks of deep learning."""

from __future__ import annotations

import time
from fractions import Fraction
from operator import mul

import numpy as np
import pytest

from printed import fractions, near, parallel, printed

W1, B1 = [[1, -1], [0.5, 1], [-1, 0]], [0, -1, 0.5]
W2, B2 = [[1, 2, -1]], [0.5]
BATCH = [[1, 2], [0, 0], [-1, 1], [2, -1]]
CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]
H, G = [[6, 2], [2, 3]], [2, -1]


def hundred_points() -> np.ndarray:
    stream = np.random.RandomState(123)
    x = 5 * stream.rand(100)
    return np.column_stack([x, 2 * x + 1 + stream.randn(100)])


def test_13_1_forward_pass(value):
    z = value("affine", [1, 2], W1, B1)
    assert z.tolist() == [-1, 1.5, -0.5]
    h = value("relu", z)
    assert h.tolist() == [0, 1.5, 0]
    out = value("affine", h, W2, B2)
    assert out.tolist() == [3.5]
    assert value("sigmoid", out)[0] == printed(".970688")


def test_13_1_forward_pass_in_fractions(exact):
    z = exact("affine", [1, 2], "[[1,-1],[0.5,1],[-1,0]]", "[0,-1,0.5]")
    assert z.tolist() == fractions("-1 3/2 -1/2")
    h = exact("relu", z)
    assert h.tolist() == fractions("0 3/2 0")
    assert exact("affine", h, W2, "[1/2]").tolist() == [Fraction(7, 2)]


def test_13_2_batch_and_shape_trace(ask, value, refusal):
    z = ask("affine", BATCH, W1, B1)
    assert z.outputs["result"].tolist() == [[-1, 1.5, -0.5], [0, -1, 0.5], [-2, -0.5, 1.5], [3, -1, -1.5]]
    assert "rows" in z.details["orientation"]
    out = value("affine", value("relu", z.outputs["result"]), W2, B2)
    assert out.tolist() == [[3.5], [0], [-1], [3.5]]
    refused = refusal("matmul", BATCH, W1)
    assert (refused.kind, refused.fixes) == ("shape", ("transpose",))
    turned = refusal("affine", BATCH, np.transpose(W1), B1)
    assert "Transpose W?" in turned.hint
    assert value("matmul", np.ones((2, 4, 5, 8)), np.ones((2, 4, 8, 5))).shape == (2, 4, 5, 5)


def test_13_2_columns_are_samples(ask):
    found = ask("affine", np.transpose(BATCH), W1, B1, orientation="columns")
    assert found.outputs["result"].T.tolist() == [[-1, 1.5, -0.5], [0, -1, 0.5], [-2, -0.5, 1.5], [3, -1, -1.5]]
    assert "columns" in found.details["orientation"]


def test_13_3_why_the_kink(ask, value):
    net = ask("mlp", CORNERS, np.ones((2, 2), int), [0, -1], [1, -2], 0)
    assert net.outputs["result"].tolist() == [0, 1, 1, 0]
    assert net.exact["result"].tolist() == [0, 1, 1, 0]
    best = ask("regression", CORNERS, [0, 1, 1, 0])
    assert best.exact["coefficients"].tolist() == [0, 0]
    assert best.exact["intercept"] == Fraction(1, 2)
    assert best.outputs["coefficients"] == near([0, 0])
    assert best.outputs["intercept"] == near(0.5)


def test_13_3_without_it_two_layers_are_one(ask, value, exact):
    assert value("matmul", W2, W1).tolist() == [[3, 1]]
    assert exact("matmul", W2, "[[1,-1],[0.5,1],[-1,0]]").tolist() == [[3, 1]]
    assert value("affine", B1, W2, B2).tolist() == [-2]
    merged = ask("mlp", BATCH, W1, B1, W2, B2, activation="identity").outputs["result"]
    assert merged[:, 0].tolist() == [3 * x + y - 2 for x, y in BATCH]


def test_13_4_jacobian_of_softmax(value):
    p = value("softmax", [1, 2, 3])
    assert p == printed(".090031 .244728 .665241")
    J = value("subtract", value("diag", p), value("outer", p, p))
    assert np.abs(J.sum(axis=0)).max() < 1e-15
    assert value("matrix_rank", J) == 2


def test_13_4_hessian_of_rosenbrock(value):
    assert value("cond", [[802, -400], [-400, 200]]) == printed("2508.0096")


def test_13_5_backward_pass(ask):
    net = ask("mlp", [1, 2], W1, B1, [1, 2, -1], 0.5, 3)
    assert net.certificate.verdict == "green"
    assert net.outputs["loss"] == 0.125
    assert net.outputs["dW2"].tolist() == [0, 0.75, 0]
    assert net.outputs["db2"] == 0.5
    assert net.outputs["dW1"].tolist() == [[0, 0], [1, 2], [0, 0]]
    assert net.outputs["db1"].tolist() == [0, 1, 0]
    assert net.details["finite_differences"] < 1e-6


@pytest.mark.parametrize(("eta", "steps"), [("0.05", 124), ("0.1", 59), ("2/9", 24), ("0.27", 118)])
def test_13_6_gradient_descent(ask, eta, steps):
    found = ask("gradient_descent", H, G, objective="quadratic", eta=eta, start=[4, 4])
    assert abs(found.details["steps"] - steps) <= 1
    assert found.details["limit"] == near(2 / 7)
    assert found.outputs["result"] == pytest.approx([4 / 7, -5 / 7], abs=1e-5)
    assert len(found.outputs["path"]) == len(found.outputs["loss"]) == found.details["steps"] + 1


def test_13_6_at_the_limit_it_never_arrives_and_newton_needs_one_step(ask):
    never = ask("gradient_descent", H, G, objective="quadratic", eta="2/7", start=[4, 4], steps=1000)
    assert not never.details["converged"]
    assert "does not converge" in never.warnings[0]
    newton = ask("gradient_descent", H, G, objective="quadratic", start=[4, 4], method="newton")
    assert newton.details["steps"] == 1
    assert newton.outputs["result"] == near([4 / 7, -5 / 7])


LINES = [("raw", printed("29.1195"), 202), ("centred", printed("1.8056"), 12), ("scaled", near(1), 1)]


@pytest.mark.parametrize(("form", "kappa", "steps"), LINES)
def test_13_6_the_line_of_9_3(ask, form, kappa, steps):
    x, y = np.array([0.0, 1, 2, 3, 3, 4]), np.array([2, 4, 0, 2, 5, 3])
    if form != "raw":
        x = x - x.mean()
    if form == "scaled":
        x = x / x.std()
    found = ask("gradient_descent", np.column_stack([x, np.ones(6)]), y)
    assert found.details["condition_of_hessian"] == kappa
    assert abs(found.details["steps"] - steps) <= 1
    if form == "raw":
        assert found.details["limit"] == printed(".137912")


@pytest.mark.parametrize(("kappa", "steps"), [(10, 69), (100, 691), (1000, 6908)])
def test_13_6_steps_follow_the_condition_number(ask, kappa, steps):
    found = ask("gradient_descent", np.diag([1, kappa]), [0, 0], objective="quadratic", start=[1, 1])
    assert abs(found.details["steps"] - steps) <= 1


def test_13_7_vectorise(ask):
    """Loops over a third of the 27 million products against one call: the same numbers, more than 50 times the time."""
    A, B = np.random.RandomState(0).rand(2, 300, 300)
    found = [ask("matmul", A, B) for _ in range(10)]
    assert {result.certificate.verdict for result in found} == {"green"}
    rows, columns = A[:100].tolist(), B.T.tolist()
    begin = time.perf_counter()
    loops = [[sum(map(mul, row, column)) for column in columns] for row in rows]
    slow = 3 * (time.perf_counter() - begin)
    assert np.abs(found[0].outputs["result"][:100] - loops).max() < 1e-11
    assert slow > 50 * min(result.certificate.seconds for result in found)


def test_13_8_linear_autoencoder_finds_the_pca_plane(ask, value):
    data = hundred_points()
    found = ask("linear_autoencoder", data, encoder=[0.5, 0.1], decoder=[0.1, 0.5], eta=0.02, steps=5000)
    assert found.certificate.verdict == "green"
    decoder = found.outputs["decoder"][:, 0]
    assert decoder == printed(".40918 .90482")
    assert value("norm", decoder) == printed(".99304")
    assert value("matmul", found.outputs["encoder"], found.outputs["decoder"]) == near([[1]])
    assert found.details["error"] == printed(".182296")
    fitted = ask("pca", data).outputs
    assert parallel(decoder, fitted["components"][0])
    assert found.details["angle_to_principal_plane"] < 1e-6
    assert found.details["error"] == near(fitted["variances"][1])
    assert found.details["least_error"] == near(fitted["variances"][1])
