"""Chapter 7.7: network analysis."""

from __future__ import annotations

import numpy as np
import pytest

TWO_TRIANGLES = [[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5], [2, 3]]
DIRECTED = [[0, 1], [0, 2], [1, 2], [2, 0], [3, 2]]


def test_7_7_laplacian_and_fiedler_vector(ask, value):
    L = value("laplacian", value("adjacency", TWO_TRIANGLES))
    found = ask("eig", L).outputs
    expected = [4.561553, 3, 3, 3, (5 - 17**0.5) / 2, 0]
    assert found["eigenvalues"] == pytest.approx(expected, abs=1e-6)
    fiedler = found["eigenvectors"][:, 4]
    fiedler = fiedler * -np.sign(fiedler[0])
    assert fiedler == pytest.approx([-0.4647, -0.4647, -0.2610, 0.2610, 0.4647, 0.4647], abs=5e-5)


def test_7_7_triangles_and_centrality(ask, value):
    A = value("adjacency", TWO_TRIANGLES)
    assert value("triangles", A) == 2
    assert value("trace", value("matrix_power", A, n=3)) / 6 == pytest.approx(2)
    central = value("centrality", A)
    assert central[[2, 3]] == pytest.approx([0.5, 0.5])
    assert central.max() == pytest.approx(0.5)


def test_7_7_pagerank(ask, value):
    A = value("adjacency", DIRECTED, directed=True).astype(int)
    found = ask("pagerank", A)
    assert found.certificate.verdict == "green"
    assert found.outputs["result"] == pytest.approx([0.372527, 0.195824, 0.394149, 0.0375], abs=1e-6)
    assert found.exact["result"][3] == pytest.approx(0.0375)
    assert [float(x) for x in found.exact["result"]] == pytest.approx(found.outputs["result"])
    assert np.abs(found.outputs["path"][-1] - found.outputs["result"]).max() == 0
