"""Chapter 6: special matrices."""

from __future__ import annotations

import math

import numpy as np
import pytest

T1 = 1e-6


def test_6_3_degrees_or_radians(value):
    degrees, radians = value("rotation", angle=50), value("rotation", angle=50, unit="radians")
    assert degrees[:, 0] == pytest.approx([0.642788, 0.766044], abs=T1)
    assert radians[:, 0] == pytest.approx([0.964966, -0.262375], abs=T1)
    assert math.degrees(math.atan2(radians[1, 0], radians[0, 0])) % 360 == pytest.approx(344.789, abs=1e-3)
    for Q in (degrees, radians):
        assert value("matmul", Q.T.copy(), Q) == pytest.approx(np.eye(2), abs=1e-15)


def test_6_4_rotation_or_reflection(value, ask):
    turn = value("rotation", angle=60)
    assert float(value("det", turn)) == pytest.approx(1)
    assert ask("eigvals", turn).outputs["result"] == pytest.approx([0.5 + 0.75**0.5 * 1j, 0.5 - 0.75**0.5 * 1j])
    c, s = math.cos(1), math.sin(1)
    mirror = np.array([[c, s], [s, -c]])
    assert float(value("det", mirror)) == pytest.approx(-1)
    assert ask("eigvals", mirror).outputs["result"] == pytest.approx([1, -1])
    assert value("matmul", mirror, mirror) == pytest.approx(np.eye(2), abs=1e-15)


BOWL = np.array([[2, -1], [-1, 2]])


@pytest.mark.parametrize(
    ("A", "curvatures", "kind"),
    [
        (BOWL, [3, 1], "positive definite"),
        ([[1, 2], [2, 1]], [3, -1], "indefinite"),
        ([[1, 1], [1, 1]], [2, 0], "positive semidefinite"),
        (-BOWL, [-1, -3], "negative definite"),
    ],
)
def test_6_7_bowls_saddles_troughs(ask, refusal, A, curvatures, kind):
    found = ask("definiteness", A)
    assert found.details["definiteness"] == kind
    assert found.outputs["eigenvalues"] == pytest.approx(curvatures, abs=1e-14)
    assert found.exact["eigenvalues"] == curvatures
    if kind == "positive definite":
        L = ask("cholesky", A).outputs
        factor = next(iter(L.values()))
        lower = factor if factor[0, 1] == 0 else factor.T
        assert lower == pytest.approx(np.array([[1.414214, 0], [-0.707107, 1.224745]]), abs=T1)
    else:
        assert "positive definite" in refusal("cholesky", A).message


@pytest.mark.parametrize(("b", "kind"), [(1.9, "positive definite"), (2, "positive semidefinite"), (2.1, "indefinite")])
def test_6_7_the_label_changes_at_two(ask, b, kind):
    assert ask("definiteness", f"[[2, {b}], [{b}, 2]]").details["definiteness"] == kind
