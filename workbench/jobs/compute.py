"""One operation, whole: prepare, choose the route, run it, certify, add the exact twin."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from workbench import backends
from workbench.jobs import placing, stacks
from workbench.jobs.convert import working_dtype
from workbench.jobs.input_rounding import told
from workbench.jobs.parameters import fill
from workbench.jobs.prepare import EXACT_SIDE, check_shapes, prepare
from workbench.jobs.rational import need_exact
from workbench.jobs.request import Compute, Result
from workbench.jobs.rounded import certain, rounded
from workbench.jobs.running import Done, no_routine, on_cpu, on_device
from workbench.jobs.typed_code import typed_code
from workbench.model.certificate import Certificate
from workbench.model.enclosed import boxes
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name, entry
from workbench.operations.choose import choose
from workbench.operations.spec import Operation, Outcome, Problem, Route

Array = np.ndarray[Any, Any]


def compute(task: Compute, matrices: tuple[Matrix, ...]) -> Result:
    """Run `task`; `matrices` are its inputs in the order of the operation's signature.

    Raises `UserError` for everything that the user can mend.
    """
    operation = by_name(task.operation)
    check_backend(task.backend)
    check_shapes(operation, matrices, fill(operation, task.params))
    if task.backend == "auto":
        found = placing.place(task, matrices, placing.measured)
        task = replace(task, backend=found.backend, chosen=found.why)
    if any(stacks.batch(operation, at, matrix.shape) for at, matrix in enumerate(matrices)):
        result = stacks.compute_stack(operation, task, matrices, partial(_one, keep=False))
    else:
        result = _one(task, matrices)
    working = working_dtype([matrix.dtype for matrix in matrices], task.dtype, integers=operation.integers)
    return replace(result, code=typed_code(result.code, matrices, working, result.outputs.values()))


def _one(task: Compute, matrices: tuple[Matrix, ...], keep: bool = True) -> Result:
    """`keep` says whether these are the user's variables, copies of which may stay on a device."""
    operation = by_name(task.operation)
    problem = prepare(operation, matrices, task.params, task.dtype)
    if task.backend == "exact" or not operation.routes:
        return _exactly(operation, problem, matrices, _reason(operation, task))
    done = _placed(operation, problem, task, matrices, keep)
    certificate = Certificate(
        done.assessment,
        routine=done.outcome.method or done.route.method,
        why=done.why,
        dtype=_dtype(problem),
        backend=done.backend,
        seconds=done.seconds,
    )
    exact = _twin(operation, problem) if task.exact else None
    code = _code(operation, problem, done.route)
    return told(operation, problem, _result(operation, problem, done.outcome, certificate, exact, done.heard, code))


def _reason(operation: Operation, task: Compute) -> str:
    """Why exact arithmetic answers, also where something else was asked for."""
    if operation.routes:
        return "asked for"
    why = "rounding would change the answer altogether"
    backend = backends.by_name("cpu" if task.backend == "auto" else task.backend)
    return why if backend.open is None else f"{no_routine(backend)}; {why}"


def _placed(operation: Operation, problem: Problem, task: Compute, matrices: tuple[Matrix, ...], keep: bool) -> Done:
    """Run where it was asked for, or where the clock has said."""
    backend = backends.by_name(task.backend)
    if backend.open is None:
        done = on_cpu(operation, problem)
    else:
        variables = dict(zip(problem.arrays, matrices, strict=True)) if keep else {}
        done = on_device(operation, problem, backend, variables, insist=not task.chosen)
    return replace(done, why=f"{done.why}; {task.chosen}") if task.chosen else done


def check_backend(name: str) -> None:
    """Refuse a backend that does not exist, or is not there on this machine."""
    known = {backend.name: backend for backend in backends.CATALOG}
    if name != "auto" and name not in known:
        raise UserError("usage", f"There is no backend {name}.", f"Choose one of auto, {', '.join(known)}.")
    reason = None if name == "auto" else known[name].available()
    if reason:
        raise UserError("backend", reason, "Choose auto or cpu.")


def _twin(operation: Operation, problem: Problem) -> Mapping[str, Any] | None:
    if operation.exact is None or not _small(problem) or any(entries is None for entries in problem.exact.values()):
        return None
    return operation.exact(problem)


def _small(problem: Problem) -> bool:
    return all(max(array.shape, default=0) <= EXACT_SIDE for array in problem.arrays.values())


def _exactly(operation: Operation, problem: Problem, matrices: tuple[Matrix, ...], why: str) -> Result:
    """Answer with exact arithmetic alone; floating point only rounds what is shown."""
    if operation.exact is None:
        raise UserError("unsupported", f"{entry(operation.name).title} has no exact method.", "Choose the CPU.")
    if not _small(problem):
        raise UserError(
            "unsupported", f"Exact arithmetic goes up to {EXACT_SIDE} x {EXACT_SIDE} here.", "Choose the CPU."
        )
    need_exact(matrices, elsewhere=bool(operation.routes))
    started = time.perf_counter()
    answers = operation.exact(problem)
    seconds = time.perf_counter() - started
    if answers is None or any(answer is None for answer in answers.values()):
        raise (operation.refusal and operation.refusal(problem)) or _no_answer(operation, answers or {})
    outputs = {item.name: rounded(answers[item.name]) for item in operation.outputs if item.name in answers}
    certificate = Certificate(
        certain(outputs, answers), "python-flint, exact rational arithmetic", why, "exact", "exact", seconds
    )
    outcome = Outcome(outputs)
    code = operation.code or choose(operation, problem, "cpu")[0].code
    return _result(operation, problem, outcome, certificate, answers, (), code(problem, _names(problem)))


def _no_answer(operation: Operation, answers: Mapping[str, Any]) -> UserError:
    """The refusal of what is not rational, nor made of square roots."""
    missing = [name for name, answer in answers.items() if answer is None and len(answers) > 1]
    what = " and ".join(missing) if missing else "the answer"
    message = f"{entry(operation.name).title}: {what} cannot be written exactly with fractions and square roots here."
    return UserError("unsupported", message, "Choose the CPU." if operation.routes else "Try other numbers.")


def _result(
    operation: Operation,
    problem: Problem,
    outcome: Outcome,
    certificate: Certificate,
    exact: Mapping[str, Any] | None,
    heard: tuple[str, ...],
    code: str,
) -> Result:
    outputs = {name: None if value is None else np.asarray(value) for name, value in outcome.outputs.items()}
    beside = {name: value for name, value in (exact or {}).items() if name not in outputs}
    return Result(
        operation=operation.name,
        inputs=_names(problem),
        structures=tuple(structure.labels for structure in problem.structures.values()),
        params=problem.params,
        outputs=outputs,
        certificate=certificate,
        exact=None if exact is None else {name: value for name, value in exact.items() if name not in beside},
        details={**outcome.details, **_enclosures(exact or {}), **beside},
        warnings=outcome.warnings + heard,
        code=code,
    )


def _enclosures(exact: Mapping[str, Any]) -> dict[str, Any]:
    """The intervals of what is known to certain digits only, by output."""
    found = {name: box for name, value in exact.items() if (box := boxes(value)) is not None}
    return {"enclosures": found} if found else {}


def _names(problem: Problem) -> tuple[str, ...]:
    return tuple(problem.name(key) for key in problem.arrays)


def _code(operation: Operation, problem: Problem, route: Route) -> str:
    return route.code(problem, _names(problem))


def _dtype(problem: Problem) -> str:
    return str(problem.dtype)
