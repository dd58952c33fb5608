"""The fixtures of tampering, which the tests of norms and of square matrices share."""

from __future__ import annotations

from tampering import answer, check_tampering, compute

__all__ = ["answer", "check_tampering", "compute"]
