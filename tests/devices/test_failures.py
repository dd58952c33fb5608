"""What CuPy's exceptions mean, whether there is a GPU at all, and what becomes of a measurement that fails."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from cupy_errors import CompileException, CUBLASError, CUDARuntimeError, CUSOLVERError, OutOfMemoryError, softlink

from workbench.backends import gpu
from workbench.backends.cupy_failures import trouble
from workbench.jobs import measuring, placing, spent
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Probe
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics import cost, device_cost
from workbench.numerics.device import Trouble

COMPILING = CompileException("nvrtc: error: failed to open builtins", "source", "kernel.cu", ())


def caught(act, *arguments):
    """What it raises, with its traceback."""
    try:
        act(*arguments)
    except (RuntimeError, OSError, ImportError, AssertionError, TypeError, ValueError) as error:
        return error
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (OutOfMemoryError(123_456_789, 5), Trouble("full", 123_456_789)),
        (CUDARuntimeError(2), Trouble("full")),
        (CUSOLVERError(2), Trouble("full")),
        (CUBLASError(3), Trouble("full")),
        (CUDARuntimeError(700), Trouble("failed")),
        (CUSOLVERError(7), Trouble("failed")),
        (COMPILING, Trouble("libraries")),
        (caught(softlink.load, "libnvrtc.so.12"), Trouble("libraries")),
        (caught(softlink.fail, OSError("cannot open shared object file")), Trouble("libraries")),
        (caught(softlink.fail, ImportError("libcublas.so.12")), Trouble("libraries")),
        (caught(softlink.fail, AssertionError("The requested function is not supported")), Trouble("libraries")),
        (caught(softlink.fail, TypeError("an argument of ours")), None),
        (caught(np.linalg.inv, np.zeros((2, 2))), None),
        (RuntimeError("CuPy failed to load libnvrtc.so.12, says somebody else"), None),
        (MemoryError("of the host"), None),
    ],
    ids=repr,
)
def test_what_an_exception_means(error, meant):
    assert trouble(error) == meant


@pytest.fixture
def cupy(monkeypatch):
    """As much of CuPy as it takes to look for a device; `kernel` is what runs there."""
    made = SimpleNamespace(kernel=lambda: np.ones(1), tried=0)

    class Zeros:
        def __init__(self, count):
            made.tried += 1

        def __add__(self, other):
            return made.kernel()

    here = {name: ModuleType(name) for name in MODULES}
    here["cupy"].__dict__.update(
        is_available=lambda: True,
        zeros=Zeros,
        asnumpy=np.asarray,
        cuda=SimpleNamespace(
            Device=lambda: SimpleNamespace(id=0),
            runtime=SimpleNamespace(getDeviceProperties=lambda at: {"name": b"Made of paper"}),
        ),
    )
    here["cupyx.cusolver"].__dict__["check_availability"] = lambda routine: False
    for name, module in here.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(gpu, "_found", [])
    monkeypatch.setattr(gpu, "likely", lambda: True)
    gpu.device.cache_clear()
    yield made
    gpu.device.cache_clear()


MODULES = (
    "cupy",
    "cupyx.scipy.linalg",
    "cupyx.cusolver",
    "cupy_backends.cuda.libs.cusolver",
    "array_api_compat.cupy",
)


def test_a_device_on_which_a_kernel_runs_is_there_and_is_tried_once(cupy):
    assert [gpu.available(), gpu.available()] == [None, None]
    assert cupy.tried == 1
    assert gpu.device().name == "Made of paper"
    assert not gpu.device().has_general_eig


@pytest.mark.parametrize(
    ("fail", "reason"),
    [
        (lambda: softlink.load("libnvrtc.so.12"), "The libraries of the GPU fail: CuPy failed to load libnvrtc.so.12"),
        (lambda: softlink.fail(COMPILING), "The libraries of the GPU fail: nvrtc: error: failed to open builtins"),
        (lambda: softlink.fail(CUDARuntimeError(700)), "The device does not start: cudaErrorIllegalAddress"),
        (lambda: softlink.fail(ImportError("=====\nlibcublas.so.12 is missing\n")), "CuPy does not load: libcublas"),
    ],
)
def test_a_device_on_which_none_runs_is_not(cupy, fail, reason):
    cupy.kernel = fail
    assert gpu.available().startswith(reason)
    assert "\n" not in gpu.available()
    assert cupy.tried == 1


def test_a_device_that_is_full_for_now_is_looked_at_again(cupy):
    cupy.kernel = lambda: softlink.fail(OutOfMemoryError(512, 0))
    assert gpu.available() == "The memory of the device is full."
    assert gpu.memory() is None
    cupy.kernel = lambda: np.ones(1)
    assert gpu.available() is None


def test_a_defect_in_looking_is_not_hushed_up(cupy):
    cupy.kernel = lambda: {}["missing"]
    with pytest.raises(KeyError):
        gpu.available()


FAILURES = [
    (OutOfMemoryError(1 << 30, 0), "memory", "The memory of Strict device is too full to measure its speed"),
    (CUBLASError(3), "memory", "The memory of Strict device is too full to measure its speed"),
    (CUDARuntimeError(700), "backend", "Strict device failed while its speed was measured (CUDARuntimeError"),
    (COMPILING, "backend", "The libraries of Strict device failed while its speed was measured (CompileException"),
    (np.linalg.LinAlgError("no convergence"), "backend", "Strict device failed while its speed was measured (LinAlg"),
]


@pytest.fixture
def slow_cpu(monkeypatch):
    """So that it pays to find out what a device can do, at any size."""
    monkeypatch.setattr(cost, "_known", [1.0])
    monkeypatch.setattr(spent, "_reasons", [])


@pytest.mark.parametrize(("error", "kind", "words"), FAILURES, ids=repr)
def test_a_measurement_that_fails_leaves_the_job_on_the_cpu_and_says_why(device, slow_cpu, error, kind, words):
    device.failure = error
    A = Matrix.of("A", np.eye(6) + 0.1)
    results = [run(Compute("inv", ("A",)), (A,)) for _ in range(2)]
    for result in results:
        assert result.certificate.backend == "cpu"
        assert f"{words}" in result.certificate.why
        assert result.certificate.why.endswith(", so the CPU computed it")
    assert device.waits == 0, "it was not tried again"
    assert not spent.is_spent(), "the CPU's process goes on"


def test_what_could_not_be_measured_is_tried_again_later(device, slow_cpu, monkeypatch):
    tried = []
    monkeypatch.setattr(device_cost, "measured", lambda there: tried.append(there) or softlink.fail(CUBLASError(3)))
    (backend,) = (item for item in placing.backends.CATALOG if item.name == "gpu")
    for _ in range(2):
        assert "too full" in placing.measured(backend, 100.0)
    assert placing.measured(backend, 0.1) is None
    assert len(tried) == 1
    monkeypatch.setattr(device_cost, "AGAIN", 0.0)
    assert "too full" in placing.measured(backend, 100.0)
    assert len(tried) == 2


@pytest.mark.parametrize(("error", "kind", "words"), FAILURES, ids=repr)
def test_a_probe_that_fails_is_told_in_a_sentence(device, slow_cpu, error, kind, words):
    device.failure = error
    with pytest.raises(UserError) as found:
        run(Probe("gpu"))
    assert found.value.kind == kind
    assert found.value.message.startswith(words)
    assert spent.is_spent() == isinstance(error, CUDARuntimeError)


def test_a_defect_in_measuring_is_one(device, slow_cpu, monkeypatch):
    monkeypatch.setattr(device_cost, "measured", lambda there: {}["missing"])
    (backend,) = (item for item in placing.backends.CATALOG if item.name == "gpu")
    with pytest.raises(KeyError):
        measuring.measured(backend)


def test_memory_that_the_trials_took_is_given_back(device, slow_cpu, monkeypatch):
    released = []
    monkeypatch.setattr(device, "release", lambda: released.append(True))
    monkeypatch.setattr(device_cost, "measured", lambda there: "figures")
    (backend,) = (item for item in placing.backends.CATALOG if item.name == "gpu")
    assert measuring.measured(backend) == "figures"
    assert released
