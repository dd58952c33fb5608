"""Words keep off each other."""

from __future__ import annotations

import numpy as np

from workbench.gui.plotting.labels import Crowd, around, sampled


def test_the_first_candidate_wins_where_nothing_is_in_the_way():
    crowd = Crowd((0, 0, 100, 100))
    assert crowd.place([[(10, 10, 20, 10), (40, 40, 20, 10)]]) == [(10, 10, 20, 10)]


def test_a_taken_place_is_avoided():
    crowd = Crowd((0, 0, 100, 100), rects=[(5, 5, 20, 20)])
    assert crowd.place([[(10, 10, 20, 10), (40, 40, 20, 10)]]) == [(40, 40, 20, 10)]
    assert not crowd.is_free((38, 38, 5, 5))
    assert crowd.is_free((80, 80, 5, 5))


def test_lines_and_edges_are_avoided():
    crowd = Crowd((0, 0, 100, 100))
    crowd.add_lines(np.array([[0.0, 15.0, 100.0, 15.0]]))
    assert crowd.place([[(10, 10, 20, 10), (95, 60, 20, 10), (40, 40, 20, 10)]]) == [(40, 40, 20, 10)]


def test_samples_lie_on_the_lines():
    points = sampled(np.array([[0.0, 0.0, 30.0, 40.0], [5.0, 5.0, 5.0, 5.0], [0.0, 0.0, 1e9, 0.0]]))
    np.testing.assert_allclose(points[:-1, 1] * 3, points[:-1, 0] * 4)
    assert 6 <= len(points) <= 12


def test_the_preferred_side_comes_first():
    right, *_ = around(50, 50, 20, 10, (1.0, 0.0), 8.0)
    assert right == (58, 45, 20, 10)
    centred, *_ = around(50, 50, 20, 10, (1.0, 0.0), 0.0)
    assert centred == (40, 45, 20, 10)


def test_words_placed_together_do_not_meet():
    same = [(10, 10, 20, 10), (40, 40, 20, 10), (70, 70, 20, 10)]
    assert Crowd((0, 0, 100, 100)).place([same, same, same]) == same
    assert Crowd((0, 0, 100, 100)).place([]) == []


def test_no_more_candidates_are_asked_for_than_can_matter():
    asked = []

    def candidates():
        for left in (10, 40, 70):
            asked.append(left)
            yield (left, 40, 20, 10)

    crowd = Crowd((0, 0, 100, 100), rects=[(5, 35, 20, 20)])
    assert crowd.place([candidates()]) == [(40, 40, 20, 10)]
    assert asked == [10, 40, 70]
    asked.clear()
    assert Crowd((0, 0, 100, 100)).place([candidates()]) == [(10, 40, 20, 10)]
    assert len(asked) <= 2


def test_the_least_evil_where_every_place_is_taken():
    crowd = Crowd((0, 0, 100, 100), rects=[(0, 0, 100, 50), (0, 50, 100, 50)])
    assert crowd.place([[(10, 45, 20, 10), (10, 10, 20, 10), (90, 10, 20, 10)]]) == [(10, 10, 20, 10)]
