"""An operation as the command line describes it: what it takes, what can be set, what comes back."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from workbench.jobs.answer import operation_object
from workbench.operations.entry import Entry

WIDTH = 110
INDENT = 4


def operation_help(entry: Entry) -> str:
    """Its usage, its description, and a line or two for each input, parameter and output."""
    found = operation_object(entry)
    sources = [item["name"] + ("..." if item["repeated"] else "") for item in found["inputs"]]
    shown = [f"[{name}]" if item["optional"] else name for name, item in zip(sources, found["inputs"], strict=True)]
    settings = " ".join(f"[--set {item['name']}=...]" for item in found["parameters"])
    usage = " ".join(filter(None, ("matrix-workbench compute", found["name"], *shown, settings)))
    blocks = [usage, f"{found['title']}. {found['summary']}"]
    blocks += [_section("Inputs", [(item.name, item.help) for item in entry.operation.inputs])]
    blocks += [_section("Settings", [(_parameter(item), item["help"]) for item in found["parameters"]])]
    blocks += [_section("Outputs", [(item["name"], item["help"]) for item in found["outputs"]])]
    return "\n\n".join("\n".join(map(_wrapped, block.split("\n"))) for block in blocks if block)


def _parameter(item: dict[str, Any]) -> str:
    """`full=false (bool)`, `side=right (right, left)`, `x=1, 2 (list of int)`, `k (int)` with no one default."""
    default = item["default"]
    values = [text if isinstance(text, str) else json.dumps(text) for text in _listed(default)]
    value = ", ".join(values)
    name = item["name"] if default in (None, "") else f"{item['name']}={value}"
    choices = ", ".join(map(str, item["choices"] or ()))
    return f"{name} ({choices or item['type']})"


def _listed(default: Any) -> list[Any]:
    """A default as the values that are typed for it."""
    return default if isinstance(default, list) else [default]


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    lines = [f"{' ' * INDENT}{name}: {words}" for name, words in rows]
    return "\n".join([title, *lines]) if rows else ""


def _wrapped(line: str) -> str:
    deep = " " * (2 * INDENT if line.startswith(" ") else INDENT)
    return textwrap.fill(line, WIDTH, subsequent_indent=deep)
