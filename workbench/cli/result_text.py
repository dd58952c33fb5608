"""The answer of one operation in lines of text."""

from __future__ import annotations

import json
from typing import Any

from workbench.cli.details_text import details_lines


def result_text(found: dict[str, Any]) -> str:
    """The object that `--json` prints, for people."""
    details, certificate = found["details"], found["certificate"]
    lines = [f"{found['operation']}: {found['method']} ({found['why']})"]
    for name, output in found["outputs"].items():
        if output is not None:
            shown = output["value"] if not output["truncated"] else f"{output['shape']} {output['dtype']}"
            lines.append(f"{name} = {shown}")
            lines += _exact_lines(name, (found["exact"] or {}).get(name), details.get("enclosures", {}))
    lines += details_lines(details, found["outputs"])
    said = [details[key] for key in ("exact_difference", "exact_difference_reason") if key in details]
    lines += [f"exact and rounded: {': '.join(said)}"] if said else []
    lines += [f"stack: {details['stack']}"] if "stack" in details else []
    lines.append(f"{certificate['verdict']}: {certificate['reason']}")
    return "\n".join(lines + [f"warning: {text}" for text in found["warnings"]])


def _exact_lines(name: str, exact: Any, enclosures: dict[str, Any]) -> list[str]:
    """The exact twin of an output, or its certain digits with the intervals that hold it."""
    if exact is None:
        return []
    word, boxes = ("in certain digits", enclosures[name]) if name in enclosures else ("exactly", None)
    lines = [f"{name} {word} = {json.dumps(exact, ensure_ascii=False)}"]
    return [*lines, f"{name} within {json.dumps(boxes)}"] if boxes else lines
