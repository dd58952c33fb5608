"""A process that must serve no further job: a device that has failed in it will fail again."""

from __future__ import annotations

_reasons: list[str] = []


def spend(reason: str) -> None:
    """Let this process end when it is asked for the next job, which another one will then do."""
    _reasons.append(reason)


def is_spent() -> bool:
    return bool(_reasons)
