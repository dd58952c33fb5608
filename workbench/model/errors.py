"""The one kind of failure that is shown to the user in place, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

Kind = Literal["shape", "singular", "domain", "parse", "file", "memory", "unsupported", "backend", "usage", "internal"]
KINDS: tuple[str, ...] = get_args(Kind)


class UserError(Exception):
    """Something the user can understand and mend; anything else is a defect and goes to the report.

    `message` is one clear sentence, `hint` one more that shows the way out, `fixes` the names of operations
    (or actions) that are offered as buttons, `details` machine-readable facts such as shapes or a position.
    """

    def __init__(
        self,
        kind: Kind,
        message: str,
        hint: str = "",
        fixes: tuple[str, ...] = (),
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
        self.hint = hint
        self.fixes = tuple(fixes)
        self.details = dict(details or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with every field (Exception alone would keep only the message)."""
        return (type(self), (self.kind, self.message, self.hint, self.fixes, self.details))

    def to_dict(self) -> dict[str, Any]:
        """The `error` object of the command line's JSON contract."""
        return {
            "kind": self.kind,
            "message": self.message,
            "hint": self.hint,
            "fixes": list(self.fixes),
            "details": self.details,
        }
