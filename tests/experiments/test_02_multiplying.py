"""Chapter 2: multiplying."""

from __future__ import annotations

import numpy as np

from printed import near

P = [[2, 3], [1, 4], [7, 6]]
Q = [[5, 3], [2, 2]]
C = [[2, 3], [6, 5]]


def test_2_1_matrix_times_vector_seen_two_ways(value):
    A = [[1, 2], [3, 4], [5, 6]]
    assert value("matmul", A, [2, 4]).tolist() == [10, 22, 34]
    columns = [value("slice", A, index=f":, {j}") for j in range(2)]
    assert value("linear_combination", *columns, alpha=2, beta=4).tolist() == [10, 22, 34]
    rows = [value("dot", value("slice", A, index=str(i)), [2, 4]) for i in range(3)]
    assert np.array(rows).tolist() == [10, 22, 34]


def test_2_2_one_product_four_readings(ask, value, refusal):
    product = [[16, 12], [13, 11], [47, 33]]
    assert value("matmul", P, Q).tolist() == product
    layers = [value("outer", value("slice", P, index=f":, {k}"), value("slice", Q, index=f"{k}, :")) for k in (0, 1)]
    assert layers[0].tolist() == [[10, 6], [5, 3], [35, 21]]
    assert layers[1].tolist() == [[6, 6], [8, 8], [12, 12]]
    assert value("add", *layers).tolist() == product
    columns = [value("matmul", P, value("slice", Q, index=f":, {j}")) for j in (0, 1)]
    assert value("stack", *columns, axis=1).tolist() == product
    rows = [value("matmul", value("slice", P, index=str(i)), Q) for i in range(3)]
    assert value("stack", *rows).tolist() == product
    left, right = value("transpose", Q), value("transpose", P)
    assert value("matmul", left, right).tolist() == value("transpose", product).tolist()
    error = refusal("matmul", right, left)
    assert error.details["shapes"] == {"A": [2, 3], "B": [2, 2]}
    assert error.details["axes"] == {"A": 1, "B": 0}


def test_2_3_order_matters(value, exact):
    for answer in (value, exact):
        products = [answer("matmul", C, Q), answer("matmul", Q, C)]
        assert [item.tolist() for item in products] == [[[16, 12], [40, 28]], [[28, 30], [16, 16]]]
        assert [answer("trace", item) for item in products] == [44, 44]
        assert [answer("det", item) for item in products] == near([-32, -32])
    assert [exact("det", item) for item in products] == [-32, -32]
    S, R = [[1, 1], [0, 1]], [[0, -1], [1, 0]]
    assert value("matmul", S, R).tolist() == [[1, -1], [1, 0]]
    assert value("matmul", R, S).tolist() == [[0, -1], [1, 1]]


def test_2_4_five_different_products(value):
    x, y = [2, 6], [5, 2]
    assert value("multiply", C, Q).tolist() == [[10, 9], [12, 10]] != value("matmul", C, Q).tolist()
    assert value("inner", x, y) == value("inner", y, x) == value("vdot", x, y) == 22
    assert value("outer", x, y).tolist() == [[10, 4], [30, 12]]
    blocks = np.arange(24).reshape(2, 3, 4), np.arange(40).reshape(2, 4, 5)
    assert value("dot", *blocks).shape == (2, 3, 2, 5)
    assert value("matmul", *blocks).shape == (2, 3, 5)
    assert np.array_equal(value("dot", *blocks), np.dot(*blocks))
    assert np.array_equal(value("matmul", *blocks), np.matmul(*blocks))


def test_2_5_brackets_change_cost_and_the_last_bits(ask):
    rng = np.random.RandomState(0)
    chain = [rng.standard_normal(shape) for shape in ((10, 1000), (1000, 10), (10, 1000))]
    left, right = (ask("multi_dot", *chain, order=order) for order in ("left to right", "right to left"))
    assert left.details["multiplications"] == 200_000
    assert right.details["multiplications"] == 20_000_000
    one, other = left.outputs["result"], right.outputs["result"]
    assert np.abs(one - other).max() < 1e-13 * np.abs(one).max()
    assert not np.array_equal(one, other)
    best = ask("multi_dot", *chain)
    assert best.details["bracketing"] == left.details["bracketing"]
    assert [row["multiplications"] for row in best.details["alternatives"]] == [200_000, 20_000_000]
    assert {item.certificate.verdict for item in (left, right, best)} == {"green"}


def test_2_6_from_lines_to_a_system(value, exact):
    assert exact("solve", [[2, -1], [1, 1]], [0, 3]).tolist() == [1, 2]
    assert value("solve", [[2, -1], [1, 1]], [0, 3]) == near([1, 2])
    assert value("matmul", [[2, -1], [1, 1]], [1, 2]).tolist() == [0, 3]
    points = np.array([[0, 1], [1, 3], [-2, -3]])  # on y = 2x + 1
    assert value("matmul", points, [2, -1]).tolist() == [-1, -1, -1]


def test_2_7_rotations_compose(value):
    thirty, sixty, quarter = (value("rotation", angle=angle) for angle in (30, 60, 90))
    assert quarter == near([[0, -1], [1, 0]])
    assert value("matmul", thirty, sixty) == near(quarter)
    assert value("matmul", sixty, thirty) == near(quarter)
    assert value("matrix_power", thirty, n=12) == near(np.eye(2))
    generator = value("scale", [[0, -1], [1, 0]], factor="pi/6")
    assert value("expm", generator) == near(thirty)
