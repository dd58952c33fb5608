"""One route at work, on the CPU or on a device, and what is done where a device cannot."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from workbench.backends.spec import Backend
from workbench.jobs.copies import Copies, Key, key_of
from workbench.jobs.memory import in_words
from workbench.jobs.spent import is_spent, spend
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics.device import Device, Placed, Trouble
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


class NoRoomError(Exception):
    """The device is too small for a problem: `refusal` says so to the user."""

    def __init__(self, refusal: UserError) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


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
        return on_cpu(operation, problem, no_routine(backend))
    try:
        return visit.done()
    except NoRoomError as full:
        refusal = full.refusal
    except Exception as error:
        words = _what_failed(visit, error)
        if words is None:
            raise
        return _after_failure(operation, problem, words)
    if insist:
        raise refusal
    return on_cpu(operation, problem, f"{refusal.message} So the CPU computed it")


def no_routine(backend: Backend) -> str:
    return f"{backend.title} has no routine for this, so the CPU computed it"


def _what_failed(visit: Visit, error: Exception) -> str | None:
    """In words; None for a defect. A device that has failed is not to be used again from this process."""
    trouble = visit.device.trouble(error)
    if trouble is None and not isinstance(error, np.linalg.LinAlgError):
        return None
    if trouble is not None and trouble.kind == "failed":
        spend(str(error))
    return f"{who_failed(visit.backend, trouble)} failed midway ({in_a_line(error)})"


def who_failed(backend: Backend, trouble: Trouble | None) -> str:
    """The device, or its libraries."""
    lacking = trouble is not None and trouble.kind == "libraries"
    return f"The libraries of {backend.title}" if lacking else backend.title


def _after_failure(operation: Operation, problem: Problem, words: str) -> Done:
    """The CPU's answer, with the failure as a warning."""
    done = on_cpu(operation, problem, f"{words}, so the CPU computed it")
    return replace(done, heard=(*done.heard, f"{words}. The CPU computed it instead."))


def in_a_line(error: BaseException) -> str:
    """Its class, and the first line of what it says."""
    lines = str(error).strip().splitlines() or ["no reason given"]
    return f"{type(error).__name__}: {lines[0].rstrip('.')}"


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
        """Once more with the memory that copies of other variables held, where it runs out at first."""
        self._look_for_room()
        try:
            return self._once()
        except Exception as error:
            if not self._is_full(error):
                raise
        self._copies.keep_only(self._keys)
        try:
            return self._once()
        except Exception as error:
            trouble = self.device.trouble(error)
            if trouble is None or trouble.kind != "full":
                raise
            raise NoRoomError(self._overrun(trouble)) from None

    def _is_full(self, error: Exception) -> bool:
        trouble = self.device.trouble(error)
        return trouble is not None and trouble.kind == "full"

    def _look_for_room(self) -> None:
        """Ahead of everything, so that nothing is copied in vain."""
        if self._needed > self.device.memory()[0]:
            self._copies.keep_only(self._keys)
        free, total = self.device.memory()
        if self._needed > free:
            raise NoRoomError(self._too_small(free, total))

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
    def _keys(self) -> dict[Key, int]:
        """The copies that the inputs have, or get, and how large they are."""
        arrays = self.problem.arrays
        return {key_of(matrix, arrays[name].dtype): arrays[name].nbytes for name, matrix in self.matrices.items()}

    @property
    def _needed(self) -> int:
        """Bytes for the inputs that are not there yet, and for the work."""
        arrays, ledger = self.problem.arrays, self._copies.ledger
        operands = [Operand(self.problem.name(key), arrays[key].shape, arrays[key].dtype) for key in arrays]
        inputs = sum(size for key, size in self._keys.items() if key not in ledger)
        inputs += sum(arrays[name].nbytes for name in arrays if name not in self.matrices)
        return inputs + int(self.operation.cost(*operands, **self.problem.params).bytes)

    def _too_small(self, free: int, total: int) -> UserError:
        """The refusal ahead, with what is needed and what is there."""
        message = (
            f"This needs about {in_words(self._needed)} on {self.backend.title}, "
            f"and {in_words(free)} of {in_words(total)} are free there."
        )
        return self._refused(message, {"needed": self._needed, "free": free, "total": total})

    def _overrun(self, trouble: Trouble) -> UserError:
        """The refusal of what seemed to fit and did not: how much is free once it has ended says nothing."""
        total = self._copies.device.memory()[1]
        if trouble.wanted is None:
            what = "the workspace of a routine did not fit any more"
        else:
            what = f"{in_words(trouble.wanted)} more did not fit"
        message = f"The memory of {self.backend.title}, {in_words(total)} in all, ran out on the way: {what}."
        return self._refused(message, {"needed": self._needed, "wanted": trouble.wanted, "total": total})

    def _refused(self, message: str, figures: Mapping[str, int | None]) -> UserError:
        half = {"float64": "compute in float32", "complex128": "compute in complex64"}.get(str(self.problem.dtype))
        ways = ["Choose the CPU", *([half] if half else []), "take a smaller matrix"]
        hint = f"{', '.join(ways[:-1])} or {ways[-1]}."
        return UserError("memory", message, hint, details={**figures, "backend": self.backend.name})


_kept: dict[str, Copies] = {}


def _listen(route: Route, problem: Problem) -> tuple[Outcome, tuple[str, ...]]:
    """Run the route; warnings of NumPy and LAPACK become sentences on the result."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        outcome = route.run(problem)
    return outcome, tuple(dict.fromkeys(str(item.message) for item in caught))
