"""Discs and eigenvalues in the complex plane, and the sentence that says what they tell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.plots.gershgorin import GERSHGORIN
from workbench.plots.spec import Points, Polygon, Text


def draw(matrix, **settings):
    return GERSHGORIN.draw("A", {"matrix": np.array(matrix)}, {**GERSHGORIN.defaults(), **settings})


def items(drawing, kind):
    return [item for item in drawing.items if isinstance(item, kind)]


@given(seed=st.integers(0, 99), n=st.integers(1, 12), scale=st.sampled_from([1e-90, 1e-3, 1.0, 1e90]))
@pytest.mark.parametrize("by", ["rows", "columns"])
@pytest.mark.parametrize("kind", ["real", "complex"])
def test_every_dot_lies_in_a_disc_and_every_disc_in_the_view(seed, n, scale, by, kind):
    rng = np.random.default_rng(seed)
    A = (rng.standard_normal((n, n)) + (1j * rng.standard_normal((n, n)) if kind == "complex" else 0)) * scale
    drawing = draw(A, by=by)
    polygons = items(drawing, Polygon)
    centres = [polygon.points.mean(axis=0) for polygon in polygons]
    radii = [np.hypot(*(polygon.points[0] - middle)) for polygon, middle in zip(polygons, centres, strict=True)]
    _, dots = items(drawing, Points)
    for dot in dots.points if n > 1 else ():
        assert any(
            np.hypot(*(dot - middle)) <= radius * (1 + 1e-9) for middle, radius in zip(centres, radii, strict=True)
        )
    x0, x1, y0, y1 = drawing.view
    for polygon in polygons:
        assert (polygon.points > [x0, y0]).all()
        assert (polygon.points < [x1, y1]).all()


def test_large_discs_are_painted_first():
    sizes = [np.ptp(polygon.points[:, 0]) for polygon in items(draw([[1, 0.1], [5, 2]]), Polygon)]
    assert sizes == sorted(sizes, reverse=True)


def test_values_are_written_beside_their_dots():
    texts = [text.text for text in items(draw([[0, -2], [2, 0]]), Text)]
    assert sorted(texts) == ["λ₁ = 2i", "λ₂ = −2i"]
    assert [text.text for text in items(draw([[3]]), Text)] == ["λ = 3"]
    assert items(draw(np.diag(np.arange(9.0))), Text) == []


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[4, 1], [1, 3]], "The discs hang together and hold all 2 eigenvalues. No disc holds 0, so A is invertible."),
        (np.diag([1.0, 5]), "The discs are apart from each other: one eigenvalue lies in each. No disc holds 0"),
        (
            [[1, 2, 0], [2, 1, 0], [0, 0, 9]],
            "The discs are in 2 groups, which hold 2 and 1 eigenvalues. A disc of the rows",
        ),
        ([[0.0]], "There is one disc, a point: the eigenvalue."),
        ([[np.nan]], "An entry is NaN or infinite"),
        ([[1e200]], "Entries around 1e200 are beyond"),
    ],
)
def test_the_sentence(matrix, words):
    assert draw(matrix).words.startswith(words)


def test_whom_it_accepts():
    assert GERSHGORIN.accepts((3, 3), np.dtype(complex)) is None
    assert "square matrix. Here is 2 × 3." in GERSHGORIN.accepts((2, 3), np.dtype(float))
    assert "square" in GERSHGORIN.accepts((0, 0), np.dtype(float))
    assert "hide each other" in GERSHGORIN.accepts((65, 65), np.dtype(float))
