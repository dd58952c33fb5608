"""Numbers typed where a formula is expected: `A = [[1, 2], [3, 4]]` or `A = 1 2; 3 4`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.model.errors import UserError

if TYPE_CHECKING:
    from workbench.formats.paste import Parsed

DEFINITION = re.compile(r"\s*(?:([^\W\d]\w*)\s*=)?\s*([\[\d.+\-−(].*)")
NUMBERS = re.compile(r"[\[\]()\d\s.,;eEijJ+\-−/*]+")
"""What numbers are written with; any other letter is a name, and names belong to formulas."""


def typed_numbers(text: str) -> tuple[str | None, Parsed] | None:
    """The name before the equals sign, and the matrix after it; None for anything else.

    Raises `UserError` for what begins with a bracket, as no formula does, and cannot be read.
    """
    found = DEFINITION.fullmatch(text)
    if found is None or not NUMBERS.fullmatch(found[2]):
        return None
    from workbench.formats.paste import parse_text  # not before somebody types numbers: a start has no time for it

    try:
        return found[1], parse_text(found[2])
    except UserError:
        if found[2].startswith("["):
            raise
        return None
