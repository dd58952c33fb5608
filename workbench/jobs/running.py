"""One route at work, on the CPU or on a device, and what is done where a device cannot."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.backends.spec import Backend
from workbench.jobs.copies import Copies
from workbench.jobs.memory import in_words
from workbench.jobs.spent import is_spent, spend
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics.device import Device, Placed
from workbench.operations.choose import choose, find
from workbench.operations.spec import Operand, Operation, Outcome, Problem, Route


@dataclass(frozen=True)
class Done:
    """What came out, what was found about it, and how: route and reason, backend, seconds of the routine, warnings."""

    outcome: Outcome
    assessment: Assessment
    route: Route
    why: str
    backend: str
    seconds: float
    heard: tuple[str, ...] = ()


def on_cpu(operation: Operation, problem: Problem, instead: str = "") -> Done:
    """Run and certify on the host; `instead` says why it is not where it was meant to be."""
    route, why = choose(operation, problem, "cpu")
    started = time.perf_counter()
    outcome, heard = _listen(route, problem)
    seconds = time.perf_counter() - started
    found = operation.certify(problem, outcome)
    reason = outcome.why or why
    return Done(outcome, found, route, f"{instead}; {reason}" if instead else reason, "cpu", seconds, heard)


def on_device(
    operation: Operation, problem: Problem, backend: Backend, matrices: Mapping[str, Matrix], insist: bool = True
) -> Done:
    """Run on the device and certify on the host; on the CPU, and saying so, where the device has no routine or fails.

    `matrices` are the variables of which copies are kept there. Raises `UserError` (`memory`) where the device is too
    small, unless nobody insists on it.
    """
    assert backend.open is not None
    if is_spent():
        return on_cpu(operation, problem, f"{backend.title} has failed in this process, so the CPU computed it")
    visit = Visit(operation, problem, backend, backend.open(), matrices)
    if not visit.has_routine:
        return on_cpu(operation, problem, f"{backend.title} has no routine for this, so the CPU computed it")
    try:
        return visit.done()
    except visit.device.exhausted:
        full = visit.full()
    except visit.failures as error:
        return _after_failure(operation, problem, backend, error)
    if insist:
        raise full
    return on_cpu(operation, problem, f"{full.message} So the CPU computed it")


def _after_failure(operation: Operation, problem: Problem, backend: Backend, error: BaseException) -> Done:
    """The CPU's answer. A device that has failed is not to be used again from this process."""
    if not isinstance(error, np.linalg.LinAlgError):
        spend(str(error))
    words = f"{backend.title} failed midway ({type(error).__name__}: {_first_line(error)})"
    done = on_cpu(operation, problem, f"{words}, so the CPU computed it")
    return replace(done, heard=(*done.heard, f"{words}. The CPU computed it instead."))


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")


@dataclass(frozen=True)
class Visit:
    """One problem on its way to a device."""

    operation: Operation
    problem: Problem
    backend: Backend
    device: Device
    matrices: Mapping[str, Matrix]

    @property
    def _copies(self) -> Copies:
        """Those of this device, which live as long as the process."""
        kept = _kept.get(self.backend.name)
        if kept is None or kept.device is not self.device:
            kept = _kept[self.backend.name] = Copies(self.device)
        return kept

    @property
    def failures(self) -> tuple[type[BaseException], ...]:
        """What a routine raises that fails, or does not converge."""
        return (np.linalg.LinAlgError, *self.device.broken)

    @property
    def has_routine(self) -> bool:
        return find(self.operation, self._posed(), self.backend.name) is not None

    def _posed(self) -> Problem:
        return replace(self.problem, placed=Placed(self.device, self._fetch))

    def _fetch(self, name: str) -> tuple[Any, int]:
        matrix, array = self.matrices.get(name), self.problem.arrays[name]
        if matrix is None:
            return self.device.put(array), array.nbytes
        return self._copies.fetch(matrix, array)

    def done(self) -> Done:
        """Once more with the memory that copies held, where it runs out at first."""
        if self._needed > self.device.memory()[0]:
            self._copies.clear()
        if self._needed > self.device.memory()[0]:
            raise self.device.exhausted[0]
        try:
            return self._once()
        except self.device.exhausted:
            if not self._copies.bytes:
                raise
        self._copies.clear()
        return self._once()

    def _once(self) -> Done:
        """The routine is waited for before the clock is read, and copying to and fro is not its time."""
        problem = self._posed()
        place = problem.place
        route, why = choose(self.operation, problem, self.backend.name)
        started = time.perf_counter()
        with self.device.strictly():
            outcome, heard = _listen(route, problem)
        self.device.synchronize()
        seconds = time.perf_counter() - started - place.seconds
        transfer = {"transfer": {"seconds": place.seconds, "bytes": place.moved}}
        found = self.operation.certify(problem, outcome)
        outcome = replace(outcome, details={**outcome.details, **transfer})
        return Done(outcome, found, route, outcome.why or why, self.backend.name, seconds, heard)

    @property
    def _needed(self) -> int:
        """Bytes for the inputs that are not there yet, and for the work."""
        keys = self.problem.arrays
        operands = [Operand(self.problem.name(key), keys[key].shape, keys[key].dtype) for key in keys]
        inputs = sum(array.nbytes for array in keys.values())
        return inputs + int(self.operation.cost(*operands, **self.problem.params).bytes)

    def full(self) -> UserError:
        """The refusal, with what is needed and what is there."""
        free, total = self.device.memory()
        return UserError(
            "memory",
            f"This needs about {in_words(self._needed)} on {self.backend.title}, "
            f"and {in_words(free)} of {in_words(total)} are free there.",
            "Choose the CPU, compute in float32, or take a smaller matrix.",
            details={"needed": self._needed, "free": free, "total": total, "backend": self.backend.name},
        )


_kept: dict[str, Copies] = {}


def _listen(route: Route, problem: Problem) -> tuple[Outcome, tuple[str, ...]]:
    """Run the route; warnings of NumPy and LAPACK become sentences on the result."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outcome = route.run(problem)
    return outcome, tuple(dict.fromkeys(str(item.message) for item in caught))
