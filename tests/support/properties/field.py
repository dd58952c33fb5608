"""The numbers that a property is tried with: the four floating-point types, and fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.backends import exact

Array = np.ndarray[Any, Any]
DTYPES = ("float32", "float64", "complex64", "complex128")


@dataclass(frozen=True)
class Field:
    """`name` is a dtype, or "exact". Arrays of it are held in double precision, or as objects, and round to `name`."""

    name: str

    @property
    def exact(self) -> bool:
        return self.name == "exact"

    @property
    def complex(self) -> bool:
        return self.name.startswith("complex")

    @property
    def eps(self) -> float:
        return 0.0 if self.exact else float(np.finfo(self.name).eps)

    @property
    def most(self) -> int:
        """The largest order that is tried."""
        return 4 if self.exact else 7

    @property
    def reach(self) -> int:
        """The decimal exponent of the largest scales: products of three matrices still fit."""
        return 10 if self.name in ("float32", "complex64") else 100

    def held(self, values: Any) -> Array:
        """Values that the field has, in the type in which properties are checked."""
        if self.exact:
            found = np.asarray(values, dtype=object)
            return exact.array([x if isinstance(x, Fraction) else Fraction(int(x)) for x in found.flat], found.shape)
        wide = np.complex128 if self.complex else np.float64
        return np.asarray(values).astype(self.name).astype(wide)

    def random(self, rng: np.random.Generator, *shape: int) -> Array:
        """Normal numbers, or small integers and fractions of them."""
        if self.exact:
            parts = zip(rng.integers(-4, 5, shape).flat, rng.choice([1, 1, 1, 2, 3], shape).flat, strict=True)
            return exact.array([Fraction(int(p), int(q)) for p, q in parts], shape)
        G = rng.standard_normal(shape)
        return G + 1j * rng.standard_normal(shape) if self.complex else G

    def power(self, exponent: int) -> Any:
        """A power of ten."""
        return Fraction(10) ** exponent if self.exact else 10.0**exponent

    def eye(self, *shape: int) -> Array:
        return self.held(np.eye(*shape, dtype=int))


FIELDS = tuple(Field(name) for name in DTYPES)
EXACT = Field("exact")
