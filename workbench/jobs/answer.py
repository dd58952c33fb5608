"""Answers as JSON: the objects that the command line prints, key for key."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import CATALOG
from workbench.backends.spec import Backend
from workbench.jobs.difference import difference, reason
from workbench.jobs.request import Result
from workbench.model.certificate import Assessment
from workbench.model.numbers import format_fraction
from workbench.operations.entry import Entry

SHOWN = 1000
"""Entries above which a value is left out of the JSON (`--out` has it)."""


def result_object(
    result: Result, sources: Sequence[str], shapes: Sequence[tuple[tuple[int, ...], str]]
) -> dict[str, Any]:
    """The answer to `compute`; `sources` and `shapes` (with dtypes) describe the inputs as they were given."""
    certificate = result.certificate
    return {
        "operation": result.operation,
        "inputs": [
            {"name": name, "source": source, "shape": list(shape), "dtype": dtype, "structure": list(structure)}
            for name, source, (shape, dtype), structure in zip(
                result.inputs, sources, shapes, result.structures, strict=True
            )
        ],
        "backend": certificate.backend,
        "method": certificate.routine,
        "why": certificate.why,
        "seconds": number(certificate.seconds),
        "outputs": {name: output_object(value) for name, value in result.outputs.items()},
        "certificate": assessment_object(certificate.assessment),
        "exact": exact_object(result),
        "details": {**plain(result.details), **_explained(result)},
        "warnings": list(result.warnings),
        "code": result.code,
    }


def _explained(result: Result) -> dict[str, str]:
    """How far floating point is from the exact answer, and why, where both are there."""
    said = {"exact_difference": difference(result), "exact_difference_reason": reason(result)}
    return {key: words for key, words in said.items() if words}


def output_object(value: Any) -> dict[str, Any] | None:
    """Shape, dtype and value of one output; None where there is none (singular values of a QR route)."""
    if value is None:
        return None
    array = np.asarray(value)
    truncated = array.size > SHOWN
    return {
        "shape": list(array.shape),
        "dtype": str(array.dtype),
        "value": None if truncated else nested(array),
        "truncated": truncated,
    }


def assessment_object(assessment: Assessment) -> dict[str, Any]:
    condition = assessment.condition
    return {
        "verdict": assessment.verdict,
        "reason": assessment.reason,
        "residual": number(assessment.residual),
        "backward_error": number(assessment.backward_error),
        "condition": None if condition is None else {"value": number(condition.value), "norm": condition.norm},
        "error_bound": number(assessment.error_bound),
        "digits": assessment.digits,
    }


def exact_object(result: Result) -> dict[str, Any] | None:
    """Exact answers as nested lists of strings, with the keys of the outputs."""
    if result.exact is None:
        return None
    return {name: exact_text(result.exact.get(name)) for name in result.outputs}


def exact_text(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, np.ndarray):
        return exact_text(value.tolist())
    if isinstance(value, (list, tuple)):
        return [exact_text(item) for item in value]
    return format_fraction(Fraction(value))


def nested(array: np.ndarray[Any, Any]) -> Any:
    """An array as nested lists of JSON numbers; without entries, an empty list."""
    if array.size == 0:
        return []
    return plain(array.tolist())


def plain(value: Any) -> Any:
    """Anything made of containers and numbers, in JSON's types."""
    match value:
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case np.ndarray():
            return nested(value)
        case np.generic():
            return plain(value.item())
        case Fraction():
            return format_fraction(value)
        case complex():
            return [number(value.real), number(value.imag)]
        case float():
            return number(value)
    return value


def number(value: float | None) -> float | str | None:
    """A finite number as it is, the others as the words `nan`, `inf` and `-inf`."""
    if value is None or math.isfinite(value):
        return value
    return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")


def backend_states(entry: Entry) -> dict[str, bool | str]:
    """For every backend: true where the operation runs there now, else the reason why not."""
    return {backend.name: _backend_state(entry, backend) for backend in CATALOG}


def _backend_state(entry: Entry, backend: Backend) -> bool | str:
    operation = entry.operation
    runs = (
        operation.exact is not None
        if backend.name == "exact"
        else any(backend.name in route.backends for route in operation.routes)
    )
    return backend.available() or (True if runs else f"{entry.title} has no {backend.title} method.")


def operation_object(entry: Entry) -> dict[str, Any]:
    """One entry of the catalog."""
    operation = entry.operation
    return {
        "name": operation.name,
        "title": entry.title,
        "group": entry.group,
        "summary": operation.summary,
        "inputs": [
            {"name": item.name, "axes": list(item.axes), "optional": item.optional, "repeated": item.repeated}
            for item in operation.inputs
        ],
        "parameters": [
            {
                "name": item.name,
                "type": item.type,
                "default": plain(item.default),
                "choices": list(item.choices) or None,
                "help": item.help,
            }
            for item in operation.parameters
        ],
        "outputs": [{"name": item.name, "help": item.help} for item in operation.outputs],
        "backends": backend_states(entry),
    }
