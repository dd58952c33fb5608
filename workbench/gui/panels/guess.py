"""Which variables a form proposes for an operation: such that it accepts them, the selected one first."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from workbench.jobs.parameters import fill
from workbench.jobs.prepare import check_shapes
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations.spec import Input, Operation

TRIES = 200
"""Combinations that are tried at most; a check looks at shapes only and takes some microseconds."""
VECTOR = 1
OF_VECTORS = ("outer", "cross", "angle")
"""Operations whose inputs are vectors as a rule, though they take arrays with more axes."""


def guess(
    operation: Operation,
    matrices: Sequence[Matrix],
    selected: str | None,
    params: Mapping[str, Any],
    given: Mapping[int, str] | None = None,
) -> tuple[str, ...]:
    """Names for the inputs that must be given, and for two where there may be any number.

    `given` holds what was chosen already, by position. The selected variable comes first wherever its number of axes
    fits; others take its place only in an operation that takes vectors as well as matrices, or neither.
    """
    given = given or {}
    found = next(_accepted(operation, matrices, selected, params, given), None)
    if found is None:
        count = _counts(operation)[0]
        found = next(_plausible(operation, matrices, selected, given, count), None) or (
            next(_plausible(operation, matrices, selected, given, count - 1), ()) if _lacks_column(operation) else ()
        )
        if _lacks_column(operation) and len(found) == count > len(given) and _would_do(operation, found, params):
            found = tuple(found[: count - 1])
    return tuple(matrix.name for matrix in found)


def _lacks_column(operation: Operation) -> bool:
    """Whether the last input that must be given is a right-hand side or the like, which somebody may have to choose."""
    required = [item for item in operation.inputs if not item.optional]
    return len(required) > 1 and operation.name not in OF_VECTORS and _column(required[-1])


def _would_do(operation: Operation, chosen: Sequence[Matrix], params: Mapping[str, Any]) -> bool:
    """Whether all but the last would do with a vector of the right length, so that only that is missing."""
    rows = next((matrix.shape[0] for matrix in chosen if matrix.ndim == 2), 0)
    vector = Matrix.of("b", np.broadcast_to(np.float64(0), (rows,)))
    return _passes(operation, (*chosen[:-1], vector), params)


def _counts(operation: Operation) -> tuple[int, ...]:
    """How many inputs to propose, best first: of any number two, where they go together."""
    required = [item for item in operation.inputs if not item.optional]
    return (len(required) + 1, len(required)) if any(item.repeated for item in required) else (len(required),)


def _accepted(
    operation: Operation,
    matrices: Sequence[Matrix],
    selected: str | None,
    params: Mapping[str, Any],
    given: Mapping[int, str],
) -> Iterator[tuple[Matrix, ...]]:
    """Combinations that the operation's own check of shapes lets pass."""
    for count in _counts(operation):
        for chosen in itertools.islice(_plausible(operation, matrices, selected, given, count), TRIES):
            if _passes(operation, chosen, params):
                yield chosen


def _passes(operation: Operation, chosen: Sequence[Matrix], params: Mapping[str, Any]) -> bool:
    try:
        check_shapes(operation, tuple(chosen), fill(operation, params))
    except UserError:
        return False
    return True


def _plausible(
    operation: Operation, matrices: Sequence[Matrix], selected: str | None, given: Mapping[int, str], count: int
) -> Iterator[tuple[Matrix, ...]]:
    """Combinations whose numbers of axes fit, likely ones first."""
    if count == 0:
        yield ()
        return
    ranked = [_ranked(operation, at, matrices, selected, given) for at in range(count)]
    if 0 not in given:
        ranked[0] = _with_selected(operation.input_at(0), ranked[0], selected)
    for first in ranked[0]:
        chosen = [(first, *rest) for rest in itertools.islice(itertools.product(*ranked[1:]), TRIES)]
        yield from (names for names in chosen if not _twice(names))
        if not _lacks_column(operation):
            yield from (names for names in chosen if _twice(names))


def _twice(chosen: tuple[Matrix, ...]) -> bool:
    return len({matrix.name for matrix in chosen}) < len(chosen)


def _with_selected(item: Input, ranked: list[Matrix], selected: str | None) -> list[Matrix]:
    """Only the selected variable where it has the one number of axes that will do: what is wrong is then said."""
    mine = [matrix for matrix in ranked if matrix.name == selected]
    return mine if mine and len(item.axes) == 1 and item.axes != (VECTOR,) else ranked


def _ranked(
    operation: Operation, at: int, matrices: Sequence[Matrix], selected: str | None, given: Mapping[int, str]
) -> list[Matrix]:
    """Variables for one input: of its name, then the selected and those after it in the list, likely shapes first."""
    if at in given:
        return [matrix for matrix in matrices if matrix.name == given[at]]
    item = operation.input_at(at)
    names = [matrix.name for matrix in matrices]
    start = names.index(selected) if selected in names else 0
    model = matrices[start] if matrices else None

    def order(place: int) -> tuple[Any, ...]:
        matrix = matrices[place]
        stack = matrix.ndim != VECTOR and (item.axes == (VECTOR,) or operation.name in OF_VECTORS)
        if at == 0:
            return (stack, matrix.name != selected, matrix.name != item.name, (place - start) % len(names))
        vector = matrix.ndim != VECTOR if _column(item) else model is not None and matrix.ndim != model.ndim
        other = model is not None and matrix.shape != model.shape
        return (stack, matrix.name != item.name, vector, other, matrix.name == selected, (place - start) % len(names))

    ranked = sorted(range(len(matrices)), key=order)
    return [matrices[place] for place in ranked if fits(operation, at, matrices[place])]


def fits(operation: Operation, at: int, matrix: Matrix) -> bool:
    """Whether the input in that place takes so many axes."""
    item = operation.input_at(at)
    return matrix.ndim in item.axes or (operation.stacked and matrix.ndim > max(item.axes))


def _column(item: Input) -> bool:
    """Whether it is a vector as a rule, such as a right-hand side b, though a matrix will do."""
    return VECTOR in item.axes and max(item.axes) <= 2 and len(item.name) == 1 and item.name.islower()
