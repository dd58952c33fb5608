"""The clock chooses: small problems stay, large ones go, and both estimates are told."""

from __future__ import annotations

import numpy as np
import pytest
from strict_device import StrictDevice

from workbench.jobs import placing
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Facts, Request
from workbench.model.matrix import Matrix
from workbench.numerics import cost, device_cost
from workbench.numerics.device_cost import DeviceSpeed, Line

FAST = DeviceSpeed(
    "Fast",
    1 << 34,
    1e10,
    1e10,
    {(work, size): Line(1e-2, 1e13) for work in ("product", "factor", "spectral") for size in (4, 8)},
)


@pytest.fixture(autouse=True)
def one_speed(monkeypatch):
    monkeypatch.setattr(cost, "_known", [1e11])


def matrix(n, dtype=np.float64, name="A"):
    return Matrix.of(name, np.ones((n, n), dtype))


def choice(n, operation="svd", dtype="auto", **params):
    return placing.place(Compute(operation, ("A",), params, dtype=dtype), (matrix(n),), placing.known)


def test_without_figures_there_is_no_choice(device):
    assert choice(3000) == placing.Place("cpu", "")


def test_small_ones_stay_and_large_ones_go(device):
    device_cost.learn("gpu", FAST)
    assert choice(20).backend == "cpu"
    assert choice(3000).backend == "gpu"
    why = choice(3000).why
    assert "on the CPU" in why
    assert "on Strict device" in why
    assert "to copy" in why


def test_copies_count(device):
    slow = DeviceSpeed("Far away", 1 << 34, 1e5, 1e5, FAST.lines)
    device_cost.learn("gpu", slow)
    assert choice(500).backend == "cpu"


def test_an_operation_without_a_route_there_has_no_choice(device):
    device_cost.learn("gpu", FAST)
    task = Compute("transpose", ("A",))
    assert placing.place(task, (matrix(100),), placing.known).why == ""


def test_integers_that_wrap_stay(device):
    device_cost.learn("gpu", FAST)
    task = Compute("matmul", ("A", "B"), dtype="int64")
    pair = (matrix(2000, np.int64), matrix(2000, np.int64, "B"))
    assert placing.place(task, pair, placing.known).backend == "cpu"


def test_a_stack_counts_as_often_as_it_has_problems(device):
    device_cost.learn("gpu", FAST)
    stack = Matrix.of("A", np.ones((1000, 10, 10)))
    task = Compute("inv", ("A",))
    bill = placing.Bill.of(placing.by_name("inv"), task, (stack,))
    assert bill.count == 1000
    assert bill.up == bill.down == 1000 * 100 * 8
    assert placing.place(task, (stack,), placing.known).backend == "cpu", "each one starts anew there"


def test_only_long_work_pays_for_finding_out(device, monkeypatch):
    asked = []
    monkeypatch.setattr(device_cost, "measured", lambda device: asked.append(device) or FAST)
    (backend,) = (item for item in placing.backends.CATALOG if item.name == "gpu")
    assert placing.measured(backend, 0.1) is None
    assert placing.measured(backend, 100.0) is FAST
    assert placing.measured(backend, 0.1) is FAST
    assert len(asked) == 1


def test_the_answer_tells_both_estimates(device):
    device_cost.learn("gpu", FAST)
    A = Matrix.of("A", np.random.default_rng(0).standard_normal((30, 30)))
    here = run(Compute("inv", ("A",)), (A,))
    assert here.certificate.backend == "cpu"
    assert "chosen by estimate" in here.certificate.why
    lines = {key: Line(0.0, 1e16) for key in FAST.lines}
    device_cost.learn("gpu", DeviceSpeed("Now", 1 << 34, 1e12, 1e12, lines))
    there = run(Compute("inv", ("A",)), (A,))
    assert there.certificate.backend == "gpu"
    assert "on Strict device" in there.certificate.why


def test_requests_go_to_the_lane_of_their_backend(device):
    device_cost.learn("gpu", FAST)
    (large, small) = (matrix(3000), matrix(5))
    asked = placing.for_lane(Request(1, Compute("svd", ("A",)), (large,)))
    assert (asked.lane, asked.task.backend) == ("gpu", "gpu")
    assert asked.task.chosen.startswith("chosen by estimate")
    stays = placing.for_lane(Request(1, Compute("svd", ("A",)), (small,)))
    assert (stays.lane, stays.task.backend) == ("jobs", "cpu")
    forced = placing.for_lane(Request(1, Compute("svd", ("A",), backend="gpu"), (small,)))
    assert (forced.lane, forced.task.chosen) == ("gpu", "")
    facts = Request(1, Facts(), (small,), "facts")
    assert placing.for_lane(facts) is facts
    wrong = Request(1, Compute("inv", ("A",)), (Matrix.of("A", np.ones((2, 3))),))
    assert placing.for_lane(wrong) is wrong


def test_trials_give_a_start_and_a_rate():
    sizes = {"product": (8, 64), "factor": (8, 64), "spectral": (4, 16)}
    figures = device_cost.measured(StrictDevice(), sizes, copied=1 << 16)
    for (_, size), line in figures.lines.items():
        assert size in (4, 8)
        assert line.start >= 0
        assert 0 < line.rate <= device_cost.FASTEST
    assert figures.transfer(1e6, 1e6) > 0
    assert figures.seconds("product", 2e9, np.dtype(np.complex64)) == figures.lines["product", 4].seconds(2e9)
