"""What an operation is: a typed declaration, routes that compute it, and a check of what they return.

A newcomer writes one function whose signature is the form, whose docstring is the help and whose body is the
shape rule, and one or more routes. Everything else (form, command line, catalog) is derived from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.cost import Work
from workbench.numerics.device import Placed
from workbench.numerics.structure import Structure

if TYPE_CHECKING:
    from workbench.model.steps import Derivation, Way

Array = np.ndarray[Any, np.dtype[Any]]
FLOAT64 = np.dtype(np.float64)


@dataclass(frozen=True)
class Operand:
    """What is known of an input, or of an output, before anything runs."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any] = FLOAT64


@dataclass(frozen=True)
class Axes:
    """Annotation of an input: the numbers of axes that it may have, and a word of help."""

    counts: tuple[int, ...]
    help: str


Matrix2 = Annotated[Operand, Axes((2,), "a matrix")]

Scalar = Fraction
"""Annotation of a parameter that is any number: a Fraction where it is rational as typed, else a float or complex."""

KINDS = {
    "bool": "bool",
    "int": "int",
    "float": "float",
    "str": "str",
    "Fraction": "number",
    "tuple[int, ...]": "list of int",
    "tuple[float, ...]": "list of float",
    "tuple[fractions.Fraction, ...]": "list of number",
}
"""Types of parameters as a signature writes them, and as the catalog names them."""


@dataclass(frozen=True)
class Parameter:
    """One field of the form; `type` is one of `KINDS`, `choices` empty unless it is one of a few."""

    name: str
    type: str
    default: Any
    choices: tuple[Any, ...]
    help: str
    optional: bool = False
    open: bool = False
    """Whether a number may be given in place of one of the choices."""


class Input(NamedTuple):
    """One input; the last may be left out (`optional`), or stand for any number of them (`repeated`)."""

    name: str
    axes: tuple[int, ...]
    help: str
    optional: bool = False
    repeated: bool = False


class Output(NamedTuple):
    name: str
    help: str


@dataclass(frozen=True, eq=False)
class Problem:
    """One computation: host arrays in the working dtype, what is known of them, and the parameters.

    `exact` holds, per input, an object array of `fractions.Fraction`, or None where the input is not exact;
    `names` the user's name of each input, for messages and code. A repeated input `arrays` has the keys `arrays0`,
    `arrays1` and so on; an optional one that is not given has none.
    """

    arrays: Mapping[str, Array]
    structures: Mapping[str, Structure]
    params: Mapping[str, Any] = field(default_factory=dict)
    exact: Mapping[str, Array | None] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    dtype: np.dtype[Any] = FLOAT64
    placed: Placed | None = None
    """The inputs on a device, for a route that runs there."""

    @property
    def place(self) -> Placed:
        """The inputs on the device for which this route was chosen."""
        assert self.placed is not None, "a route for a device runs where there is one"
        return self.placed

    def name(self, key: str) -> str:
        """What the user calls the input `key`."""
        return self.names.get(key, key)

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a route returns: the outputs by name, and a witness with which they can be checked.

    A route that changes its mind half-way (rank deficiency found, definiteness lost) says so in `method` and `why`.
    """

    outputs: Mapping[str, Any]
    witness: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    method: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Route:
    """One way to compute an operation. `applies` answers why it may be taken, or None."""

    method: str
    applies: Callable[[Problem], str | None]
    run: Callable[[Problem], Outcome]
    code: Callable[[Problem, tuple[str, ...]], str]
    backends: tuple[str, ...] = ("cpu",)
    work: Work = "factor"
    """What it does most of: by it the time on a device is reckoned."""
    may: Callable[[Problem], str | None] | None = None
    """As much of `applies` as needs no entries, for the clock: of a sketch it answers None where it surely cannot be
    taken. A sketch has shapes, types and parameters, and matrices in it are symmetric where they may be."""


@dataclass(frozen=True)
class Cost:
    """Estimated floating point operations and bytes of memory beyond the inputs, outputs included."""

    flops: float
    bytes: float


@dataclass(frozen=True)
class Operation:
    """An entry of the catalog. Routes are tried in order; the first that applies is taken."""

    declare: Callable[..., NamedTuple]
    routes: tuple[Route, ...]
    certify: Callable[[Problem, Outcome], Assessment]
    cost: Callable[..., Cost]
    exact: Callable[[Problem], dict[str, Any] | None] | None = None
    finite: bool = True
    """Whether NaN and Inf in the input are refused before a route runs (LAPACK would hang or answer nonsense)."""
    stacked: bool = False
    """Whether an input with further axes in front is a stack of problems, each solved and certified by itself."""
    real: bool = False
    """Whether it has a meaning for real numbers only."""
    integers: bool = False
    """Whether it computes in integer types where they are asked for, wrapping round as they do."""
    steps: Callable[[Problem, Way], Derivation | None] | None = None
    """The textbook's way to the answer, for small inputs; `UserError` where there are none, and why."""
    code: Callable[[Problem, tuple[str, ...]], str] | None = None
    """Code that reproduces an answer which no route gives, only exact arithmetic."""
    refusal: Callable[[Problem], UserError | None] | None = None
    """Why `exact` lacks an output, where more can be said than that it is not made of square roots."""

    @property
    def name(self) -> str:
        return self.declare.__name__

    @property
    def summary(self) -> str:
        """The first sentence of the declaration's docstring."""
        return (inspect.getdoc(self.declare) or "").split("\n\n")[0].replace("\n", " ")

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.declare, include_extras=True)

    @cached_property
    def _arguments(self) -> tuple[inspect.Parameter, ...]:
        return tuple(inspect.signature(self.declare).parameters.values())

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        found = (_input(row, self._hints[row.name]) for row in self._arguments)
        return tuple(item for item in found if item is not None)

    def keys(self, count: int) -> tuple[str, ...]:
        """The key of each of `count` inputs in a `Problem`."""
        single = [item.name for item in self.inputs if not item.repeated]
        many = [item.name for item in self.inputs if item.repeated]
        return (*single[:count], *(f"{name}{at}" for name in many for at in range(count - len(single))))

    def input_at(self, position: int) -> Input:
        """The declared input that the one in this position belongs to."""
        return self.inputs[min(position, len(self.inputs) - 1)]

    def takes(self, count: int) -> bool:
        """Whether it can be given so many inputs."""
        least = sum(not item.optional for item in self.inputs)
        return least <= count and (count <= len(self.inputs) or any(item.repeated for item in self.inputs))

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        names = {row.name for row in self.inputs}
        return tuple(
            _parameter(row.name, self._hints[row.name], row.default) for row in self._arguments if row.name not in names
        )

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        result = self._hints["return"]
        hints = get_type_hints(result, include_extras=True)
        return tuple(Output(name, _metadata(hints[name], str) or "") for name in result._fields)


def _metadata(hint: Any, kind: type) -> Any:
    if get_origin(hint) is not Annotated:
        return None
    return next((item for item in get_args(hint)[1:] if isinstance(item, kind)), None)


def _input(row: inspect.Parameter, hint: Any) -> Input | None:
    """An input is annotated with its axes, within `| None` where it may be left out."""
    members = get_args(hint) if get_origin(hint) in (Union, type(int | None)) else (hint,)
    axes = next((axes for member in members if (axes := _metadata(member, Axes)) is not None), None)
    if axes is None:
        return None
    repeated = row.kind is inspect.Parameter.VAR_POSITIONAL
    return Input(row.name, axes.counts, axes.help, type(None) in members, repeated)


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    """Read `Annotated[bool | float | Literal[...] | None, "help"]` as one field of a form.

    `Literal[...] | float` has choices and takes numbers as well.
    """
    text = _metadata(hint, str) or ""
    core = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    members = get_args(core) if get_origin(core) in (Union, type(int | None)) else (core,)
    optional = type(None) in members
    core = next(member for member in members if member is not type(None))
    choices = get_args(core) if get_origin(core) is Literal else ()
    kind = type(choices[0]) if choices else core
    word = str(kind) if get_origin(kind) is tuple else kind.__name__
    return Parameter(name, KINDS[word], default, choices, text, optional, bool(choices) and float in members)


def always(reason: str) -> Callable[[Problem], str]:
    """A route that applies to every input, for the reason given."""
    return lambda problem: reason
