"""What stands on the command line after the command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from workbench.model.errors import UserError


@dataclass
class Arguments:
    """Words, and what the options said: `settings` of `--set`, `way` of `--way`, every other option by its name."""

    words: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    way: dict[str, Any] = field(default_factory=dict)
    json: bool = False
    steps: bool = False


def read_arguments(words: list[str], options: tuple[str, ...]) -> Arguments:
    """Split words from options by hand, because a matrix may begin with a minus sign.

    Raises `UserError` (`usage`) for an unknown, repeated or incomplete option.
    """
    found = Arguments()
    rest = iter(words)
    for word in rest:
        if word == "--json":
            found.json = True
        elif word == "--steps" and word in options:
            found.steps = True
        elif word in ("--set", "--way") and word in options:
            _set(found.settings if word == "--set" else found.way, _value(word, rest), word)
        elif word in options:
            if word in found.options:
                raise UserError("usage", f"{word} is given twice.")
            found.options[word] = _value(word, rest)
        elif word.startswith("--") and word[2:3].isalpha():
            raise UserError("usage", f"There is no option {word} here.", f"Known: {', '.join((*options, '--json'))}.")
        else:
            found.words.append(word)
    return found


def _value(option: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise UserError("usage", f"{option} needs a value.")
    return value


def _set(settings: dict[str, Any], text: str, option: str) -> None:
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError("usage", f"{option} needs NAME=VALUE, not {text}.")
    if name in settings:
        raise UserError("usage", f"{name} is set twice.")
    try:
        settings[name] = json.loads(value)
    except json.JSONDecodeError:
        settings[name] = value
