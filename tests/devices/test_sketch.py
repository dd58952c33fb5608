"""The clock prices a route that may be taken, as far as can be told without the entries; kept copies are free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from workbench.jobs import placing, resident
from workbench.jobs.engine import run
from workbench.jobs.estimate import estimate
from workbench.jobs.prepare import prepare
from workbench.jobs.request import Compute, Reply, Request
from workbench.jobs.sketch import may_be_symmetric, sketched
from workbench.model.matrix import Matrix
from workbench.numerics import cost, device_cost
from workbench.numerics.device_cost import DeviceSpeed, Line
from workbench.operations import CATALOG, by_name
from workbench.operations.on_device import DEVICES

RNG = np.random.default_rng(0)
WORKS = {"product": 1e15, "factor": 1e14, "spectral": 1e13}
SPEED = DeviceSpeed(
    "Able", 1 << 34, 1e10, 1e10, {(work, size): Line(1e-2, rate) for work, rate in WORKS.items() for size in (4, 8)}
)
UNABLE = replace(SPEED, has_general_eig=False)


@pytest.fixture(autouse=True)
def one_speed(monkeypatch):
    monkeypatch.setattr(cost, "_known", [1e9])


def general(n=600, name="A"):
    return Matrix.of(name, RNG.standard_normal((n, n)))


def symmetric(n=600):
    G = RNG.standard_normal((n, n))
    return Matrix.of("A", G + G.T)


def placed(speed, operation, *matrices, **params):
    device_cost.learn("gpu", speed)
    return placing.place(Compute(operation, tuple(item.name for item in matrices), params), matrices, placing.known)


def route(speed, operation, *matrices, **params):
    """The method that is priced."""
    (backend,) = (item for item in placing.backends.CATALOG if item.name == "gpu")
    task = Compute(operation, tuple(item.name for item in matrices), params)
    found = placing._route(backend, task, matrices, speed)
    return found and found.method


def test_eigenvalues_of_a_general_matrix_stay_where_the_device_has_none(device):
    for operation in ("eig", "eigvals"):
        assert placed(SPEED, operation, general()).backend == "gpu"
        assert placed(UNABLE, operation, general()) == placing.Place("cpu")
        assert placed(UNABLE, operation, symmetric()).backend == "gpu"
    assert route(UNABLE, "eig", symmetric()) == "cuSOLVER syevd"


def test_pencils_stay(device):
    assert placed(SPEED, "eig", general(), general(name="B")) == placing.Place("cpu")


def test_each_norm_is_priced_by_its_own_routine(device):
    assert route(SPEED, "norm", general(), ord=2) == "cuSOLVER gesvd"
    assert route(SPEED, "norm", general(), ord="fro") == "sums on the device"
    assert route(SPEED, "norm", Matrix.of("v", np.ones(600)), ord=2) == "sums on the device"
    assert route(SPEED, "norm", Matrix.of("v", np.ones(600)), ord=3.0) is None
    assert route(SPEED, "cond", general()) == "cuSOLVER gesvd"
    assert route(SPEED, "cond", general(), p=1) == "cuSOLVER getrf"


def test_least_squares_go_there_only_as_the_device_has_them(device):
    A, b = general(), Matrix.of("b", np.ones(600))
    assert placed(SPEED, "lstsq", A, b).backend == "gpu"
    assert placed(SPEED, "lstsq", A, b, Matrix.of("w", np.ones(600))) == placing.Place("cpu")
    assert placed(SPEED, "lstsq", A, b, method="normal") == placing.Place("cpu")


def test_factors_are_priced_by_what_is_asked_for(device):
    assert route(SPEED, "lu", general()) == "cuSOLVER getrf"
    assert route(SPEED, "lu", general(), pivoting="complete") is None
    assert route(SPEED, "qr", general(), method="pivoted") is None
    assert route(UNABLE, "logm", general()) is None
    assert route(UNABLE, "logm", symmetric()) == "cuSOLVER syevd"


def test_what_cannot_run_there_is_not_measured_for(device):
    asked = []

    def ask(backend, seconds):
        asked.append(backend)

    task = Compute("lu", ("A",), {"pivoting": "complete"})
    assert placing.place(task, (general(),), ask) == placing.Place("cpu")
    assert not asked


def test_a_few_entries_tell_most_matrices_from_symmetric_ones():
    for n in (1, 2, 3, 5, 17, 400):
        S = symmetric(n)
        assert may_be_symmetric(S, n)
        H = S.to_array() + 1j * np.triu(np.ones((n, n)), 1) - 1j * np.tril(np.ones((n, n)), -1)
        assert may_be_symmetric(Matrix.of("H", H), n)
        assert may_be_symmetric(Matrix.of("Z", np.zeros((n, n), np.uint8)), n)
        assert may_be_symmetric(general(n), n) == (n == 1)
    assert may_be_symmetric(Matrix.of("E", np.zeros((0, 3, 3))), 3)
    assert may_be_symmetric(Matrix.of("N", np.full((4, 4), np.nan)), 4)
    assert not may_be_symmetric(Matrix.of("T", RNG.standard_normal((5, 4, 4))), 4)


def foreseen(operation):
    """Its routes of which something can be told ahead."""
    return [route for route in operation.routes if DEVICES[0] in route.backends and route.may is not None]


ENTRIES = [entry for entry in CATALOG if foreseen(entry.operation) and entry.operation.takes(1)]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_a_route_that_applies_may_be_taken(entry):
    """Whatever is told from a sketch must not rule out what the matrix itself allows."""
    operation = entry.operation
    for matrix in (general(40), symmetric(40), Matrix.of("A", np.triu(RNG.standard_normal((40, 40))))):
        task = Compute(entry.name, ("A",))
        problem = sketched(operation, task, (matrix,), has_general_eig=True)
        real = replace(prepare(operation, (matrix,), {}, "auto"), placed=problem.placed)
        for item in foreseen(operation):
            if item.applies(real) is not None:
                assert item.may(problem) is not None, item.method


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_nobody_looks_at_the_entries_of_a_sketch(entry):
    operation = entry.operation
    for matrix in (general(40), symmetric(40)):
        problem = sketched(operation, Compute(entry.name, ("A",)), (matrix,), has_general_eig=True)
        for item in foreseen(operation):
            answers = set()
            for content in (0.0, np.nan, 1e300, 5e-324):
                arrays = {key: np.full_like(array, content) for key, array in problem.arrays.items()}
                answers.add(item.may(replace(problem, arrays=arrays)))
            assert len(answers) == 1, item.method


def test_a_variable_that_is_there_already_costs_no_copying(device):
    slow = replace(SPEED, up=1e6)
    device_cost.learn("gpu", slow)
    A = general()
    task = Compute("svdvals", ("A",), exact=False)
    before = placed(slow, "svdvals", A)
    answer = run(replace(task, backend="gpu"), (A,))
    resident.note(Request(1, task, (A,)), Reply(1, "done", answer))
    assert resident.size("gpu", (A, A), np.dtype(np.float64)) == A.nbytes
    assert resident.size("gpu", (A.changed(),), np.dtype(np.float64)) == 0
    assert resident.size("gpu", (A,), np.dtype(np.float32)) == 0
    after = placed(slow, "svdvals", A)
    assert "2.9 s to copy" in before.why
    assert "ms to copy" in after.why
    seconds = [estimate(Request(1, replace(task, backend="gpu"), (item,)))[0] for item in (A, A.changed())]
    assert seconds[1] - seconds[0] == pytest.approx(A.nbytes / 1e6)
    resident.forget("gpu")
    assert placed(slow, "svdvals", A) == before


def test_what_was_computed_elsewhere_has_no_copy_there(device):
    device_cost.learn("gpu", SPEED)
    A = general(20)
    for task in (Compute("svdvals", ("A",), backend="cpu"), Compute("eig", ("A",), backend="gpu")):
        resident.note(Request(1, task, (A,)), Reply(1, "done", run(task, (A,))))
    resident.note(Request(1, task, (A,)), Reply(1, "cancelled"))
    assert resident.size("gpu", (A,), np.dtype(np.float64)) == 0


def test_the_same_rules_let_copies_go_as_on_the_device(device):
    device_cost.learn("gpu", replace(SPEED, total=3 * 2 * 800))
    dtype = np.dtype(np.float64)
    items = [Matrix.of(name, np.ones((10, 10))) for name in "ABCD"]
    for item in (*items[:3], items[0], items[3]):
        task = Compute("svdvals", (item.name,), backend="gpu")
        resident.note(Request(1, task, (item,)), Reply(1, "done", run(task, (item,))))
    assert [bool(resident.size("gpu", (item,), dtype)) for item in items] == [True, False, True, True]


def test_what_is_given_twice_is_copied_once():
    A = general(10)
    bill = placing.Bill.of(by_name("matmul"), Compute("matmul", ("A", "A")), (A, A))
    assert bill.up == 800
