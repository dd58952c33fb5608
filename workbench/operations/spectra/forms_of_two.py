"""What the forms of two matrices that are turned at once have in common: what they take."""

from __future__ import annotations

from typing import Annotated

from workbench.operations.common import by, need_square, shape_error
from workbench.operations.spec import Axes, Operand

Second = Annotated[Operand, Axes((2,), "the second matrix, of the same size")]


def need_two(A: Operand, B: Operand) -> None:
    """Refuse what is not two square matrices of one size."""
    for M in (A, B):
        need_square(M, "it has no generalised Schur form", "Give two square matrices of one size.", ("svd",))
    if A.shape != B.shape:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}; they must be of one size."
        raise shape_error(message, "Both are turned by the same Q and Z.", ("schur",), A, B)
