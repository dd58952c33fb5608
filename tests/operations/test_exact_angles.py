"""Simple parts of a turn are exact, in all four quadrants' cosines and for projections."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations.exact_angles import well_known


@pytest.mark.parametrize(
    ("square", "obtuse", "degrees", "radians"),
    [(1, False, 0, "0"), (1, True, 180, "pi"), (0, False, 90, "pi/2"), (Fraction(3, 4), True, 150, "5*pi/6")],
)
def test_squares_of_cosines(square, obtuse, degrees, radians):
    assert well_known(Fraction(square), obtuse) == (degrees, radians)


def test_any_other_angle_is_not():
    assert well_known(Fraction(2, 3)) == (None, None)


def exactly(A, b):
    given = (Matrix.of("A", np.array(A)), Matrix.of("b", np.array(b)))
    return run(Compute("project", ("A", "b"), backend="exact"), given).exact


def test_a_projection_is_exact_with_its_angle():
    found = exactly([[1], [0]], [3, 3])
    assert found["projection"].tolist() == [3, 0]
    assert found["angle"] == "pi/4"
    assert exactly([[1], [0]], [[1, 0], [0, 2]])["angle"] == ["0", "pi/2"]


@pytest.mark.parametrize("b", [[1, 2], [0, 0]])
def test_a_projection_at_another_angle_is_refused(b):
    with pytest.raises(UserError, match="exact"):
        exactly([[1], [0]], b)
