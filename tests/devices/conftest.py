"""A strict device in the place of the GPU, for the engine in this process."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))  # for the compute processes too, which take over the search path

from strict_device import StrictDevice

from workbench import backends
from workbench.backends.spec import Backend
from workbench.jobs import resident, running
from workbench.numerics import device_cost


@pytest.fixture
def device(monkeypatch) -> StrictDevice:
    """The device that the backend "gpu" opens in this test."""
    made = StrictDevice()
    gpu = Backend("gpu", "Strict device", lambda: None, lambda: made.memory()[0], lambda: made)
    monkeypatch.setattr(backends, "CATALOG", (backends.CPU, gpu, backends.EXACT))
    monkeypatch.setattr(device_cost, "_known", {})
    monkeypatch.setattr(device_cost, "_given_up", {})
    monkeypatch.setattr(resident, "_ledgers", {})
    monkeypatch.setattr(running, "_kept", {})
    return made
