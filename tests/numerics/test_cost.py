"""Operations become seconds by a speed that was measured, here or in the process that computes."""

from __future__ import annotations

import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Speed
from workbench.numerics import cost


@pytest.fixture(autouse=True)
def unlearned(monkeypatch):
    monkeypatch.setattr(cost, "_known", [])


def test_it_is_measured_when_nobody_has_told():
    assert cost.speed() >= cost.SLOWEST
    assert cost.speed() == cost.speed(), "measured once"


def test_what_was_learned_counts():
    cost.learn(1e9)
    slow = cost.seconds(1e9)
    cost.learn(1e11)
    assert slow == pytest.approx(cost.OVERHEAD + 1 / cost.SHARES["factor"])
    assert cost.seconds(1e9) == pytest.approx(cost.OVERHEAD + 1e-2 / cost.SHARES["factor"])
    assert cost.seconds(1e9, itemsize=4) < cost.seconds(1e9)
    assert cost.seconds(1e9, work="product") < cost.seconds(1e9)


def test_a_compute_process_measures_itself_and_tells():
    assert run(Speed()) >= cost.SLOWEST
