"""Chapter 1: scalars, vectors, matrices, tensors."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from printed import near

A = [[1, 2], [3, 4], [5, 6]]
B = [[2, 5], [7, 4], [4, 3]]
T = np.arange(24).reshape(2, 3, 4)


def test_1_1_ladder_of_axes(value):
    ladder = [np.array(7), np.arange(1, 5), np.array(A), T]
    assert [value("transpose", rung).ndim for rung in ladder] == [0, 1, 2, 3]
    assert [value("flatten", rung).size for rung in ladder] == [1, 4, 6, 24]
    assert value("slice", T, index="1, 2, 3") == 23
    sums = [value("sum", T, axis=axis) for axis in range(3)]
    assert [item.shape for item in sums] == [(3, 4), (2, 4), (2, 3)]
    assert sums[0][0].tolist() == [12, 14, 16, 18]
    assert value("mean", T) == 11.5


def test_1_2_transpose(ask, value):
    once = value("transpose", A)
    assert once.tolist() == [[1, 3, 5], [2, 4, 6]]
    assert value("transpose", once).tolist() == A
    unchanged = ask("transpose", [1, 2, 3, 4])
    assert unchanged.outputs["result"].tolist() == [1, 2, 3, 4]
    assert "one axis" in unchanged.warnings[0]
    assert value("transpose", [[1, 2, 3, 4]]).shape == (4, 1)
    row = value("reshape", [1, 2, 3, 4], shape=[1, 4])
    assert value("transpose", row).tolist() == [[1], [2], [3], [4]]


def test_1_3_add_subtract_scale(value, refusal):
    assert value("add", A, B).tolist() == [[3, 7], [10, 8], [9, 9]]
    assert value("add", A, 4).tolist() == [[5, 6], [7, 8], [9, 10]]
    assert value("linear_combination", A, B, alpha=2, beta=-1).tolist() == [[0, -1], [-1, 4], [6, 9]]
    assert value("subtract", value("scale", A, factor=2), B).tolist() == [[0, -1], [-1, 4], [6, 9]]
    error = refusal("add", A, np.transpose(B))
    assert error.kind == "shape"
    assert "3 x 2" in error.message
    assert "2 x 3" in error.message
    assert error.details["shapes"] == {"A": [3, 2], "B": [2, 3]}
    assert error.details["axes"] == {"A": 1, "B": 1}


def test_1_4_broadcasting_and_its_silent_trap(ask, value, exact, refusal):
    assert value("add", A, [[2], [4], [6]]).tolist() == [[3, 4], [7, 8], [11, 12]]
    assert value("add", A, [10, 20]).tolist() == [[11, 22], [13, 24], [15, 26]]
    error = refusal("add", A, [2, 4, 6])
    assert error.details["shapes"] == {"A": [3, 2], "B": [3]}
    assert "3 x 1" in error.hint
    difference = ask("subtract", [1, 2, 3], [[1], [2], [3]])
    assert difference.outputs["result"].shape == (3, 3)
    assert difference.warnings == ("A has shape (3,) and B (3, 1): the difference became 3 x 3.",)
    assert value("mean", value("power", difference.outputs["result"], 2)) == near(4 / 3)
    off = exact("subtract", [1, 2, 3], [[1], [2], [3]])
    assert exact("mean", exact("multiply", off, off)) == Fraction(4, 3)
    ghost = ask("broadcast_to", [[2], [4], [6]], shape=[3, 2])
    assert ghost.outputs["result"].tolist() == [[2, 2], [4, 4], [6, 6]]
    assert ghost.details == {"stretched_axes": [1], "copies": 2}


def test_1_5_reshape_is_not_transpose(value, refusal):
    wide = [[1, 2, 3], [4, 5, 6]]
    assert value("reshape", wide, shape=[3, 2]).tolist() == [[1, 2], [3, 4], [5, 6]]
    assert value("transpose", wide).tolist() == [[1, 4], [2, 5], [3, 6]]
    square = [[1, 2], [3, 4]]
    assert value("flatten", square).tolist() == [1, 2, 3, 4]
    assert value("flatten", square, order="F").tolist() == [1, 3, 2, 4]
    error = refusal("reshape", square, shape=[3, 2])
    assert error.details["sizes"] == [4, 6]


def test_1_6_image_batch_as_a_tensor(value):
    batch = np.arange(24).reshape(2, 3, 2, 2)
    last = value("moveaxis", batch, source=1, destination=-1)
    assert last.shape == (2, 2, 2, 3)
    assert value("transpose", batch, axes=[0, 2, 3, 1]).tolist() == last.tolist()
    assert value("slice", last, index="0, 0, 0").tolist() == [0, 4, 8]
    scrambled = value("reshape", batch, shape=[2, 2, 2, 3])
    assert value("slice", scrambled, index="0, 0, 0").tolist() == [0, 1, 2]
    assert value("reshape", batch, shape=[2, -1]).shape == (2, 12)
    photographs = np.broadcast_to(np.float32(0), (32, 3, 224, 224))
    assert value("astype", photographs, dtype="float32").nbytes == 19_267_584 == 18.375 * 2**20


def test_1_7_numbers_have_limits(ask, value):
    wrapped = ask("add", [127], [1], precision="int8")
    assert wrapped.outputs["result"].tolist() == [-128]
    assert wrapped.outputs["result"].dtype == np.int8
    assert "wraps round" in wrapped.warnings[0]
    assert value("astype", [128], dtype="int8").tolist() == [-128]
    stuck = ask("add", [16777216], [1], precision="float32")
    assert stuck.outputs["result"].tolist() == [16777216]
    assert stuck.exact["result"].tolist() == [16777217]
    rounded = ask("astype", [16777217], dtype="float32")
    assert rounded.outputs["result"].tolist() == [16777216]
    assert rounded.warnings
    total = value("add", "[0.1]", "[0.2]")
    gap = value("subtract", total, "[0.3]")
    assert 0 < gap[0] < 1e-15
    assert ask("add", "[0.1]", "[0.2]").exact["result"] == ask("scale", "[0.3]").exact["result"]
