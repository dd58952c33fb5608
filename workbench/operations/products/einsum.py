"""Einstein's summation, with a trace of its indices and of the order of work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.products import exactly, wrapping
from workbench.operations.products.contraction import (
    certify_contraction,
    certify_integers,
    count_wrapped,
    evaluate_scaled,
)
from workbench.operations.products.shapes import AnyArray, entries, joint_dtype
from workbench.operations.products.subscripts import Subscripts, read
from workbench.operations.spec import Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth

EXACT_PRODUCTS = 100_000
OPERANDS = 12


class Contracted(NamedTuple):
    result: Annotated[Operand, "the sum of products over every index that is not in the result"]


def einsum(
    *arrays: AnyArray,
    subscripts: Annotated[str, "letters for the axes of each array, then those of the result: ij,jk->ik"] = "",
) -> Contracted:
    """Products of arrays, summed over every index that the result does not have, as numpy.einsum has it."""
    if not 0 < len(arrays) <= OPERANDS:
        raise UserError("usage", f"It takes 1 to {OPERANDS} arrays; {len(arrays)} given.", "Choose the arrays first.")
    return Contracted(Operand("result", read(subscripts, arrays).shape, joint_dtype(*arrays)))


def _matched(problem: Problem) -> Subscripts:
    operands = [Operand(problem.name(key), array.shape, array.dtype) for key, array in problem.arrays.items()]
    return read(problem.params["subscripts"], operands)


def path_steps(found: Subscripts) -> list[dict[str, Any]]:
    """Which arrays meet in which order, and how many multiplications each step takes."""
    terms, steps = list(found.contraction.terms), []
    for pair in _path(found):
        taken = [terms.pop(at) for at in sorted(pair, reverse=True)][::-1]
        together = [index for term in taken for index in term]
        needed = {index for term in terms for index in term} | set(found.contraction.out)
        made = tuple(dict.fromkeys(index for index in together if index in needed))
        made = made if terms else found.contraction.out
        count = math.prod(found.lengths[index] for index in set(together))
        spelled = f"{','.join(map(found.spelled, taken))}->{found.spelled(made)}"
        steps.append({"step": spelled, "multiplications": count})
        terms.append(made)
    return steps


def _path(found: Subscripts) -> list[Sequence[int]]:
    arguments: list[Any] = []
    for term in found.contraction.terms:
        arguments += [np.broadcast_to(0.0, tuple(found.lengths[index] for index in term)), list(term)]
    path = np.einsum_path(*arguments, list(found.contraction.out), optimize="greedy")[0]
    return list(path[1:])


def trace(found: Subscripts, names: Sequence[str]) -> list[dict[str, Any]]:
    """For each index its length, the axes it names, and whether it is summed."""
    return [
        {
            "index": found.names[index],
            "length": found.lengths[index],
            "summed": index not in found.contraction.out,
            "axes": [
                [name, axis]
                for name, term in zip(names, found.contraction.terms, strict=True)
                for axis, other in enumerate(term)
                if other == index
            ],
        }
        for index in sorted(found.names)
    ]


def _run(problem: Problem) -> Outcome:
    found, arrays = _matched(problem), list(problem.arrays.values())
    if wrapping.is_integer(arrays[0]):
        value = found.contraction.evaluate(arrays)
        warnings = wrapping.warning(count_wrapped(found.contraction, arrays, value), value.dtype)
    else:
        value, warnings = evaluate_scaled(found.contraction.evaluate, arrays), ()
    details = {
        "indices": trace(found, [problem.name(key) for key in problem.arrays]),
        "path": path_steps(found),
        "multiplications": math.prod(found.lengths.values()),
        "after": list(found.shape),
    }
    return Outcome({"result": value}, warnings=warnings, details=details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The same sums with random signs, in another order; see `contraction`."""
    arrays = list(problem.arrays.values())
    value, known = outcome.outputs["result"], truth(problem, _exact)
    if wrapping.is_integer(value):
        return certify_integers(_matched(problem).contraction, arrays, value)
    return certify_contraction(_matched(problem).contraction, arrays, value, known, "Summed once more in another order")


def _exact(problem: Problem) -> dict[str, Any] | None:
    found = _matched(problem)
    arrays = exactly.inputs(problem, size=math.prod(found.shape))
    if arrays is None or math.prod(found.lengths.values()) > EXACT_PRODUCTS:
        return None
    answer = exactly.finished(found.contraction.evaluate(arrays), found.shape)
    return None if answer is None else {"result": answer}


def cost(*arrays: Operand, subscripts: str = "") -> Cost:
    """The multiplications of the path that is taken; of arrays alone where there are no subscripts yet."""
    size = entries(*(array.shape for array in arrays))
    if not subscripts.strip():
        return Cost(size, size * 8)
    found = read(subscripts, arrays)
    flops = float(sum(step["multiplications"] for step in path_steps(found)))
    return Cost(max(1.0, 2 * flops), (size + entries(found.shape)) * joint_dtype(*arrays).itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    text = "".join(problem.params["subscripts"].replace("→", "->").replace("…", "...").split())
    arrays = [wrapping.spelled(problem, key, name) for key, name in zip(problem.arrays, names, strict=True)]
    return f'C = np.einsum("{text}", {", ".join(arrays)}, optimize=True)'


EINSUM = Operation(
    declare=einsum,
    routes=(Route("NumPy einsum", always("pair by pair along the cheapest path found"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    integers=True,
)
