"""What a request is expected to take, from shapes alone: seconds to show, bytes to refuse by."""

from __future__ import annotations

from workbench.jobs.placing import Bill, seconds_there
from workbench.jobs.request import Compute, Request
from workbench.numerics import cost
from workbench.operations import by_name
from workbench.operations.spec import Operation


def estimate(request: Request) -> tuple[float | None, int | None]:
    """Expected seconds and bytes of a request; None where nobody knows (files, facts).

    Raises `UserError` for what the operation refuses.
    """
    if not isinstance(request.task, Compute):
        return None, None
    operation = by_name(request.task.operation)
    bill = Bill.of(operation, request.task, request.matrices)
    there = seconds_there(request.task, request.matrices)
    return _here(operation, bill) if there is None else there, int(bill.bytes)


def _here(operation: Operation, bill: Bill) -> float:
    """By the most general of its routes, the last; exact arithmetic alone is reckoned as if it were one."""
    return bill.here(operation.routes[-1]) if operation.routes else cost.seconds(bill.flops * bill.count)


def in_words(seconds: float) -> str:
    """A duration as a person would say it, marked as the estimate that it is."""
    if seconds < 1.5e-3:
        return "under 1 ms on this machine"
    if seconds < 1:
        return f"about {round(seconds * 1e3)} ms on this machine"
    if seconds < 90:
        return f"about {seconds:.0f} s on this machine"
    return f"about {seconds / 60:.0f} minutes on this machine"
