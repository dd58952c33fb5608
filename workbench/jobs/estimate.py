"""What a request is expected to take, from shapes alone: seconds to show, bytes to refuse by."""

from __future__ import annotations

from math import prod

from workbench.jobs.parameters import fill
from workbench.jobs.placing import seconds_there
from workbench.jobs.prepare import check_count, operands
from workbench.jobs.request import Compute, Request
from workbench.jobs.stacks import batch_shape
from workbench.numerics import cost as machine
from workbench.operations import by_name
from workbench.operations.spec import Cost


def estimate(request: Request) -> tuple[float | None, int | None]:
    """Expected seconds and bytes of a request; None where nobody knows (files, facts).

    Raises `UserError` for shapes that the operation refuses.
    """
    if not isinstance(request.task, Compute):
        return None, None
    operation = by_name(request.task.operation)
    check_count(operation, request.matrices)
    shapes = operands(operation, request.matrices)
    cost: Cost = operation.cost(*shapes, **fill(operation, request.task.params))
    count = prod(batch_shape(operation, request.matrices))
    there = seconds_there(request.task, request.matrices)
    return count * machine.seconds(cost.flops) if there is None else there, int(cost.bytes * count)


def in_words(seconds: float) -> str:
    """A duration as a person would say it, marked as the estimate that it is."""
    if seconds < 1.5e-3:
        return "under 1 ms on this machine"
    if seconds < 1:
        return f"about {round(seconds * 1e3)} ms on this machine"
    if seconds < 90:
        return f"about {seconds:.0f} s on this machine"
    return f"about {seconds / 60:.0f} minutes on this machine"
