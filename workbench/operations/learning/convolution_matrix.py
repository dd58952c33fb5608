"""The banded matrix that a sliding product is: Toeplitz for a signal, Toeplitz in blocks of Toeplitz for an image."""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import growth, max_digits
from workbench.numerics.probes import scaled, shifted, uneven
from workbench.numerics.sliding import banded, entries, flip, sizes, slide
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.learning.sliding import Mode, called
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

LARGEST = 10**8
Kernel1 = Annotated[Operand, Axes((1,), "the kernel")]
Kernel2 = Annotated[Operand, Axes((2,), "the kernel")]
Flip = Annotated[bool, "flip the kernel, as mathematics and scipy.linalg.convolution_matrix do; deep learning does not"]


class Banded(NamedTuple):
    result: Annotated[Operand, "the matrix; times the (flattened) input it gives the (flattened) sliding product"]


def convolution_matrix(
    kernel: Kernel1, n: Annotated[int, "the length of the signal"] = 5, mode: Mode = "valid", flip: Flip = True
) -> Banded:
    """The Toeplitz matrix whose product with a signal of length n is its convolution with the kernel.

    Without the flip it is the cross-correlation that deep learning calls a convolution.
    """
    return _declared(kernel, (n,), mode)


def convolution_matrix_2d(
    kernel: Kernel2,
    rows: Annotated[int, "the rows of the image"] = 4,
    columns: Annotated[int, "the columns of the image"] = 4,
    mode: Mode = "valid",
    flip: Flip = True,
) -> Banded:
    """The matrix whose product with an image, flattened row by row, is its convolution with the kernel.

    Without the flip it is the cross-correlation that deep learning calls a convolution.
    """
    return _declared(kernel, (rows, columns), mode)


def _declared(kernel: Operand, given: tuple[int, ...], mode: str) -> Banded:
    need_entries(kernel, "there is nothing to slide")
    if min(given) < 1:
        raise UserError("domain", f"The input cannot have the size {by(given)}.", "Every side is at least 1.")
    if mode != "full" and any(k > n for n, k in zip(given, kernel.shape, strict=True)):
        raise shape_error(
            f"{called(kernel)} is {by(kernel.shape)} and does not fit into an input that is {by(given)}.",
            "With mode full they need only meet.",
            (),
            kernel,
        )
    shape = (math.prod(sizes(given, kernel.shape, mode)), math.prod(given))
    if math.prod(shape) > LARGEST:
        raise UserError(
            "memory", f"The matrix would be {by(shape)}.", "Slide the kernel without forming it.", ("correlate",)
        )
    return Banded(Operand("result", shape, kernel.dtype))


def _given(problem: Problem) -> tuple[int, ...]:
    names = ("n",) if problem["kernel"].ndim == 1 else ("rows", "columns")
    return tuple(problem.params[name] for name in names)


def _used(problem: Problem, kernel: Array) -> Array:
    return flip(kernel) if problem.params["flip"] else kernel.conj()


def _run(problem: Problem) -> Outcome:
    T = banded(_used(problem, problem["kernel"]), _given(problem), problem.params["mode"])
    word = "convolution" if problem.params["flip"] else "cross-correlation"
    return Outcome({"result": T}, details={"meaning": word, "non_zeros": int(np.count_nonzero(T))})


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """T v is the sliding product of v for a few vectors; entries are those of the kernel, and as many as should be.

    Entries are copied, so that nothing is rounded.
    """
    T, kernel, given = outcome.outputs["result"], problem["kernel"], _given(problem)
    K, mode = _used(problem, kernel), problem.params["mode"]
    out = sizes(given, K.shape, mode)
    if (bad := unusable(T, (math.prod(out), math.prod(given)), "the matrix")) is not None:
        return bad
    filled = T[T != 0]
    if len(filled) != entries(K, given, mode) or not np.isin(filled, K).all() or not _slides(T, K, given, mode):
        return Assessment("red", "Verification failed: this is not the matrix of the sliding product.")
    return Assessment("green", "Nothing is rounded.", 0.0, 0.0, None, 0.0, max_digits(T.dtype))


def _slides(T: Array, K: Array, given: tuple[int, ...], mode: str) -> bool:
    """Whether T v is the sliding product of v, on a few vectors of uneven signs, at a scale that cannot overflow."""
    V = uneven(T.shape[1], np.float64)
    K, p = scaled(K.astype(np.result_type(K, np.float64), copy=False), limit=0)
    expected, terms = (
        np.stack([slide(v.reshape(given), part, mode).ravel() for v in W.T], axis=1)
        for W, part in ((V, K), (np.abs(V), np.abs(K)))
    )
    found = shifted(T, -p) @ V if abs(p) > 900 else T @ shifted(V, -p)
    return agreement(found, expected, growth(K.size) * terms, K.dtype, 1.0).residual.passes


def _exact(problem: Problem) -> dict[str, Any] | None:
    K = problem.exact.get("kernel")
    if K is None:
        return None
    kernel = flip(K) if problem.params["flip"] else K
    return {"result": banded(kernel, _given(problem), problem.params["mode"])}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    given, mode = _given(problem), problem.params["mode"]
    word = "convolve" if problem.params["flip"] else "correlate"
    if len(given) == 1:
        rows = f'[np.{word}(row, {names[0]}, mode="{mode}") for row in np.eye({given[0]})]'
        return f"T = np.array({rows}).T"
    return (
        f"units = np.eye({math.prod(given)}).reshape(-1, {given[0]}, {given[1]})\n"
        f'slide = lambda unit: scipy.signal.{word}(unit, {names[0]}, mode="{mode}", method="direct")\n'
        "T = np.array([slide(unit).ravel() for unit in units]).T"
    )


def cost(kernel: Operand, *given: Any, **params: Any) -> Cost:
    sides = [n for n in (*given, *params.values()) if isinstance(n, int) and not isinstance(n, bool)]
    size = float(math.prod(sides or [1])) * (math.prod(sides or [1]) + math.prod(kernel.shape))
    return Cost(size + math.prod(kernel.shape), size * kernel.dtype.itemsize)


def _operation(declare: Any) -> Operation:
    route = Route("NumPy, one diagonal for each entry of the kernel", always("entries are copied"), _run, _code)
    return Operation(declare=declare, routes=(route,), certify=certify, cost=cost, exact=_exact)


CONVOLUTION_MATRIX = _operation(convolution_matrix)
CONVOLUTION_MATRIX_2D = _operation(convolution_matrix_2d)
