"""Which variables have copies on a device, as far as can be told from outside its process: by the answers it gave."""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.jobs.copies import Ledger, key_of
from workbench.jobs.request import Reply, Request, Result
from workbench.model.matrix import Matrix
from workbench.numerics import device_cost

_ledgers: dict[str, Ledger] = {}


def note(request: Request, reply: Reply) -> None:
    """Learn from an answer that was computed on a device; what has not been measured has no figures to reckon with."""
    result = reply.value
    if not isinstance(result, Result) or "transfer" not in result.details:
        return
    backend, dtype = result.certificate.backend, np.dtype(result.certificate.dtype)
    speed = device_cost.known(backend)
    if speed is not None:
        ledger = _ledgers.setdefault(backend, Ledger(speed.total))
        for matrix in request.matrices:
            _enter(ledger, matrix, dtype)


def _enter(ledger: Ledger, matrix: Matrix, dtype: np.dtype[Any]) -> None:
    """As `Copies.fetch` does it there."""
    key, size = key_of(matrix, dtype), matrix.size * dtype.itemsize
    if key in ledger:
        ledger.use(key)
    else:
        ledger.make_room(key, size)
        ledger.enter(key, size)


def forget(backend: str) -> None:
    """The process of that device is gone, and its copies with it."""
    _ledgers.pop(backend, None)


def size(backend: str, matrices: tuple[Matrix, ...], dtype: np.dtype[Any]) -> int:
    """Bytes of these inputs that need not be copied there."""
    ledger = _ledgers.get(backend)
    keys = {key_of(matrix, dtype): matrix.size * dtype.itemsize for matrix in matrices}
    return 0 if ledger is None else sum(size for key, size in keys.items() if key in ledger)
