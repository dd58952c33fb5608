"""Functions of every entry by itself: modulus, parts, exponential, logarithm, square root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model import surd
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.model.numbers import format_value
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.entries import Entrywise
from workbench.operations.products.moving import Move
from workbench.operations.products.shapes import AnyArray, entries
from workbench.operations.spec import Array, Cost, Operand, Operation, Outcome, Problem, Route, always

WIDER: Mapping[str, Any] = {"f": np.float64, "F": np.complex128, "d": np.longdouble, "D": np.clongdouble}


class Applied(NamedTuple):
    result: Annotated[Operand, "the function of every entry, in the shape of A"]


def abs(A: AnyArray) -> Applied:
    """The absolute value of every entry, of complex ones the modulus, as numpy.abs has it."""
    return Applied(_real(A))


def exp(A: AnyArray) -> Applied:
    """e to the power of every entry, as numpy.exp has it; the exponential of a matrix is expm."""
    return Applied(Operand("result", A.shape, A.dtype))


def log(A: AnyArray) -> Applied:
    """The natural logarithm of every entry, as numpy.log has it; that of a matrix is logm."""
    return Applied(Operand("result", A.shape, A.dtype))


def sqrt(A: AnyArray) -> Applied:
    """The square root of every entry, as numpy.sqrt has it; that of a matrix is sqrtm."""
    return Applied(Operand("result", A.shape, A.dtype))


def conj(A: AnyArray) -> Applied:
    """Every entry conjugated, as numpy.conj has it; real ones stay as they are."""
    return Applied(Operand("result", A.shape, A.dtype))


def real(A: AnyArray) -> Applied:
    """The real part of every entry, as numpy.real has it."""
    return Applied(_real(A))


def imag(A: AnyArray) -> Applied:
    """The imaginary part of every entry, as numpy.imag has it; of real ones 0."""
    return Applied(_real(A))


def _real(A: Operand) -> Operand:
    return Operand("result", A.shape, np.zeros((), A.dtype).real.dtype)


def cost(A: Operand) -> Cost:
    return Cost(20 * entries(A.shape), entries(A.shape) * A.dtype.itemsize)


@dataclass(frozen=True)
class Function:
    """NumPy's function, what it gives in words, and where it is not defined.

    `refuse` raises `UserError` (`domain`) for entries that have no real answer, `warn` tells those whose answer is
    not finite. The certificate computes once more with more digits: NumPy's functions are right to a unit or two in
    the last place.
    """

    function: Callable[[Array], Array]
    noun: str
    underflows: bool = False
    refuse: Callable[[Problem], None] = lambda problem: None
    warn: Callable[[Problem], tuple[str, ...]] = lambda problem: ()
    twin: Callable[[Array], Any] | None = None

    def run(self, problem: Problem) -> Outcome:
        A = problem["A"]
        self.refuse(problem)
        with np.errstate(all="ignore"):
            result = np.asarray(self.function(A))
        warnings = self.warn(problem)
        if wrapping.is_integer(result):
            warnings += wrapping.warning(wrapping.wrapped(self.function, (A,), result), result.dtype)
        return Outcome({"result": result}, warnings=warnings)

    def again(self, part: Array) -> Array:
        """The same in a wider type, rounded."""
        wide = WIDER[part.dtype.char]
        narrow = self.function(np.ones((), part.dtype)).dtype
        return np.asarray(self.function(part.astype(wide)).astype(narrow))

    def certify(self, problem: Problem, outcome: Outcome) -> Assessment:
        A, value, what = problem["A"], outcome.outputs["result"], f"the {self.noun}"
        if wrapping.is_integer(value):
            return wrapping.certify_wrapping(self.function, (A,), value, A.shape, what)
        check, green = Entrywise(self.again, underflows=self.underflows), "Every entry is computed once more, wider"
        words = self.warn(problem)
        found = check.certify((A,), value, A.shape, what, green, problem.structures["A"].finite and not words)
        return Assessment("amber", words[0]) if words and found.verdict != "red" else found

    def exact(self, problem: Problem) -> dict[str, Any] | None:
        arrays = exactly.inputs(problem, "A")
        answer = None if arrays is None or self.twin is None else self.twin(arrays[0])
        return None if answer is None else {"result": answer}

    def operation(self, declare: Callable[..., NamedTuple], *, integers: bool = False) -> Operation:
        name = declare.__name__

        def code(problem: Problem, names: tuple[str, ...]) -> str:
            return f"B = np.{name}({wrapping.spelled(problem, 'A', names[0])})"

        route = Route(f"NumPy {name}", always("every entry by itself"), self.run, code)
        exact = None if self.twin is None else self.exact
        return Operation(declare, (route,), self.certify, cost, exact, finite=False, integers=integers)


def _refuse_negative(what: str) -> Callable[[Problem], None]:
    def refuse(problem: Problem) -> None:
        A = problem["A"]
        if A.dtype.kind == "c" or not (A < 0).any():
            return
        place = tuple(int(i) for i in np.argwhere(A < 0)[0])
        where = f"{problem.name('A')}[{', '.join(map(str, place))}]" if place else problem.name("A")
        message = f"{where} is {format_value(A[place])}, and {what} of a negative number is not real."
        details = {"position": list(place), "count": int(np.count_nonzero(A < 0))}
        raise UserError("domain", message, "Choose complex128 as the number type; it has one there.", (), details)

    return refuse


def _zeros(problem: Problem) -> tuple[str, ...]:
    count = problem["A"].size - int(np.count_nonzero(problem["A"]))
    places = "one place" if count == 1 else f"{count} places"
    return (f"{problem.name('A')} is 0 in {places}: the logarithm is −Inf there.",) if count else ()


def _moduli(A: Array) -> Any:
    return exactly.finished(np.abs(A), A.shape)


def _roots(A: Array) -> Any:
    """Square roots as radicals; None where one is not real."""
    if any(x < 0 for x in A.flat):
        return None
    roots = np.empty(A.size, dtype=object)
    roots[:] = [str(surd.root(x)) for x in A.flat]
    return roots.reshape(A.shape).tolist()


def _conjugated(A: Array, params: Any) -> Array:
    return np.conj(A) if A.dtype.kind == "c" else A


def _real_part(A: Array, params: Any) -> Array:
    return np.asarray(A.real) if A.dtype.kind == "c" else A


def _imaginary_part(A: Array, params: Any) -> Array:
    """Of exact entries, which are rational, a product with 0: of a single one it is no array any more."""
    if A.dtype.kind == "c":
        return np.asarray(A.imag)
    return np.asarray(0 * A, dtype=object) if A.dtype.kind == "O" else np.zeros_like(A)


ABS = Function(np.abs, "absolute value", underflows=True, twin=_moduli).operation(abs, integers=True)
EXP = Function(np.exp, "exponential", underflows=True).operation(exp)
LOG = Function(np.log, "logarithm", refuse=_refuse_negative("the logarithm"), warn=_zeros).operation(log)
SQRT = Function(np.sqrt, "square root", refuse=_refuse_negative("the square root"), twin=_roots).operation(sqrt)
CONJ = Move(conj, _conjugated, lambda name, problem: f"B = np.conj({name})", "NumPy conj").operation
REAL = Move(real, _real_part, lambda name, problem: f"B = np.real({name})", "NumPy real").operation
IMAG = Move(imag, _imaginary_part, lambda name, problem: f"B = np.imag({name})", "NumPy imag").operation
