"""Chapter 7.7: network analysis."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from printed import near, printed

TWO_TRIANGLES = [[0, 1], [1, 2], [0, 2], [3, 4], [4, 5], [3, 5], [2, 3]]
DIRECTED = [[0, 1], [0, 2], [1, 2], [2, 0], [3, 2]]


def test_7_7_laplacian_and_fiedler_vector(ask, exact):
    L = exact("laplacian", exact("adjacency", TWO_TRIANGLES))
    found = ask("eig", L)
    assert found.outputs["eigenvalues"] == printed("4.561553 3.000000 3.000000 3.000000 .438447 .000000")
    assert found.outputs["eigenvalues"][4] == near((5 - 17**0.5) / 2)
    assert [str(x) for x in found.exact["eigenvalues"]] == ["5/2 + sqrt(17)/2", "3", "3", "3", "5/2 - sqrt(17)/2", "0"]
    assert [group["multiplicity"] for group in found.details["repeated"]] == [3]
    fiedler = found.outputs["eigenvectors"][:, 4]
    assert fiedler * np.sign(fiedler[5]) == printed("-.4647 -.4647 -.2610 .2610 .4647 .4647")


def test_7_7_triangles_and_centrality(value, exact):
    A = exact("adjacency", TWO_TRIANGLES)
    assert value("triangles", A) == 2
    assert exact("trace", exact("matrix_power", A, n=3)) == 6 * 2
    central = value("centrality", A)
    assert central[[2, 3]] == near([0.5, 0.5])
    assert sorted(np.argsort(central)[-2:].tolist()) == [2, 3]


def test_7_7_pagerank(ask, value):
    found = ask("pagerank", value("adjacency", DIRECTED, directed=True).astype(int))
    assert found.certificate.verdict == "green"
    assert found.outputs["result"] == printed(".372527 .195824 .394149 .0375")
    assert found.exact["result"][3] == Fraction(3, 80)
    assert found.exact["result"].sum() == 1
    assert found.outputs["result"] == near(found.exact["result"].astype(float))
    assert np.abs(found.outputs["path"][-1] - found.outputs["result"]).max() == 0
