"""The cut, the zeros and the words of a spectrum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.plots.spec import Handle, Points, SettingOf, Text
from workbench.plots.spectrum import SPECTRUM, Spectrum


def draw(values, shape=None, **settings):
    values = np.asarray(values)
    given = {"svdvals": values, "shape": np.array(shape or (len(values), len(values)))}
    return SPECTRUM.draw("B", given, {**SPECTRUM.defaults(), **settings})


def one(drawing, kind):
    return next(item for item in drawing.items if isinstance(item, kind))


def test_energy_is_the_sum_of_squares():
    spectrum = Spectrum.of(np.array([4.0, 3.0, 0.0]), (3, 3))
    np.testing.assert_allclose(spectrum.shares, [16 / 25, 1.0, 1.0])
    assert spectrum.cut(0.6) == 1
    assert spectrum.cut(0.95) == 2
    assert (spectrum.rank, spectrum.zeros) == (2, 1)


def test_the_line_starts_where_95_percent_are_held():
    drawing = draw([4.0, 3.0, 0.0])
    assert one(drawing, Handle).x == 1.5
    assert one(drawing, Handle).edits == SettingOf("cut")
    assert drawing.words == "2 of 3 directions hold 100 % of the energy. Drag the line to cut."


@pytest.mark.parametrize(("cut", "kept"), [(0.5, 1), (0.0, 1), (1.0, 2), (1.5, 2), (-7, 1), (99, 3)])
def test_the_line_stays_between_two_values(cut, kept):
    verb = "holds" if kept == 1 else "hold"
    assert draw([4.0, 3.0, 1.0], cut=cut).words.startswith(f"{kept} of 3 directions {verb} ")


def test_zeros_are_hollow_and_counted():
    drawing = draw([5.0, 1.0, 1e-17, 0.0])
    hollow = [item for item in drawing.items if isinstance(item, Points) and item.hollow]
    assert hollow[0].points.tolist() == [[2.0, 0.0], [3.0, 0.0]]
    assert "2 zeros: rank 2" in [item.text for item in drawing.items if isinstance(item, Text)]
    assert drawing.view[2] > 0


def test_a_share_is_never_rounded_up():
    values = np.sqrt(np.array([0.9996, 0.0004]))
    assert Spectrum.of(values, (2, 2)).percent(1) == "99.96 %"
    assert Spectrum.of(values, (2, 2)).percent(2) == "100 %"
    assert Spectrum.of(np.sqrt(np.array([0.949, 0.051])), (2, 2)).percent(1) == "94 %"


def test_the_threshold_of_zero_follows_the_precision():
    values = np.array([1.0, 1e-8])
    assert Spectrum.of(values, (2, 2)).rank == 2
    assert Spectrum.of(values.astype(np.float32), (2, 2)).rank == 1


def test_energy_scale_adds_up_to_100():
    drawing = draw([4.0, 3.0], scale="energy")
    assert not drawing.log_y
    np.testing.assert_allclose(one(drawing, Points).points, [[0, 64], [1, 100]])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([0.0, 0.0], "All singular values of B are 0: there is no energy to share out."),
        ([np.nan, np.nan], "The singular values of B are not finite."),
        ([], "B has no singular values: one of its sides is 0."),
    ],
)
def test_what_has_no_spectrum_says_why(values, words):
    assert draw(np.array(values), (2, 2)).words == words


def test_it_accepts_matrices_with_entries():
    assert SPECTRUM.accepts((1797, 64), np.dtype(float)) is None
    assert SPECTRUM.accepts((2, 3), np.dtype(complex)) is None
    assert SPECTRUM.accepts((3,), np.dtype(float))
    assert "0 × 3" in SPECTRUM.accepts((0, 3), np.dtype(float))


@given(st.lists(st.floats(0, 1e308), min_size=1, max_size=9), st.sampled_from(["log", "linear", "energy"]))
def test_no_spectrum_raises(values, scale):
    drawing = draw(np.sort(values)[::-1], scale=scale)
    assert drawing.words
    assert np.isfinite(drawing.view).all()
