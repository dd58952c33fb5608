"""What is known about how far an answer can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["green", "amber", "red"]


@dataclass(frozen=True)
class Condition:
    """A condition number and the norm (or the object) it is taken in, e.g. `Condition(21.0, "1")`."""

    value: float
    norm: str


@dataclass(frozen=True)
class Assessment:
    """The mathematical half of a certificate, computed from inputs, outputs and witness alone.

    `error_bound` is relative to the largest entry or norm of the output it speaks of; `digits` are decimal
    digits of the output that the bound leaves; `None` means that theory gives no such figure.
    """

    verdict: Verdict
    reason: str
    residual: float | None = None
    backward_error: float | None = None
    condition: Condition | None = None
    error_bound: float | None = None
    digits: int | None = None


@dataclass(frozen=True)
class Certificate:
    """An assessment together with how the answer was obtained."""

    assessment: Assessment
    routine: str
    why: str
    dtype: str
    backend: str
    seconds: float

    @property
    def verdict(self) -> Verdict:
        return self.assessment.verdict

    @property
    def reason(self) -> str:
        return self.assessment.reason
