"""What the device does beside computing: copies that are kept, memory that runs out, failures, a process of its own."""

from __future__ import annotations

import queue
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from workbench.jobs import spent
from workbench.jobs.engine import run
from workbench.jobs.process import ProcessRunner
from workbench.jobs.request import Compute, Probe, Request
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix

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


def test_a_full_device_is_refused_with_both_figures(compute, device):
    """CuPy's own limit stands in for memory that others have taken."""
    import cupy

    pool = cupy.get_default_memory_pool()
    device.release()
    pool.set_limit(size=pool.used_bytes() + (32 << 20))
    try:
        with pytest.raises(UserError) as caught:
            compute("inv", matrix(3000))
    finally:
        pool.set_limit(size=0)
    assert caught.value.kind == "memory"
    assert caught.value.details["needed"] >= 2 * 3000 * 3000 * 8
    assert caught.value.details["free"] > 0
    assert compute("inv", matrix(300)).certificate.verdict != "red"


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
