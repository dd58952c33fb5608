"""The mathematical properties of what devices compute hold on a strict one, through the whole engine."""

from __future__ import annotations

import pytest

from properties import FOR_DEVICES
from properties.law import confirm_on_device


@pytest.mark.parametrize("operation", FOR_DEVICES)
def test_on_a_strict_device(device, operation):
    assert confirm_on_device(FOR_DEVICES[operation], 3), "nothing was computed on the device"
