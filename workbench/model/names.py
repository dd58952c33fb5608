"""Names of matrices: Python identifiers, so that every click can be written as code."""

from __future__ import annotations

import keyword
import re
import unicodedata

from workbench.model.errors import UserError


def check_name(name: str) -> None:
    """Refuse what could not stand for a matrix in a formula or a script."""
    if keyword.iskeyword(name):
        raise UserError(
            "usage", f"“{name}” is a word of Python, so it cannot name a matrix.", hint=f"“{name}_” would do."
        )
    if not name.isidentifier() or unicodedata.normalize("NFKC", name) != name:
        raise UserError(
            "usage",
            f"“{name}” cannot name a matrix: a name has letters, digits and underscores, and no digit first.",
            hint=f"“{clean_name(name)}” would do.",
        )


def clean_name(text: str) -> str:
    """The nearest name that is allowed: `my file-2` becomes `my_file_2`."""
    name = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text)).strip("_")
    if not name or not name.isidentifier():
        name = f"M{name}"
    if not name.isidentifier():
        return "M"
    return f"{name}_" if keyword.iskeyword(name) else name
