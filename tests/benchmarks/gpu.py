"""The GPU against the bare calls of CuPy, copies left out, and the order from which on it is sooner, copies and all.

Where there is no GPU the table says so.
"""

from __future__ import annotations

import importlib
import math
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.table import Row, seconds
from tests.gpu.lending import lend_compat
from workbench.backends import gpu
from workbench.jobs import placing
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Probe, Result
from workbench.model.matrix import Matrix
from workbench.numerics import device_cost

LIMIT = 1.1
TIMES = 5
ORDERS = (32, 64, 128, 256, 512, 1024, 2048)
Array = np.ndarray[Any, Any]


def rows() -> list[Row]:
    lend_compat()
    reason = gpu.available()
    if reason is not None:
        return [Row("GPU: none here, nothing measured", 0.0, 0.0, "", reason)]
    device_cost.learn("gpu", run(Probe("gpu")))
    return [*map(_ratio, _cases()), *(_crossover(name) for name in ("matmul", "solve", "inv", "svd", "eig"))]


Case = tuple[str, tuple[Array, ...], Callable[[Any, Any], object]]


def _cases() -> list[Case]:
    """Operation, inputs, and the bare call on copies of them; `eig` has a symmetric matrix."""
    rng = np.random.default_rng(0)
    A, B = rng.standard_normal((2, 4000, 4000))
    D, S = A @ A.T / 4000 + np.eye(4000), (B + B.T)[:2000, :2000] / 2
    return [
        ("matmul", (A, B), lambda cp, x: cp.matmul(*x)),
        ("solve", (A, B[:, 0].copy()), lambda cp, x: cp.linalg.solve(*x)),
        ("inv", (A,), lambda cp, x: cp.linalg.inv(*x)),
        ("cholesky", ((D + D.T) / 2,), lambda cp, x: cp.linalg.cholesky(*x)),
        ("qr", (A[:, :1000].copy(),), lambda cp, x: cp.linalg.qr(*x)),
        ("svd", (A[:2000, :1000].copy(),), lambda cp, x: cp.linalg.svd(*x, full_matrices=False)),
        ("eig", (S,), lambda cp, x: cp.linalg.eigh(*x)),
    ]


def _ratio(case: Case) -> Row:
    """In turn, for the clock of a GPU follows its load; the copies are on the device already in both."""
    name, arrays, bare = case
    cupy: Any = importlib.import_module("cupy")
    matrices = tuple(Matrix.of(word, array) for word, array in zip("AB", arrays, strict=False))
    copies = [cupy.asarray(array) for array in arrays]

    def alone() -> None:
        bare(cupy, copies)
        cupy.cuda.get_current_stream().synchronize()

    turns = [(seconds(alone), _compute(name, matrices, "gpu").certificate.seconds) for _ in range(TIMES + 1)][1:]
    over = statistics.median(ours / theirs for theirs, ours in turns)
    milliseconds = 1e3 * statistics.median(theirs for theirs, _ in turns)
    shape = " x ".join(map(str, arrays[0].shape))
    return Row(f"{name} on the GPU, {shape}, over the bare call", over, LIMIT, "x", f"CuPy: {milliseconds:.1f} ms")


def _compute(name: str, matrices: tuple[Matrix, ...], backend: str) -> Result:
    task = Compute(name, tuple(item.name for item in matrices), backend=backend, exact=False)
    result: Result = run(task, matrices)
    return result


def _crossover(name: str) -> Row:
    """The first order at which the GPU is done sooner, copies included, beside what the clock of `auto` believes."""
    measured = believed = math.inf
    told = []
    for n in ORDERS:
        matrices = _inputs(name, n)
        here = _compute(name, matrices, "cpu").certificate.seconds
        there = _there(name, n)
        told.append(f"{n}: {1e3 * here:.2g}/{1e3 * there:.2g}")
        measured = min(measured, n) if there < here else measured
        task = Compute(name, tuple(item.name for item in matrices))
        believed = min(believed, n) if placing.place(task, matrices, placing.known).backend == "gpu" else believed
    return Row(f"crossover of {name}, the clock says {believed}", measured, math.inf, "", f"ms {', '.join(told)}")


def _there(name: str, n: int) -> float:
    """New variables each time, so that they are copied; the first run does not count."""
    results = [_compute(name, _inputs(name, n), "gpu") for _ in range(3)]
    return statistics.median(
        item.certificate.seconds + item.details.get("transfer", {"seconds": 0.0})["seconds"] for item in results[1:]
    )


def _inputs(name: str, n: int) -> tuple[Matrix, ...]:
    rng = np.random.default_rng(n)
    A = rng.standard_normal((n, n))
    second = {"matmul": rng.standard_normal((n, n)), "solve": rng.standard_normal(n)}
    arrays = [A + A.T if name == "eig" else A, *([second[name]] if name in second else [])]
    return tuple(Matrix.of(word, array) for word, array in zip("AB", arrays, strict=False))
