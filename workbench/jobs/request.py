"""What is asked of a compute process and what it answers: frozen, numbered, free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from workbench.model.certificate import Certificate
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.steps import Way

Lane = Literal["jobs", "facts", "gpu"]
Status = Literal["done", "failed", "cancelled"]


@dataclass(frozen=True)
class Compute:
    """One operation on named matrices, which travel beside the task in the order of `inputs`."""

    operation: str
    inputs: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    backend: str = "auto"
    dtype: str = "auto"
    exact: bool = True
    chosen: str = ""
    """why the clock took this backend, where that was left to it"""


@dataclass(frozen=True)
class Facts:
    """What the facts card shows of the one matrix that travels with it."""


@dataclass(frozen=True)
class Spectrum:
    """The singular values of the one matrix that travels with it, for the plot of that name."""


@dataclass(frozen=True)
class Speed:
    """How many floating point operations a second the process reaches, for the times that are shown before a job."""


@dataclass(frozen=True)
class Probe:
    """What a device is and how fast, for the choice between it and the CPU; a `UserError` where there is none."""

    backend: str = "gpu"


@dataclass(frozen=True)
class Inspect:
    """What is in a file, without loading it."""

    path: str


@dataclass(frozen=True)
class Load:
    """The arrays of a file, or the one that is named."""

    path: str
    name: str | None = None


@dataclass(frozen=True)
class Save:
    """Write the matrices that travel with it to a file, in the format of its extension."""

    path: str


@dataclass(frozen=True)
class Steps:
    """The worked steps of one operation on the matrices that travel with it."""

    operation: str
    inputs: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    way: Way = field(default_factory=Way)


Task = Compute | Steps | Facts | Spectrum | Speed | Probe | Inspect | Load | Save


@dataclass(frozen=True)
class Request:
    """A numbered task; the number tells a stale reply from the newest."""

    number: int
    task: Task
    matrices: tuple[Matrix, ...] = ()
    lane: Lane = "jobs"


@dataclass(frozen=True)
class Failure:
    """An unexpected end of a job: a defect, a crash or a kill, with what a report needs."""

    summary: str
    traceback: str = ""


@dataclass(frozen=True)
class Reply:
    """The end of a request. `value` is what the engine returned, `error` why there is none."""

    number: int
    status: Status
    value: Any = None
    error: UserError | Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Result:
    """The answer to a `Compute`: everything a card, the command line and the history need."""

    operation: str
    inputs: tuple[str, ...]
    structures: tuple[tuple[str, ...], ...]
    params: Mapping[str, Any]
    outputs: Mapping[str, np.ndarray[Any, Any] | None]
    certificate: Certificate
    exact: Mapping[str, Any] | None
    details: Mapping[str, Any]
    warnings: tuple[str, ...]
    code: str
