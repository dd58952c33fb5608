"""A property as data: the operation that it is about, the inputs it holds for, and the check of what comes out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from properties.field import FIELDS, Field
from properties.place import Place, UnansweredError
from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operation

Inputs = Callable[[Field], SearchStrategy[tuple[Any, ...]]]
Check = Callable[..., None]


@dataclass(frozen=True)
class Law:
    """`holds(place, *inputs)` fails where the property does not hold."""

    operation: str
    title: str
    inputs: Inputs
    holds: Check
    only: str
    refusals: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.operation}: {self.title}"

    def speaks_of(self, numbers: Field) -> bool:
        """Whether the operation, and the property, know such numbers."""
        operation: Operation = by_name(self.operation)
        if numbers.exact:
            return operation.exact is not None and self.only != "float"
        return (
            bool(operation.routes)
            and self.only != "exact"
            and not (numbers.complex and (operation.real or self.only == "real"))
        )


@dataclass
class Laws:
    """Collects the properties of a module."""

    found: list[Law] = field(default_factory=list)

    def __call__(self, operation: str, inputs: Inputs, only: str = "", refusals: tuple[str, ...] = ()) -> Any:
        """Declare a property: `only` of "float", "exact" or "real" numbers, and what may be refused."""

        def declare(check: Check) -> Check:
            title = check.__name__.strip("_").replace("_", " ")
            self.found.append(Law(operation, title, inputs, check, only, refusals))
            return check

        return declare


def confirm(law: Law, place: Place, examples: int) -> None:
    """Try the property on so many examples, of which some at least must have an answer."""
    held = 0

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(law.inputs(place.field))
    def holds(inputs: tuple[Any, ...]) -> None:
        nonlocal held
        place.decimals = False
        try:
            law.holds(place, *inputs)
        except UnansweredError:
            return
        except UserError as error:
            empty = any(getattr(item, "size", 1) == 0 for item in inputs)
            if not empty and error.kind not in law.refusals:
                raise
            return
        held += 1

    holds()
    assert held, f"no example of {law} has an answer"


def confirm_on_device(laws: Sequence[Law], examples: int) -> int:
    """Try the properties of one operation there in every precision; how often the device has computed it.

    Where so few examples leave all to the CPU, as diagonal matrices are, more of them are tried.
    """
    cases = [(law, numbers) for law in laws for numbers in FIELDS if law.speaks_of(numbers)]
    ran = sum(_ran(law, numbers, examples) for law, numbers in cases)
    return ran or sum(_ran(law, numbers, 8 * examples) for law, numbers in cases[:2])


def _ran(law: Law, numbers: Field, examples: int) -> int:
    place = Place(numbers, "gpu")
    confirm(law, place, examples)
    return place.ran[law.operation, "gpu"]
