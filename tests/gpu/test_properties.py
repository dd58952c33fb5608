"""The mathematical properties of what devices compute hold on a real GPU, through the whole engine."""

from __future__ import annotations

import pytest

pytest.importorskip("hypothesis", reason="inputs are drawn by Hypothesis")
pytest.importorskip("flint", reason="answers for small matrices are compared with exact ones")

from properties import FOR_DEVICES
from properties.law import confirm_on_device


@pytest.mark.parametrize("operation", FOR_DEVICES)
def test_on_the_gpu(device, operation):
    assert confirm_on_device(FOR_DEVICES[operation], 4), "nothing was computed on the device"
