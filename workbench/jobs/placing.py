"""Where a computation runs when nobody says: by the time it should take here and there, copies included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import prod
from typing import Any, NamedTuple

import numpy as np

from workbench import backends
from workbench.backends.spec import Backend
from workbench.jobs import measuring, resident
from workbench.jobs.convert import working_dtype
from workbench.jobs.parameters import fill
from workbench.jobs.prepare import check_shapes, operands
from workbench.jobs.request import Compute, Lane, Request
from workbench.jobs.sketch import sketched
from workbench.jobs.stacks import batch_shape
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics import cost, device_cost
from workbench.numerics.device_cost import DeviceSpeed
from workbench.operations import by_name
from workbench.operations.spec import Operation, Route

Ask = Callable[[Backend, float], DeviceSpeed | str | None]
"""What is known of the device of a backend for a task that takes the CPU so many seconds, or why that is unknown."""

COMPLEX = 4.0
"""A complex operation in real ones, about, on either side."""
WORTH = 3.0
"""Seconds on the CPU from which on it pays to spend a second or two on finding out what a device can do."""


class Place(NamedTuple):
    """A backend, and in words why the clock chose it; nothing is said where there was no choice."""

    backend: str
    why: str = ""


@dataclass(frozen=True)
class Bill:
    """What a task is made of, for the clock: `count` problems in a stack, and bytes to and from a device."""

    flops: float
    count: int
    dtype: np.dtype[Any]
    up: float
    down: float
    bytes: float
    """Beyond the inputs."""

    @classmethod
    def of(cls, operation: Operation, task: Compute, matrices: tuple[Matrix, ...]) -> Bill:
        """Raises `UserError` for what the operation refuses."""
        params = fill(operation, task.params)
        outputs = check_shapes(operation, matrices, params)
        dtype = working_dtype([matrix.dtype for matrix in matrices], task.dtype, integers=operation.integers)
        inputs = [replace(item, dtype=dtype) for item in operands(operation, matrices)]
        work = operation.cost(*inputs, **params)
        count = max(1, prod(batch_shape(operation, matrices)))
        up = sum(matrix.size for matrix in _distinct(matrices)) * dtype.itemsize
        down = count * sum(prod(item.shape) for item in outputs) * dtype.itemsize
        flops = work.flops * (COMPLEX if dtype.kind == "c" else 1.0)
        return cls(flops, count, dtype, float(up), float(down), count * work.bytes)

    def here(self, route: Route) -> float:
        """Seconds of the same kind of work on the CPU."""
        return cost.seconds(self.flops * self.count, device_cost.real_size(self.dtype), route.work)

    def there(self, route: Route, speed: DeviceSpeed) -> float:
        """Seconds of the routine on a device."""
        return self.count * speed.seconds(route.work, self.flops, self.dtype)


def _distinct(matrices: tuple[Matrix, ...]) -> list[Matrix]:
    """Each once: what is given twice is copied once."""
    return list({(matrix.name, matrix.version): matrix for matrix in matrices}.values())


def place(task: Compute, matrices: tuple[Matrix, ...], ask: Ask) -> Place:
    """The backend for a task that leaves it open.

    Raises `UserError` for what the operation refuses.
    """
    operation = by_name(task.operation)
    devices = [backend for backend in backends.CATALOG if _has_routes(operation, backend)]
    if not devices:
        return Place("cpu")
    bill = Bill.of(operation, task, matrices)
    if bill.dtype.kind not in "fc":
        return Place("cpu")
    found = [_compared(bill, backend, task, matrices, ask) for backend in devices]
    return next((item for item in found if item.backend != "cpu"), found[0])


def _has_routes(operation: Operation, backend: Backend) -> bool:
    return backend.open is not None and any(backend.name in route.backends for route in operation.routes)


def _compared(bill: Bill, backend: Backend, task: Compute, matrices: tuple[Matrix, ...], ask: Ask) -> Place:
    """The CPU or that device, whichever is sooner done."""
    route = _route(backend, task, matrices)
    speed = None if route is None else ask(backend, bill.here(route))
    if isinstance(speed, str):
        return Place("cpu", speed)
    if speed is None or (route := _route(backend, task, matrices, speed)) is None:
        return Place("cpu")
    here, there = bill.here(route), bill.there(route, speed)
    copying = speed.transfer(bill.up - resident.size(backend.name, matrices, bill.dtype), bill.down)
    figures = f"{_words(here)} on the CPU, {_words(there + copying)} on {backend.title} ({_words(copying)} to copy)"
    return Place(backend.name if there + copying < here else "cpu", f"chosen by estimate: {figures}")


def _route(
    backend: Backend, task: Compute, matrices: tuple[Matrix, ...], speed: DeviceSpeed | None = None
) -> Route | None:
    """The most general of the routes on a device that may be taken, which is the last."""
    operation = by_name(task.operation)
    problem = sketched(operation, task, matrices, speed is None or speed.has_general_eig)
    routes = [route for route in operation.routes if backend.name in route.backends]
    found = [route for route in routes if route.may is None or route.may(problem) is not None]
    return found[-1] if found else None


def known(backend: Backend, seconds: float) -> DeviceSpeed | None:
    """What was learned before; nothing is measured."""
    return device_cost.known(backend.name)


def measured(backend: Backend, seconds: float) -> DeviceSpeed | str | None:
    """What was learned before, or is measured now where the work is long enough to pay for that.

    Where measuring fails it says why, and does not try again for a while.
    """
    if device_cost.known(backend.name) is None and seconds > WORTH:
        if (reason := device_cost.given_up(backend.name)) is not None:
            return reason
        if backend.available() is None:
            return _measured_now(backend)
    return device_cost.known(backend.name)


def _measured_now(backend: Backend) -> DeviceSpeed | str:
    try:
        figures = measuring.measured(backend, alone=False)
    except UserError as error:
        reason = f"{error.message.rstrip('.')}, so the CPU computed it"
        device_cost.give_up(backend.name, reason)
        return reason
    device_cost.learn(backend.name, figures)
    return figures


def for_lane(request: Request) -> Request:
    """The request with its backend decided, as far as this process knows, and in the lane of the process that has it.

    What is wrong with the request is for the engine to say.
    """
    task = request.task
    if not isinstance(task, Compute) or request.lane != "jobs":
        return request
    if task.backend == "auto":
        try:
            found = place(task, request.matrices, known)
        except UserError:
            return request
        task = replace(task, backend=found.backend, chosen=found.why) if found.why else task
    return replace(request, task=task, lane=lane_of(task.backend))


def seconds_there(task: Compute, matrices: tuple[Matrix, ...]) -> float | None:
    """Seconds on the device where the task is to run, copies included; None where that is the CPU, or not known."""
    name = place(task, matrices, known).backend if task.backend == "auto" else task.backend
    speed = device_cost.known(name)
    if speed is None:
        return None
    operation, backend = by_name(task.operation), backends.by_name(name)
    route = _route(backend, task, matrices, speed) if _has_routes(operation, backend) else None
    if route is None:
        return None
    bill = Bill.of(operation, task, matrices)
    if bill.dtype.kind not in "fc":
        return None
    return bill.there(route, speed) + speed.transfer(bill.up - resident.size(name, matrices, bill.dtype), bill.down)


def lane_of(backend: str) -> Lane:
    """A device has a process of its own."""
    return "gpu" if any(item.name == backend and item.open is not None for item in backends.CATALOG) else "jobs"


def _words(seconds: float) -> str:
    return f"{seconds * 1e3:.2g} ms" if seconds < 1 else f"{seconds:.2g} s"
