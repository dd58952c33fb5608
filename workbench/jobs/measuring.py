"""Finding out how fast a device is, which can fail like any work on it."""

from __future__ import annotations

import numpy as np

from workbench.backends.spec import Backend
from workbench.jobs.running import in_a_line, who_failed
from workbench.jobs.spent import spend
from workbench.model.errors import UserError
from workbench.numerics import device_cost
from workbench.numerics.device import Device
from workbench.numerics.device_cost import DeviceSpeed

CROWDED = "Close what else uses it, or choose the CPU."


def measured(backend: Backend, alone: bool = True) -> DeviceSpeed:
    """The figures of its device, whose memory is given back.

    Raises `UserError` where the device is full (`memory`) or fails (`backend`). A process that is there for the device
    `alone` is then not to be used again.
    """
    assert backend.open is not None
    device = backend.open()
    try:
        figures = device_cost.measured(device)
        device.release()
        return figures
    except Exception as error:
        refusal = _refusal(backend, device, error, alone)
        if refusal is None:
            raise
    if refusal.kind == "memory":
        device.release()
    raise refusal


def _refusal(backend: Backend, device: Device, error: Exception, alone: bool) -> UserError | None:
    """None for a defect."""
    trouble = device.trouble(error)
    if trouble is None and not isinstance(error, np.linalg.LinAlgError):
        return None
    if trouble is not None and trouble.kind == "full":
        return UserError("memory", f"The memory of {backend.title} is too full to measure its speed.", CROWDED)
    if trouble is not None and trouble.kind == "failed" and alone:
        spend(str(error))
    words = f"{who_failed(backend, trouble)} failed while its speed was measured ({in_a_line(error)})."
    return UserError("backend", words, "Choose the CPU.")
