"""The picture of a map of the plane is right, and its sentence says what it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from workbench.plots.geometry import UNIT_CIRCLE
from workbench.plots.spec import Arrow, ColumnOf, Handle, Lattice, Polygon, Ray, Text
from workbench.plots.transformation import TRANSFORMATION

A = np.array([[2.0, 1.0], [1.0, 3.0]])


def draw(matrix, **settings):
    return TRANSFORMATION.draw("A", {"matrix": np.array(matrix)}, {**TRANSFORMATION.defaults(), **settings})


def items(drawing, kind):
    return [item for item in drawing.items if isinstance(item, kind)]


def test_the_ellipse_is_the_image_of_the_circle():
    ellipse, square = items(draw(A), Polygon)
    np.testing.assert_array_equal(ellipse.points, UNIT_CIRCLE @ A.T)
    np.testing.assert_array_equal(square.points, [[0, 0], [2, 1], [3, 4], [1, 3]])


def test_the_handles_are_the_columns():
    first, second = items(draw(A), Handle)
    assert (first.x, first.y, first.edits) == (2.0, 1.0, ColumnOf("A", 0))
    assert (second.x, second.y, second.edits) == (1.0, 3.0, ColumnOf("A", 1))


def test_the_eigenlines_are_kept_and_labelled():
    rays = items(draw(A), Ray)
    assert [ray.label for ray in rays] == ["λ₁ = 3.618", "λ₂ = 1.382"]
    for ray in rays:
        x, y = A @ ray.direction
        assert x * ray.direction[1] == pytest.approx(y * ray.direction[0])


def test_negative_area_is_hatched_and_named():
    drawing = draw([[1, 2], [2, 1]])
    assert items(drawing, Polygon)[1].hatch
    assert items(drawing, Polygon)[1].fill == "negative"
    assert "area 3, flipped" in [text.text for text in items(drawing, Text)]
    assert "det < 0" in [entry.text for entry in drawing.legend]


def test_halfway_is_halfway():
    drawing = draw(A, morph=0.5)
    np.testing.assert_allclose(items(drawing, Lattice)[0].basis, (np.eye(2) + A) / 2)
    assert items(drawing, Handle) == []
    assert [ray.label for ray in items(drawing, Ray)] == ["λ₁ = 2.309", "λ₂ = 1.191"]
    assert drawing.view == draw(A).view


def test_the_start_of_the_morph_is_the_identity():
    np.testing.assert_array_equal(items(draw(A, morph=0.0), Lattice)[0].basis, np.eye(2))


def test_singular_directions_are_the_half_axes():
    arrows = [arrow for arrow in items(draw(A, singular=True), Arrow) if arrow.color == "singular"]
    assert [np.hypot(*arrow.end) for arrow in arrows] == pytest.approx(np.linalg.svd(A)[1])


def test_layers_can_be_left_out():
    drawing = draw(A, ellipse=False, eigenlines=False)
    assert items(drawing, Ray) == []
    assert len(items(drawing, Polygon)) == 1
    assert [entry.text for entry in drawing.legend] == ["det > 0"]


ROOT = np.sqrt(0.5)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (
            [[2, 1], [1, 3]],
            "A stretches the eigenlines by 3.618 and 1.382, so areas grow 5 times. "
            "It is symmetric: the ellipse lies along them.",
        ),
        ([[2, 1], [0, 3]], "A stretches the eigenlines by 3 and 2, so areas grow 6 times."),
        ([[1, 2], [2, 1]], "A stretches the eigenlines by 3 and −1: the plane is turned over and areas grow 3 times."),
        ([[1, 0], [0, 1]], "A is the identity: every vector stays where it is."),
        ([[-1, 0], [0, -1]], "A is half a turn: every vector is reversed, and areas stay the same."),
        ([[0.5, 0], [0, 0.5]], "A stretches every direction by 0.5, so areas shrink to 0.25 of their size."),
        ([[0, -1], [1, 0]], "A turns the plane by 90°: no direction is kept, lengths and areas stay the same."),
        (
            [[1, -1], [1, 1]],
            "A turns the plane by 45° and stretches it by 1.414: no direction is kept, and areas grow 2 times.",
        ),
        ([[1, -4], [1, 1]], "No direction is kept: the eigenvalues of A are 1 ± 2i, and areas grow 5 times."),
        ([[0, -2], [1, 0]], "No direction is kept: the eigenvalues of A are ±1.414i, and areas grow 2 times."),
        (
            [[ROOT, ROOT], [ROOT, -ROOT]],
            "A mirrors the plane in the eigenline at 22.5°: the plane is turned over, lengths and areas stay the same.",
        ),
        (
            [[1, 1], [0, 1]],
            "A is a shear: one line stays as it is, everything slides along it, and areas stay the same.",
        ),
        ([[2, 1], [0, 2]], "A keeps only one line (λ = 2 twice, one direction), and areas grow 4 times."),
        (
            [[1, 2], [2, 4]],
            "A is singular: the plane collapses onto one line and areas become 0; that line is stretched by 5.",
        ),
        (
            [[1, 0], [0, 0]],
            "A is singular: the plane collapses onto one line and areas become 0; that line stays as it is.",
        ),
        (
            [[0, 1], [0, 0]],
            "A is singular: the plane collapses onto one line, and that line onto the origin. Done twice it gives 0.",
        ),
        ([[0, 0], [0, 0]], "A is zero: the whole plane collapses onto one point."),
        ([[np.nan, 0], [0, 1]], "An entry is NaN or infinite, so there is no picture of the plane."),
        ([[1e300, 0], [0, 1]], "Entries around 1e300 are beyond what a picture of the plane can show."),
    ],
)
def test_the_sentence(matrix, words):
    assert draw(matrix).words == words


def test_it_accepts_only_real_maps_of_the_plane():
    real, complex_ = np.dtype(float), np.dtype(complex)
    assert TRANSFORMATION.accepts((2, 2), real) is None
    assert TRANSFORMATION.accepts((2, 2), np.dtype("int64")) is None
    assert "complex" in TRANSFORMATION.accepts((2, 2), complex_)
    assert "3 × 2" in TRANSFORMATION.accepts((3, 2), real)
    assert "a vector of 2" in TRANSFORMATION.accepts((2,), real)


@given(arrays(float, (2, 2), elements=st.floats(allow_nan=False, allow_infinity=False)), st.floats(0, 1))
def test_no_finite_matrix_raises(matrix, t):
    drawing = draw(matrix, morph=t, singular=True)
    assert drawing.words.endswith((".", "them."))
    assert np.isfinite(drawing.view).all()
    for item in items(drawing, Polygon):
        assert np.isfinite(item.points).all()


@given(arrays(float, (2, 2), elements=st.integers(-9, 9).map(float)))
def test_eigenlines_are_eigenlines(matrix):
    for ray in items(draw(matrix), Ray):
        image = matrix @ ray.direction
        assert abs(image[0] * ray.direction[1] - image[1] * ray.direction[0]) < 1e-6


def test_an_eigenvalue_that_is_rounding_error_is_written_as_zero():
    drawing = TRANSFORMATION.draw("A", {"matrix": np.array([[1 / 3, 1], [1, 3]])}, TRANSFORMATION.defaults())
    labels = [item.label for item in drawing.items if isinstance(item, Ray)]
    assert labels == ["λ₁ = 3.333", "λ₂ = 0"]
