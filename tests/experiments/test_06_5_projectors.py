"""Chapter 6: projectors and Gram-Schmidt."""

from __future__ import annotations

import numpy as np
import pytest


def test_6_5_projector_onto_a_line(ask, value):
    found = ask("projector", [1, 2])
    P = found.outputs["result"]
    assert pytest.approx(np.array([[0.2, 0.4], [0.4, 0.8]])) == P
    assert [[str(x) for x in row] for row in found.exact["result"]] == [["1/5", "2/5"], ["2/5", "4/5"]]
    assert value("matmul", P, P) == pytest.approx(P, abs=1e-15)
    assert value("matmul", P, [3.0, 1]) == pytest.approx([1, 2])
    assert ask("project", [1, 2], [3, 1]).outputs["projection"] == pytest.approx([1, 2])
    assert value("trace", P) == pytest.approx(1)


@pytest.mark.parametrize("method", ["householder", "classical", "modified"])
def test_6_6_gram_schmidt(ask, value, method):
    A = [[1, 1, 0], [1, 0, 1], [0, 1, 1]]
    found = ask("qr", A, method=method)
    d = np.diagonal(found.outputs["R"])
    assert d == pytest.approx([2**0.5, 1.5**0.5, 2 / 3**0.5], rel=1e-14)
    assert d == pytest.approx([1.414214, 1.224745, 1.154701], abs=5e-7)
    assert d.prod() == pytest.approx(2) == abs(value("det", A))
    assert [str(row[i]) for i, row in enumerate(found.exact["R"])] == ["sqrt(2)", "sqrt(6)/2", "2*sqrt(3)/3"]


def test_11_8_how_a_determinant_is_computed(ask):
    found = ask("lu", [[3, 0, 2], [2, 0, -2], [0, 1, 1]])
    assert np.abs(np.diagonal(found.outputs["U"])) == pytest.approx([3, 1, 10 / 3])
    assert np.linalg.det(found.outputs["P"]) * np.diagonal(found.outputs["U"]).prod() == pytest.approx(10)
