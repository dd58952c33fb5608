"""Worked steps of an operation: asked for apart from its answer, when somebody wants to see them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workbench.formats.latex import to_latex
from workbench.formats.plain import line_text
from workbench.jobs.answer import plain
from workbench.jobs.prepare import prepare
from workbench.jobs.request import Steps
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.steps import WAYS, Derivation, Step
from workbench.model.surd import Surd
from workbench.operations import by_name, entry
from workbench.operations.steps.given import check_size


def worked(task: Steps, matrices: tuple[Matrix, ...]) -> Derivation:
    """The derivation of an operation on these inputs.

    Raises `UserError` for inputs that the operation refuses, and where there are no steps, with the reason.
    """
    operation, title = by_name(task.operation), entry(task.operation).title
    for name, words in WAYS.items():
        if (value := getattr(task.way, name)) not in words:
            raise UserError("usage", f"{name} cannot be {value!r}.", f"Choose one of {', '.join(words)}.")
    if operation.steps is None:
        raise UserError("unsupported", f"{title} has no worked steps.")
    for matrix in matrices:  # before anything looks at every entry
        check_size(matrix.name, matrix.shape)
    found = operation.steps(prepare(operation, matrices, task.params, "auto"), task.way)
    if found is None:
        raise UserError("unsupported", f"{title} has no worked steps for this input.")
    methods = found.choices.get("method", (found.way.method,))
    if task.way.method not in ("auto", *methods):
        says = f"{title} has no steps by {task.way.method} for this input."
        raise UserError("usage", says, f"There are steps by {' or '.join(methods)}.")
    return found


def derivation_object(found: Derivation) -> dict[str, Any]:
    """A derivation in JSON's types; rows and columns count from 0 in data, from 1 in sentences."""
    return {
        "title": found.title,
        "note": found.note,
        "remark": found.remark,
        "way": asdict(found.way),
        "steps": [_step_object(step) for step in found.steps],
        "conclusion": found.conclusion,
        "result": [line_text(line) for line in found.result],
        "latex": to_latex(found),
    }


def _step_object(step: Step) -> dict[str, Any]:
    done = step.operation
    operation = None
    if done is not None:
        operation = {
            "kind": done.kind,
            "target": done.target,
            "source": done.source,
            "factor": _entry(done.factor),
            "notation": line_text(done.notation),
        }
        if done.kind == "combine":
            operation |= {"own": _entry(done.own), "divisor": _entry(done.divisor)}
    return {
        "says": step.says,
        "operation": operation,
        "matrix": None if step.matrix is None else [[_entry(value) for value in row] for row in step.matrix],
        "bar": step.bar,
        "pivot": None if step.pivot is None else list(step.pivot),
        "lines": [line_text(line) for line in step.lines],
    }


def _entry(value: Any) -> Any:
    """Fractions and roots as text in SymPy's spelling, decimals as numbers."""
    return str(value) if isinstance(value, Surd) else plain(value)
