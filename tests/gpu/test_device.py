"""What the device does beside computing: copies that are kept, memory that runs out, failures, a process of its own."""

from __future__ import annotations

import queue
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.backends import gpu
from workbench.jobs import spent
from workbench.jobs.engine import run
from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Compute, Probe, Request
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics.device import Trouble

ROOT = Path(__file__).resolve().parents[2]


def matrix(n, name="A"):
    return Matrix.of(name, np.random.default_rng(n).standard_normal((n, n)))


def test_nothing_of_qt_is_loaded_for_it():
    code = "import sys, workbench.jobs.process, workbench.jobs.engine, workbench.backends.cupy_device"
    code += "; sys.exit(any(name.startswith(('PySide6', 'pyqtgraph', 'psygnal')) for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_it_says_who_it_is_and_how_fast(device):
    figures = run(Probe("gpu"))
    assert figures.name == device.name
    assert figures.total > 1 << 30
    for dtype in (np.dtype(np.float32), np.dtype(np.float64)):
        assert 0 < figures.seconds("product", 2e9, dtype) < 10
    assert 0 < figures.transfer(1e6, 1e6) < 1


def test_a_copy_is_kept_until_the_variable_changes(compute):
    A = matrix(100)
    first, second = (compute("trace", A).details["transfer"]["bytes"] for _ in range(2))
    assert first - second == A.nbytes
    changed = compute("trace", A.changed()).details["transfer"]["bytes"]
    assert changed == first


def test_a_full_device_is_refused_ahead_with_both_figures(compute, device):
    """Memory that others have taken: it is allocated beside CuPy's pool, all but a little."""
    from cupy.cuda import runtime

    device.release()
    taken = runtime.malloc(device.memory()[0] - LEFT)
    try:
        with pytest.raises(UserError, match="are free there") as caught:
            compute("inv", matrix(4000))
    finally:
        runtime.free(taken)
    assert caught.value.kind == "memory"
    assert caught.value.details["needed"] >= 2 * 4000 * 4000 * 8 > LEFT
    assert caught.value.details["needed"] > caught.value.details["free"]
    assert compute("inv", matrix(300)).certificate.verdict != "red"


LEFT = 200 << 20


def test_memory_that_runs_out_on_the_way_is_told_with_what_was_asked_for(compute, device):
    """A limit of CuPy's pool is met by an allocation alone: how much is free, the device tells without it."""
    import cupy

    pool = cupy.get_default_memory_pool()
    device.release()
    pool.set_limit(size=pool.used_bytes() + (32 << 20))
    try:
        with pytest.raises(UserError, match=r"ran out on the way: .* more did not fit") as caught:
            compute("inv", matrix(3000))
    finally:
        pool.set_limit(size=0)
    assert caught.value.kind == "memory"
    assert caught.value.details["wanted"] >= 1 << 20
    assert "CPU" in caught.value.hint
    assert not spent.is_spent()
    assert compute("inv", matrix(300)).certificate.verdict != "red"


def test_what_its_exceptions_mean(device):
    import cupy
    from cupy.cuda import runtime

    kernel = cupy.RawKernel("this is not C", "kernel")
    compiling = caught(cupy.cuda.compiler.CompileException, lambda: kernel((1,), (1,), ()))
    assert device.trouble(compiling) == Trouble("libraries")
    assert device.trouble(runtime.CUDARuntimeError(2)) == Trouble("full")
    assert device.trouble(runtime.CUDARuntimeError(700)) == Trouble("failed")
    full = caught(MemoryError, lambda: cupy.zeros(1 << 50, cupy.uint8))
    assert device.trouble(full) == Trouble("full", 1 << 50)
    assert device.trouble(caught(ValueError, lambda: cupy.zeros(2) + cupy.zeros(3))) is None


def caught(kind, act):
    """What it raises, with its traceback."""
    with pytest.raises(kind) as found:
        act()
    return found.value


def test_a_kernel_runs_before_the_device_counts_as_there(device):
    device.try_kernel()
    assert gpu.available() is None


def test_jordan_forms_are_for_exact_arithmetic_and_say_so():
    pytest.importorskip("flint", reason="exact arithmetic needs python-flint")
    result = run(Compute("jordan", ("A",), backend="gpu"), (Matrix.of("A", np.array([[2, 1], [0, 2]])),))
    assert "has no routine for this, so the CPU computed it" in result.certificate.why


def test_a_failure_midway_leads_to_the_cpu(device, monkeypatch):
    from cupy.cuda import runtime

    def lu(A):
        raise runtime.CUDARuntimeError(700)

    monkeypatch.setattr(device, "lu", lu)
    monkeypatch.setattr(spent, "_reasons", [])
    result = run(Compute("inv", ("A",), backend="gpu", exact=False), (matrix(50),))
    assert result.certificate.backend == "cpu"
    assert "failed midway (CUDARuntimeError" in result.certificate.why
    assert result.warnings
    assert spent.is_spent()


def test_a_singular_matrix_is_refused(compute):
    with pytest.raises(UserError) as caught:
        compute("inv", np.diag(np.arange(60.0)) + np.diag(np.ones(59), 1) * 0)
    assert caught.value.kind == "singular"


def test_what_is_not_definite_is_found_out(compute):
    A = np.eye(50) - 2 * np.diag(np.arange(50) == 30)
    with pytest.raises(UserError, match="not positive definite"):
        compute("cholesky", A)


def test_a_process_of_its_own_computes_there():
    posted, replies = queue.SimpleQueue(), []
    runner = ProcessRunner(posted.put, engine="lending:run")
    runner.start()
    try:
        task = Compute("svd", ("A",), backend="gpu", exact=False)
        runner.submit(Request(1, task, (matrix(200),)), replies.append)
        while not replies:
            posted.get(timeout=100)()
    finally:
        runner.close()
    assert replies[0].error is None, replies[0].error
    assert replies[0].value.certificate.backend == "gpu"
    assert replies[0].value.certificate.verdict == "green"


def test_the_clock_tells_both_estimates(monkeypatch):
    from workbench.numerics import device_cost

    monkeypatch.setattr(device_cost, "_known", {"gpu": run(Probe("gpu"))})
    A = matrix(1500)
    result = run(Compute("inv", ("A",), exact=False), (A,))
    assert "chosen by estimate" in result.certificate.why
    assert "on the CPU" in result.certificate.why
    assert "to copy" in result.certificate.why
