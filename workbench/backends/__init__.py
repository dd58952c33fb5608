"""Places to compute: the processor, a GPU, exact arithmetic."""

from __future__ import annotations

from workbench.backends.cpu import CPU
from workbench.backends.exact import EXACT
from workbench.backends.gpu import GPU
from workbench.backends.spec import Backend

CATALOG: tuple[Backend, ...] = (CPU, GPU, EXACT)


def by_name(name: str) -> Backend:
    """The backend of that name; KeyError if there is none."""
    return {backend.name: backend for backend in CATALOG}[name]
