"""Routes for devices: how an operation declares one, and what each needs of the problem it is given."""

from __future__ import annotations

from collections.abc import Callable

from workbench.numerics.cost import Work
from workbench.numerics.device import DeviceArray, shift
from workbench.operations.common import scale
from workbench.operations.spec import Array, Outcome, Problem, Route

DEVICES = ("gpu",)
"""The backends whose arrays have to be copied to a device; a route for one of them runs on all."""


def device_route(
    method: str,
    applies: Callable[[Problem], str | None],
    run: Callable[[Problem], Outcome],
    code: Callable[[Problem, tuple[str, ...]], str],
    work: Work = "factor",
    may: Callable[[Problem], str | None] | None = None,
) -> Route:
    """A route that computes with `problem.place` in the place of host arrays, and brings its outputs home once.

    It is not for integers, nor for what has no entries: libraries of devices differ in both, and the CPU is as fast.
    """

    def fits(problem: Problem) -> str | None:
        usual = all(array.size and array.dtype.kind in "fc" for array in problem.arrays.values())
        return applies(problem) if usual else None

    return Route(method, fits, run, code, DEVICES, work, may)


def start(
    problem: Problem, name: str = "A", scaling: Callable[[Problem, str], tuple[Array, int]] = scale
) -> tuple[DeviceArray, int]:
    """The input on the device times 2⁻ᵖ, and p, as `common.scale` or another `scaling` on the host."""
    p = scaling(problem, name)[1]
    return shift(problem.place[name], -p), p
