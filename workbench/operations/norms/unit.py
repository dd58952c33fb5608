"""The exponents that a form offers for a p-norm."""

from __future__ import annotations

from typing import Literal

P = Literal[2, 1, "inf"]
"""Choices beside which any number is taken (`P | float`)."""
