"""The language of einsum: letters for indices, commas between arrays, an arrow before the result, an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.products.contraction import Contraction
from workbench.operations.spec import Operand

LONGEST = 200
INDICES = 40
HINT = "Letters name axes: ij,jk->ik is the matrix product, ii the trace, ij->ji the transpose, ...ij all of a stack."
_ALLOWED = re.compile(r"[A-Za-z,.>\-\s]*")


@dataclass(frozen=True)
class Subscripts:
    """Subscripts matched with shapes: the contraction, and the name and length of each of its indices."""

    contraction: Contraction
    names: dict[int, str]
    lengths: dict[int, int]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.lengths[index] for index in self.contraction.out)

    def spelled(self, term: Sequence[int]) -> str:
        return "".join(self.names[index] if len(self.names[index]) == 1 else f"[{self.names[index]}]" for index in term)


def read(text: str, operands: Sequence[Operand]) -> Subscripts:
    """The subscripts for these arrays.

    Raises `UserError`: `parse` for text that is none, `usage` for another number of arrays, `shape` where letters and
    axes do not match.
    """
    inputs, output = split(text)
    if len(inputs) != len(operands):
        message = f"The subscripts name {_count(len(inputs))}; the operation is given {_count(len(operands))}."
        raise UserError("usage", message, HINT)
    letters = sorted({letter for term in inputs for letter in term if letter != "."})
    numbers = {letter: at for at, letter in enumerate(letters)}
    hidden = [_hidden(term, operand) for term, operand in zip(inputs, operands, strict=True)]
    most = max(hidden, default=0)
    if len(letters) + most > INDICES:
        raise UserError("usage", f"There are {len(letters) + most} indices; there may be {INDICES}.", HINT)
    front = tuple(range(len(letters), len(letters) + most))
    terms = tuple(_numbered(term, numbers, front[most - count :]) for term, count in zip(inputs, hidden, strict=True))
    out = _numbered(_output(inputs, output, most), numbers, front)
    names = {at: letter for letter, at in numbers.items()} | {at: f"…{k}" for k, at in enumerate(front)}
    contraction = Contraction(terms, out)
    return Subscripts(contraction, names, _lengths(contraction, names, operands))


def _count(n: int) -> str:
    return f"{n} array{'' if n == 1 else 's'}"


def split(text: str) -> tuple[list[str], str | None]:
    """The terms of the arrays and that of the result, None where it is left out; an ellipsis is three dots."""
    plain = text.replace("→", "->").replace("…", "...")
    if not plain.strip():
        raise UserError("usage", "There are no subscripts yet.", HINT)
    if len(plain) > LONGEST:
        raise UserError("parse", f"The subscripts have {len(plain)} characters; they may have {LONGEST}.", HINT)
    good = _ALLOWED.match(plain)
    column = good.end() if good else 0
    if column < len(plain):
        raise _wrong(f"“{plain[column]}” is no part of subscripts", column + 1)
    left, arrow, right = "".join(plain.split()).partition("->")
    terms = left.split(",")
    for term in (*terms, right):
        rest = term.replace("...", "", 1)
        if not rest.isalpha() and rest:
            raise _wrong(f"“{term}” is not letters with at most one ellipsis", 1)
    return terms, right if arrow else None


def _wrong(message: str, column: int) -> UserError:
    return UserError("parse", f"{message}.", HINT, details={"line": 1, "column": column})


def _hidden(term: str, operand: Operand) -> int:
    """How many axes of this array the ellipsis stands for."""
    named, axes = len(term.replace("...", "")), len(operand.shape)
    if named > axes or (named < axes and "..." not in term):
        message = f"{operand.name} is {by(operand.shape)} and has {axes} axes; “{term}” names {named}."
        raise shape_error(message, "Give one letter for each axis, or ... for the others.", (), operand)
    return axes - named


def _output(inputs: Sequence[str], output: str | None, hidden: int) -> str:
    """The term of the result; without an arrow, the letters that occur once, in the order of the alphabet."""
    together = "".join(inputs).replace(".", "")
    if output is None:
        return "..." + "".join(sorted(letter for letter in set(together) if together.count(letter) == 1))
    given = output.replace("...", "")
    for letter in given:
        if letter not in together:
            raise _wrong(f"{letter} is in the result, but in no array", 1)
        if given.count(letter) > 1:
            raise _wrong(f"{letter} is twice in the result", 1)
    if hidden and "..." not in output:
        raise _wrong("The result needs ... too, for the axes that the arrays' ellipsis stands for", 1)
    return output


def _numbered(term: str, numbers: dict[str, int], front: tuple[int, ...]) -> tuple[int, ...]:
    before, dots, after = term.partition("...")
    return (*(numbers[c] for c in before), *(front if dots else ()), *(numbers[c] for c in after))


def _lengths(contraction: Contraction, names: dict[int, str], operands: Sequence[Operand]) -> dict[int, int]:
    """The length of each index; refuses two axes of one letter that differ."""
    seen: dict[int, tuple[Operand, int]] = {}
    for term, operand in zip(contraction.terms, operands, strict=True):
        for axis, index in enumerate(term):
            other, place = seen.setdefault(index, (operand, axis))
            m, n = other.shape[place], operand.shape[axis]
            if m != n and (1 not in (m, n) or other is operand):
                raise _clash(names[index], other, place, operand, axis)
            if m == 1:
                seen[index] = operand, axis
    return {index: operand.shape[axis] for index, (operand, axis) in seen.items()}


def _clash(name: str, A: Operand, i: int, B: Operand, j: int) -> UserError:
    message = (
        f"{name} is axis {i} of {A.name} with length {A.shape[i]} and axis {j} of {B.name} with length {B.shape[j]}: "
        f"{A.name} is {by(A.shape)}, {B.name} is {by(B.shape)}."
    )
    return shape_error(message, "One letter has one length.", ("transpose",), A, B, axes={A.name: i, B.name: j})
