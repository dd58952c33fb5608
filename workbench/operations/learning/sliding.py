"""Sliding products with a kernel: cross-correlation, and convolution, which flips the kernel."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.agreement import agreement
from workbench.numerics.bounds import grain, growth, judge, quantum
from workbench.numerics.probes import largest, scaled, shifted
from workbench.numerics.sliding import flip, sizes, slide, windows_times
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

Signal = Annotated[Operand, Axes((1, 2), "the signal, or the image")]
Kernel = Annotated[Operand, Axes((1, 2), "the kernel, with as many axes")]
Mode = Annotated[
    Literal["valid", "same", "full"],
    "valid: where the kernel lies inside; same: as large as the input; full: wherever the two meet",
]


class Slid(NamedTuple):
    result: Annotated[Operand, "at each place, the sum of the entries under the kernel times those of the kernel"]


def correlate(A: Signal, kernel: Kernel, mode: Mode = "valid") -> Slid:
    """Slide the kernel over the data as it is: what deep learning calls a convolution is this cross-correlation.

    Mathematics flips the kernel first: that is convolve. A complex kernel is conjugated, as numpy.correlate has it.
    """
    return _declared(A, kernel, mode)


def convolve(A: Signal, kernel: Kernel, mode: Mode = "valid") -> Slid:
    """Slide the flipped kernel over the data: the convolution of mathematics.

    Deep learning means correlate when it says convolution: there the kernel is not flipped.
    """
    return _declared(A, kernel, mode)


def _declared(A: Operand, kernel: Operand, mode: str) -> Slid:
    for part in (A, kernel):
        need_entries(part, "there is nothing to slide")
    if len(A.shape) != len(kernel.shape):
        raise shape_error(
            f"{A.name} is {by(A.shape)} and {kernel.name} is {by(kernel.shape)}: they have not as many axes.",
            "A signal needs a kernel of one axis, an image one of two.",
            ("reshape",),
            A,
            kernel,
        )
    if mode != "full" and any(k > n for n, k in zip(A.shape, kernel.shape, strict=True)):
        raise shape_error(
            f"{called(kernel)} is {by(kernel.shape)} and does not fit into {A.name}, which is {by(A.shape)}.",
            "With mode full they need only meet.",
            (),
            A,
            kernel,
        )
    return Slid(Operand("result", sizes(A.shape, kernel.shape, mode), np.result_type(A.dtype, kernel.dtype)))


def called(kernel: Operand) -> str:
    """Its name, with the word where the name is not that word already."""
    return "The kernel" if kernel.name == "kernel" else f"The kernel {kernel.name}"


def _used(problem: Problem, flipped: bool) -> tuple[Array, Array, int]:
    """A and the kernel as it slides, both scaled where a sum of moduli overflows, and the exponent of the product."""
    (A, p), (K, q) = scaled(problem["A"]), scaled(problem["kernel"])
    if p or q:
        given = problem["A"], problem["kernel"]
        moduli = windows_times(
            np.abs(given[0]), np.abs(flip(given[1]) if flipped else given[1]), problem.params["mode"]
        )
        if np.isfinite(moduli).all():
            (A, K), p, q = given, 0, 0
    return *_slid(A, K, flipped), p + q


def _slid(A: Array, kernel: Array, flipped: bool) -> tuple[Array, Array]:
    return A, flip(kernel) if flipped else kernel.conj()


def _run(problem: Problem, flipped: bool) -> Outcome:
    value = slide(*_slid(problem["A"], problem["kernel"], flipped), problem.params["mode"])
    if not np.isfinite(value).all():  # what left the range only on the way
        A, K, p = _used(problem, flipped)
        value = np.where(np.isfinite(value), value, shifted(slide(A, K, problem.params["mode"]), p))
    note = "convolution: the kernel is flipped" if flipped else "cross-correlation: the kernel is not flipped"
    return Outcome({"result": value}, details={"meaning": note})


def _certify(problem: Problem, outcome: Outcome, flipped: bool) -> Assessment:
    """Window by window, in another order of summation."""
    A, K, p = _used(problem, flipped)
    mode, value = problem.params["mode"], outcome.outputs["result"]
    if (bad := unusable(value, sizes(A.shape, K.shape, mode), "the product")) is not None:
        return bad
    expected = windows_times(A, K, mode)
    scale = growth(K.size) * windows_times(np.abs(A), np.abs(K), mode) + grain(value.dtype, max(-p, 0))
    if not value.any() and expected.any() and p:
        return Assessment("amber", "The products underflow to 0.")
    own = shifted(value, -p) if p else value
    found, lost = agreement(own, expected, scale, value.dtype), quantum(value.dtype, max(-p, 0)) / (largest(own) or 1.0)
    return judge(
        value.dtype,
        found.bound,
        found.residual,
        what="the product",
        green="Every window is summed anew",
        spacing=lost,
    )


def _exact(problem: Problem, flipped: bool) -> dict[str, Any] | None:
    A, K = problem.exact.get("A"), problem.exact.get("kernel")
    if A is None or K is None or A.size * K.size > 10**5:
        return None
    return {"result": slide(A, flip(K) if flipped else K, problem.params["mode"])}


def _code(problem: Problem, names: tuple[str, ...], word: str) -> str:
    A, K, mode = *names, problem.params["mode"]
    if problem["A"].ndim == 1:
        return f'c = np.{word}({A}, {K}, mode="{mode}")'
    return f'C = scipy.signal.{word}({A}, {K}, mode="{mode}", method="direct")'


def cost(A: Operand, kernel: Operand, mode: str = "valid") -> Cost:
    places = float(math.prod(n + k for n, k in zip(A.shape, kernel.shape, strict=False)))
    return Cost(2.0 * places * math.prod(kernel.shape), 3.0 * places * A.dtype.itemsize)


def _operation(declare: Any, word: str, flipped: bool) -> Operation:
    return Operation(
        declare=declare,
        routes=(
            Route(
                "NumPy, one shifted copy for each entry of the kernel",
                always("a kernel has few entries"),
                lambda problem: _run(problem, flipped),
                lambda problem, names: _code(problem, names, word),
            ),
        ),
        certify=lambda problem, outcome: _certify(problem, outcome, flipped),
        cost=cost,
        exact=lambda problem: _exact(problem, flipped),
    )


CORRELATE = _operation(correlate, "correlate", False)
CONVOLVE = _operation(convolve, "convolve", True)
