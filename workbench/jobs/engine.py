"""Answers a task: the one function that a compute process, a test and the command line all call."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.backends import by_name
from workbench.jobs import request as ask
from workbench.jobs.compute import check_backend, compute
from workbench.model.matrix import Matrix
from workbench.numerics import cost

Array = np.ndarray[Any, Any]
FEW = 16
PLAIN = (np.dtype(np.int64), np.dtype(np.float64), np.dtype(np.complex128))


@np.errstate(all="ignore")
def run(task: ask.Task, matrices: tuple[Matrix, ...] = ()) -> Any:
    """The value of a task.

    Raises `UserError` for what the user can mend; anything else that escapes is a defect. Overflow and its like are
    judged by the certificate, which takes no number that is not finite for right; a warning would reach nobody.
    """
    match task:
        case ask.Compute():
            return compute(task, matrices)
        case ask.Steps():
            return _steps(task, matrices)
        case ask.Facts():
            return _facts(matrices[0])
        case ask.Spectrum():
            return _spectrum(matrices[0])
        case ask.Speed():
            return cost.measured()
        case ask.Probe(backend):
            return _probed(backend)
        case ask.Inspect(path):
            return _inspect(path)
        case ask.Load(path, name):
            return _load(path, name)
        case ask.Save(path):
            return _save(path, matrices)


def _steps(task: ask.Steps, matrices: tuple[Matrix, ...]) -> Any:
    from workbench.jobs.worked import worked

    return worked(task, matrices)


def _probed(backend: str) -> Any:
    from workbench.jobs.measuring import measured

    check_backend(backend)
    return measured(by_name(backend))


def _facts(matrix: Matrix) -> Any:
    from workbench.numerics.facts import facts

    return facts(matrix.to_array(), matrix.exact_entries())


def _spectrum(matrix: Matrix) -> Array:
    """Singular values alone; of a few entries without the choice of a route, which would cost more than they do."""
    values = matrix.to_array()
    if values.ndim == 2 and 0 < values.size <= FEW and values.dtype in PLAIN and np.isfinite(values).all():
        return np.asarray(np.linalg.svd(values, compute_uv=False))
    task = ask.Compute("svdvals", (matrix.name,), exact=False)
    return np.asarray(compute(task, (matrix,)).outputs["result"])


def _inspect(path: str) -> Any:
    from workbench.formats import inspect_file

    return inspect_file(path)


def _load(path: str, name: str | None) -> Any:
    from workbench.formats import load_file

    return load_file(path, name)


def _save(path: str, matrices: tuple[Matrix, ...]) -> str:
    from workbench.formats import save_file

    save_file(path, [(matrix.name, matrix.to_array()) for matrix in matrices])
    return path
