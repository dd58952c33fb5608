"""Outputs that are beyond the range of their type where others are not: the verdict names them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from workbench.model.certificate import Assessment
from workbench.numerics.scales import Scaled
from workbench.operations.spec import Array


def leaves(given: Any, found: Scaled | None) -> bool:
    """Whether `given` holds Inf just where a finite answer at another scale is out of range, and is right elsewhere."""
    if given is None or found is None or np.shape(given) != found.value.shape or not np.isfinite(found.value).all():
        return False
    own: Array = found.given.astype(given.dtype)
    return bool(np.isinf(own).any() and not np.isnan(own).any() and np.array_equal(own, given))


def told(said: Assessment, beyond: dict[str, bool], dtype: Any) -> Assessment:
    """With the names of those outputs before what is said of the answer that `leaves` finds beyond the range.

    The answer is what was found at another scale. It is amber at most, and red where no output is in range.
    """
    names = [name for name, out in beyond.items() if out]
    if said.verdict == "red" or not names:
        return said
    reason = f"Inf stands for what is beyond the range of {np.dtype(dtype)}: {' and '.join(names)}."
    if all(beyond.values()):
        return replace(said, verdict="red", reason=reason)
    return replace(said, verdict="amber", reason=f"{reason} {said.reason}")
