"""Parameters as they are given (JSON, a form, a script), each checked and read as its declared type."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from workbench.model.errors import UserError
from workbench.model.numbers import parse_number
from workbench.operations.spec import Operation, Parameter


def fill(operation: Operation, params: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter with its given or default value, each of its declared type."""
    known = {parameter.name: parameter for parameter in operation.parameters}
    for name in params:
        if name not in known:
            offered = ", ".join(known) or "none"
            raise UserError(
                "usage",
                f"{operation.name} has no parameter {name}.",
                f"Its parameters: {offered}.",
                details={"parameter": name},
            )
    return {name: _checked(item, params.get(name, item.default)) for name, item in known.items()}


def _checked(parameter: Parameter, value: Any) -> Any:
    if value is None and (parameter.optional or parameter.default is None):
        return None
    if parameter.choices:
        if value in parameter.choices:
            return value
        if parameter.open and (number := _as_number(value)) is not None:
            return number
        offered = ", ".join(map(str, parameter.choices))
        more = ", or give a number" if parameter.open else ""
        raise UserError("usage", f"{parameter.name} cannot be {value!r}.", f"Choose one of {offered}{more}.")
    read, wanted = READERS[parameter.type]
    try:
        return read(value)
    except (TypeError, ValueError):
        words = f"{parameter.name} must be {wanted}, not {value!r}."
        raise UserError("usage", words, meaning(parameter), details={"parameter": parameter.name}) from None


def meaning(parameter: Parameter) -> str:
    """What the parameter is, in a sentence."""
    return f"{parameter.name} is described as “{parameter.help}”."


def _as_number(value: Any) -> float | None:
    """A real number from JSON or in words, such as 3/2; None for anything else."""
    try:
        return float(_scalar(value))
    except (TypeError, ValueError, UserError):
        return None


def _of(*kinds: type) -> Callable[[Any], Any]:
    """A reader that takes values of these types, of which True and False are no numbers."""

    def read(value: Any) -> Any:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError
        return value

    return read


def _list_of(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read_all(value: Any) -> tuple[Any, ...]:
        members = members_of(value) if isinstance(value, str) else value
        return tuple(read(item) for item in (members if isinstance(members, (list, tuple)) else [members]))

    return read_all


def members_of(text: str) -> list[Any]:
    """The members of a list as it is typed, `4, 2` or `[1/2, sqrt(3)]`: JSON's numbers, and words in between."""
    inner = text.strip()
    ends, between = inner[:1] + inner[-1:], inner[1:-1]
    if ends == "[]" or (ends == "()" and not set("()") & set(between)):
        inner = between
    return [_member(part.strip()) for part in inner.split(",")]


def _member(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _scalar(value: Any) -> Any:
    """A number from JSON or in words (1/3, sqrt(2), 2+1j): a Fraction where it is rational as written."""
    if isinstance(value, (Fraction, complex)):
        return value
    text = value if isinstance(value, str) else repr(_of(int, float)(value))
    number = parse_number(text)
    return number.value if number.exact is None else number.exact


READERS: Mapping[str, tuple[Callable[[Any], Any], str]] = {
    "bool": (_of(bool), "true or false"),
    "int": (_of(int), "a whole number"),
    "float": (_of(int, float), "a number"),
    "str": (_of(str), "text"),
    "number": (_scalar, "a number"),
    "list of int": (_list_of(_of(int)), "whole numbers"),
    "list of float": (_list_of(_of(int, float)), "numbers"),
    "list of number": (_list_of(_scalar), "numbers"),
}
"""How a value of each type of parameter is read, and what it is called."""
