"""A CUDA device and the engine on it; without one every test here is skipped, with the reason."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.backends import gpu
from workbench.jobs.engine import run
from workbench.jobs.request import Compute, Result
from workbench.model.matrix import Matrix

sys.path.append(str(Path(__file__).parent))  # for compute processes too, which take over the search path

Array = np.ndarray[Any, Any]


@pytest.fixture(autouse=True, scope="session")
def device() -> Any:
    """The device itself."""
    from lending import lend_compat

    lend_compat()
    reason = gpu.available()
    if reason is not None:
        pytest.skip(reason)
    return gpu.device()


@pytest.fixture
def compute() -> Callable[..., Result]:
    """`compute("svd", A)` on the GPU, which must not have fallen back; `backend="cpu"` for its peer."""

    def answer(operation: str, *arrays: Array | Matrix, backend: str = "gpu", **params: Any) -> Result:
        named = zip("ABC" if operation not in ("solve", "lstsq") else "Ab", arrays, strict=False)
        matrices = tuple(item if isinstance(item, Matrix) else Matrix.of(name, item) for name, item in named)
        task = Compute(operation, tuple(item.name for item in matrices), params, backend=backend, exact=False)
        result: Result = run(task, matrices)
        assert result.certificate.backend == backend, result.certificate.why
        return result

    return answer
