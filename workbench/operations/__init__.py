"""The catalog of operations: to add one, write its file, import it here and name it in the tuple."""

from __future__ import annotations

from difflib import get_close_matches

from workbench.model.errors import UserError
from workbench.operations.cond import COND
from workbench.operations.det import DET
from workbench.operations.eig import EIG
from workbench.operations.eigvals import EIGVALS
from workbench.operations.inv import INV
from workbench.operations.lstsq import LSTSQ
from workbench.operations.matmul import MATMUL
from workbench.operations.matrix_rank import MATRIX_RANK
from workbench.operations.norm import NORM
from workbench.operations.pinv import PINV
from workbench.operations.slogdet import SLOGDET
from workbench.operations.solve import SOLVE
from workbench.operations.spec import Operation
from workbench.operations.svd import SVD
from workbench.operations.svdvals import SVDVALS
from workbench.operations.trace import TRACE
from workbench.operations.transpose import TRANSPOSE

CATALOG: tuple[Operation, ...] = (
    DET,
    SLOGDET,
    TRACE,
    TRANSPOSE,
    MATMUL,
    SOLVE,
    INV,
    PINV,
    LSTSQ,
    EIG,
    EIGVALS,
    SVD,
    SVDVALS,
    NORM,
    MATRIX_RANK,
    COND,
)
_BY_NAME = {operation.name: operation for operation in CATALOG}


def by_name(name: str) -> Operation:
    """The operation of that name.

    Raises `UserError` (`usage`) with the nearest names where there is none.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    near = get_close_matches(name, _BY_NAME, 3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(_BY_NAME)}."
    raise UserError("usage", f"There is no operation {name}.", hint, tuple(near), {"operation": name})
