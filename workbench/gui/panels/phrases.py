"""Short phrases for the rows of a form, taken from the help texts of a signature."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.operations.spec import Parameter

SYMBOL = r"(?!(?:a|an|as|by|in|is|it|of|or|to)\b)[^\s.,:;]{1,2}(?![^\s.,:;])"
EQUATION = re.compile(rf"(?<!\S)(?:{SYMBOL} )+=(?: {SYMBOL})+")
END = re.compile(r"[;:,.(]| that | where | with | such | unless ")
PLAIN = {"a", "an", "the", "or", "of", "square", "matrix", "vector", "array", "stack", "many", "value", "number"}
"""Words that say of an input nothing that its label and list of variables do not say."""


def phrase(label: str, help_text: str) -> str:
    """The beginning of a help text as a note under a field; empty where it adds nothing to the label."""
    found = END.split(help_text, maxsplit=1)[0].strip()
    words = set(found.replace("_", " ").lower().split())
    return "" if words <= PLAIN | set(label.lower().split()) else found


def condition(parameter: Parameter, others: Sequence[Parameter]) -> tuple[str, str] | None:
    """The choice of another parameter with which alone this one is used, as (name, choice); None if with all.

    Help texts say so in one of two ways: `tsvd: how many …`, or `… of the randomized method`.
    """
    for other in others:
        for choice in map(str, other.choices if other is not parameter else ()):
            named = re.escape(choice)
            if re.match(rf"{named}: ", parameter.help) or re.search(
                rf"\b(?:of|for) (?:a|the) {named} (?:method|graph)\b", parameter.help
            ):
                return other.name, choice
    return None


def unbroken(text: str) -> str:
    """The text with equations that stay in one line: `A v = λ v` is cut nowhere."""
    return EQUATION.sub(lambda found: found[0].replace(" ", "\u00a0"), text)
