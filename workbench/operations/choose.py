"""Which route of an operation is taken for a problem, and why."""

from __future__ import annotations

from workbench.backends import by_name
from workbench.model.errors import UserError
from workbench.operations import entry
from workbench.operations.spec import Operation, Problem, Route


def choose(operation: Operation, problem: Problem, backend: str = "cpu") -> tuple[Route, str]:
    """The first route that applies on that backend, with the reason it gives; a `UserError` if there is none."""
    routes = [route for route in operation.routes if backend in route.backends]
    if not routes:
        _refuse(operation, backend)
    found = find(operation, problem, backend)
    if found is not None:
        return found
    raise UserError(
        "unsupported",
        f"No routine on {by_name(backend).title} applies to this input of {operation.name}.",
        "Another backend may.",
        details={"backend": backend, "tried": [route.method for route in routes]},
    )


def find(operation: Operation, problem: Problem, backend: str) -> tuple[Route, str] | None:
    """The first route that applies on that backend, with the reason it gives; None if there is none."""
    for route in operation.routes:
        why = route.applies(problem) if backend in route.backends else None
        if why is not None:
            return route, why
    return None


def _refuse(operation: Operation, backend: str) -> None:
    reason = by_name(backend).available()
    places = sorted({name for route in operation.routes for name in route.backends})
    raise UserError(
        "backend",
        reason or f"{entry(operation.name).title} does not run on {by_name(backend).title}.",
        f"It runs on: {', '.join(places)}.",
        details={"backend": backend, "available": places},
    )
