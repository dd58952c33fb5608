"""What the details of a computation are called where people read them, and which of them they see elsewhere."""

from __future__ import annotations

from typing import Any

SEEN = {"before", "after", "broadcast", "batch_axes", "batch_shape", "shapes", "worst", "gaps"}
"""What the inputs and outputs say themselves, and what a warning tells where it matters."""
LABELS = {
    "rtol": "relative tolerance",
    "eta": "step size",
    "logabsdet": "log |det|",
    "most": "largest number",
    "growth": "growth of entries",
    "vector_digits": "digits of each vector",
    "enclosures": "isolating intervals",
    "row_order": "rows were taken in the order",
    "energy": "share of the sum of squares kept",
    "share_stored": "numbers stored over those of the matrix",
    "exact_vectors": "exact eigenvectors",
}


def label(key: str) -> str:
    """The words for a key of `Result.details`."""
    return LABELS.get(key, key.replace("_", " "))


def tells(value: Any) -> bool:
    """Whether there is something to say: not of nothing, of nothing found and of what is not the case."""
    return value is not None and value is not False and not (hasattr(value, "__len__") and len(value) == 0)
