"""Where a property is tried: one backend and one field, with the engine between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from properties.field import Field
from properties.surds import numbers
from workbench.jobs import engine
from workbench.jobs.request import Compute, Result
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import by_name

Array = np.ndarray[Any, Any]
ROUNDINGS = 30.0
"""Roundings for each row or column that a backward stable method may add up."""
DECIMALS = 1e-24
"""What is left of enclosures of 30 digits in a property."""


class UnansweredError(Exception):
    """The exact backend has no answer for this input, and says so."""


class Place:
    """`place("inv", A)` computes there, insists that the certificate is not red, and gives what can be compared.

    One output that is called `result` is given by itself, several by their names.
    """

    def __init__(self, field: Field, backend: str) -> None:
        self.field = field
        self.backend = backend
        self.ran: Counter[tuple[str, str]] = Counter()
        self.result: Result | None = None
        self.decimals = False

    def __call__(self, name: str, *arrays: Any, **params: Any) -> Any:
        found = self.computed(name, *arrays, **params)
        verdict = found.certificate.verdict
        assert verdict != "red", f"{name} is red: {found.certificate.reason}"
        return self._outputs(found)

    def roughly(self, name: str, *arrays: Any, **params: Any) -> Any:
        """The same where the answer may be 0 but for rounding, so that no digit of it is sure."""
        return self._outputs(self.computed(name, *arrays, **params))

    def computed(self, name: str, *arrays: Any, **params: Any) -> Result:
        """The result as the engine gives it."""
        keys = by_name(name).keys(len(arrays))
        given = tuple(self._matrix(key, array) for key, array in zip(keys, arrays, strict=True))
        turned = any(matrix.dtype.kind == "c" for matrix in given)
        dtype = "auto" if self.field.exact or turned else self.field.name
        task = Compute(name, keys, params, backend=self.backend, dtype=dtype, exact=False)
        try:
            found: Result = engine.run(task, given)
        except UserError as error:
            if self.field.exact and error.kind == "unsupported":
                raise UnansweredError(error.message) from error
            raise
        self.ran[name, found.certificate.backend] += 1
        self.result = found
        return found

    def _matrix(self, key: str, array: Any) -> Matrix:
        values = np.asarray(array)
        if not self.field.exact:
            kind = np.result_type(self.field.name, np.complex64) if values.dtype.kind == "c" else self.field.name
            return Matrix.of(key, values.astype(kind) if values.dtype.kind in "fc" else values)
        if not all(isinstance(x, (int, Fraction)) for x in values.flat):
            raise UnansweredError("sums of square roots are no inputs")
        try:
            return Matrix.of(key, np.vectorize(float, otypes=[float])(values), exact=values)
        except OverflowError:
            raise UnansweredError("a fraction beyond the range of floating point") from None

    def _outputs(self, found: Result) -> Any:
        if found.exact is not None and self.field.exact:
            self.decimals = self.decimals or "." in str(found.exact)
            made = {name: numbers(value) for name, value in found.exact.items()}
        else:
            made = {name: None if value is None else _wide(value) for name, value in found.outputs.items()}
        return made["result"] if set(made) == {"result"} else made

    @property
    def bound(self) -> float:
        """How far the last answer may be off, as its certificate says: relative to its largest entry."""
        assert self.result is not None
        bound = self.result.certificate.assessment.error_bound
        return 0.0 if self.field.exact else np.inf if bound is None else bound

    def near(self, left: Any, right: Any, size: float = 1.0, factor: float = 1.0) -> None:
        """Equal; for floating point but for roundings of numbers of that size, for decimals to their digits."""
        one, two = np.asarray(left), np.asarray(right)
        assert one.shape == two.shape, (one.shape, two.shape)
        if self.field.exact and not self.decimals:
            assert all(x == y for x, y in zip(one.flat, two.flat, strict=True)), f"{one} is not {two}"
            return
        assert np.isfinite(size * factor), "a property without a scale says nothing"
        unit = DECIMALS if self.field.exact else self.field.eps
        off = max((abs(complex(x - y)) for x, y in zip(one.flat, two.flat, strict=True)), default=0.0)
        allowed = ROUNDINGS * max(4, *one.shape, 4) * unit * factor * size
        assert off <= allowed, f"{off:.1e} off where {allowed:.1e} is rounding: {one} is not {two}"

    def at_most(self, less: Any, more: Any, size: float | None = None) -> None:
        """No number of `less` is above its partner but for rounding."""
        one, two = (np.vectorize(float, otypes=[float])(np.asarray(x)) for x in (less, more))
        scale = max(np.abs(one).max(initial=0), np.abs(two).max(initial=0)) if size is None else size
        slack = ROUNDINGS * 8 * (self.field.eps or 1e-16) * scale
        assert (one <= two + slack).all(), f"{one} is above {two}"

    def eye(self, n: int) -> Array:
        return self.field.eye(n)

    def refuses(self, act: Callable[[], Any], kind: str) -> bool:
        """Whether the engine refuses it with an error of this kind."""
        try:
            act()
        except UserError as error:
            return error.kind == kind
        return False


def _wide(value: Array) -> Any:
    """In double precision, a single number by itself."""
    wide = value.astype(np.result_type(value.dtype, np.float64)) if value.dtype.kind in "fc" else value
    return wide if wide.ndim else wide[()]
