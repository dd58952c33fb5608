"""A chain of matrix products in the cheapest order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact
from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.operations.common import by, shape_error
from workbench.operations.products import bracketing, device, exactly
from workbench.operations.products.bracketing import Tree
from workbench.operations.products.contraction import Contraction, certify_contraction, evaluate_scaled
from workbench.operations.products.shapes import joint_dtype
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.zero import truth

MOST = 20
Factor = Annotated[Operand, Axes((1, 2), "matrices in their order; the first and the last may be vectors")]


class Chain(NamedTuple):
    result: Annotated[Operand, "the product of all of them"]


def multi_dot(
    *arrays: Factor,
    order: Annotated[
        Literal["cheapest", "left to right", "right to left"], "which brackets: they change cost and last bits only"
    ] = "cheapest",
) -> Chain:
    """The product of several matrices in the order that takes the fewest multiplications."""
    if not 2 <= len(arrays) <= MOST:
        raise UserError("usage", f"A chain has 2 to {MOST} matrices; {len(arrays)} given.", "Choose more of them.")
    for middle in arrays[1:-1]:
        if len(middle.shape) != 2:
            message = f"{middle.name} is {by(middle.shape)}; only the first and the last of a chain may be vectors."
            raise shape_error(message, "Reshape it to a row or a column.", ("reshape",), middle)
    for left, right in pairwise(arrays):
        if left.shape[-1] != right.shape[0]:
            message = (
                f"{left.name} is {by(left.shape)} and {right.name} is {by(right.shape)}: "
                f"{left.shape[-1]} columns meet {right.shape[0]} rows."
            )
            axes = {left.name: len(left.shape) - 1, right.name: 0}
            raise shape_error(message, "Neighbours must fit each other.", ("transpose",), left, right, axes=axes)
    shape = (*arrays[0].shape[:-1], *arrays[-1].shape[1:])
    return Chain(Operand("result", shape, joint_dtype(*arrays)))


def sizes(arrays: list[Any]) -> list[int]:
    """Rows of the first, then the columns of each; vectors count as a row or a column."""
    first = arrays[0].shape[0] if len(arrays[0].shape) == 2 else 1
    return [first, *(a.shape[-1] for a in arrays[:-1]), arrays[-1].shape[1] if len(arrays[-1].shape) == 2 else 1]


def _tree(problem: Problem) -> Tree:
    arrays = list(problem.arrays.values())
    match problem.params["order"]:
        case "left to right":
            return bracketing.from_left(len(arrays))
        case "right to left":
            return bracketing.from_right(len(arrays))
    return bracketing.cheapest(sizes(arrays))


def _multiply(tree: Tree, arrays: Sequence[Any]) -> Any:
    """The product of arrays of any library."""
    return arrays[tree] if isinstance(tree, int) else _multiply(tree[0], arrays) @ _multiply(tree[1], arrays)


def _run(problem: Problem) -> Outcome:
    tree = _tree(problem)
    arrays = list(problem.arrays.values())
    return _outcome(problem, evaluate_scaled(lambda given: np.asarray(_multiply(tree, given)), arrays))


def _outcome(problem: Problem, value: Array) -> Outcome:
    return Outcome({"result": value}, details=_details(problem, _tree(problem)))


def _details(problem: Problem, tree: Tree) -> dict[str, Any]:
    """The brackets that were taken, and what every other choice costs."""
    arrays, names = list(problem.arrays.values()), [problem.name(key) for key in problem.arrays]
    lengths, count = sizes(arrays), len(arrays)
    others = list(bracketing.every(0, count - 1)) if count <= bracketing.ALL else [
        bracketing.cheapest(lengths), bracketing.from_left(count), bracketing.from_right(count)
    ]  # fmt: skip
    costs = {bracketing.spelled(item, names): bracketing.multiplications(item, lengths) for item in others}
    return {
        "bracketing": bracketing.spelled(tree, names),
        "multiplications": bracketing.multiplications(tree, lengths),
        "alternatives": [
            {"bracketing": text, "multiplications": work}
            for text, work in sorted(costs.items(), key=lambda item: item[1])
        ],
    }


def chain(arrays: list[Array]) -> Contraction:
    """The chain as a contraction: index i stands between matrices i − 1 and i."""
    last = len(arrays)
    terms = [(i, i + 1) for i in range(last)]
    if arrays[0].ndim == 1:
        terms[0] = terms[0][1:]  # type: ignore[assignment]
    if arrays[-1].ndim == 1:
        terms[-1] = terms[-1][:1]  # type: ignore[assignment]
    out = ((0,) if arrays[0].ndim == 2 else ()) + ((last,) if arrays[-1].ndim == 2 else ())
    return Contraction(tuple(terms), out)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The chain applied to random signs from the right, against the product applied to them."""
    arrays = list(problem.arrays.values())
    value, known = outcome.outputs["result"], truth(problem, _exact)
    return certify_contraction(chain(arrays), arrays, value, known, "C v = A (B (… v)) is verified", "the product")


def _exact(problem: Problem) -> dict[str, Any] | None:
    arrays = exactly.inputs(problem)
    if arrays is None:
        return None
    shape = (*arrays[0].shape[:-1], *arrays[-1].shape[1:])
    product = exact.to_flint(arrays[0].reshape(-1, arrays[0].shape[-1]))
    for array in arrays[1:]:
        product = product * exact.to_flint(array)
    answer = exactly.finished(exact.from_flint(product, shape), shape)
    return None if answer is None else {"result": answer}


def cost(*arrays: Operand, order: str = "cheapest") -> Cost:
    if len(arrays) < 2:
        return Cost(1.0, 8.0)
    lengths = sizes(list(arrays))
    work = bracketing.multiplications(bracketing.cheapest(lengths), lengths)
    return Cost(max(1.0, 2.0 * work), 2.0 * lengths[0] * lengths[-1] * joint_dtype(*arrays).itemsize)


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    return f"C = {bracketing.spelled(_tree(problem), names, ' @ ')}"


MULTI_DOT = Operation(
    declare=multi_dot,
    routes=(
        Route("BLAS gemm (NumPy matmul), pair by pair", always("brackets decide the cost"), _run, _code),
        *device.chain_routes(lambda problem, arrays: _multiply(_tree(problem), arrays), _outcome, _code),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
)
