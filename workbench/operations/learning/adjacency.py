"""From a list of edges to the adjacency matrix of the graph."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.bounds import max_digits
from workbench.operations.common import by, need_entries, shape_error, unusable
from workbench.operations.spec import Array, Axes, Cost, Operand, Operation, Outcome, Problem, Route, always

MOST = 20_000
UNASKED = 2_000
"""Nodes up to which a matrix is made though few edges name them: its memory is not asked for beforehand."""
Edges = Annotated[Operand, Axes((2,), "an edge in each row: from, to, and a weight if there is a third column")]


class Adjacency(NamedTuple):
    result: Annotated[Operand, "entry i, j: 1 (or the weight) where an edge goes from node i to node j, else 0"]


def adjacency(
    edges: Edges,
    n: Annotated[int | None, "how many nodes there are; by default as many as the edges name"] = None,
    directed: Annotated[bool, "an edge goes one way only"] = False,
) -> Adjacency:
    """The adjacency matrix of a graph that is given by its edges; nodes are counted from 0.

    An edge that is listed twice counts once; weights of edges that are listed twice add up.
    """
    need_entries(edges, "there are no edges")
    if edges.shape[1] not in (2, 3):
        raise shape_error(
            f"{edges.name} is {by(edges.shape)}: an edge has two nodes, and a weight at most.",
            "Give a table of two or three columns, with an edge in each row.",
            ("transpose",) if edges.shape[0] in (2, 3) else (),
            edges,
        )
    if n is not None and not 1 <= n <= MOST:
        raise UserError("domain", f"n cannot be {n}.", f"Choose from 1 to {MOST} nodes.")
    size = min(MOST, 2 * edges.shape[0]) if n is None else n
    return Adjacency(Operand("result", (size, size), edges.dtype))


def _most(edges: Operand) -> int:
    """How many nodes may be made room for: two for each edge, or as many as need no question."""
    return min(MOST, max(UNASKED, 2 * edges.shape[0]))


def _nodes(problem: Problem) -> tuple[Array, Array, int]:
    """From and to of every edge, and the number of nodes; refuses what names no node."""
    pairs, name, limit = problem["edges"][:, :2], problem.name("edges"), problem.params["n"]
    if (pairs != np.rint(pairs)).any() or (pairs < 0).any():
        raise UserError("domain", f"{name} names nodes by numbers other than 0, 1, 2, ...", "Count the nodes from 0.")
    top = float(pairs.max()) + 1
    if limit is not None and top > limit:
        raise UserError(
            "domain", f"{name} names node {top - 1:.0f}, but there are {limit} nodes.", "They are counted from 0."
        )
    if top > MOST:
        raise UserError("domain", f"{name} names node {top - 1:.0f}.", f"There may be {MOST} nodes at most.")
    if limit is None and top > UNASKED and top > 2 * len(pairs):
        count = f"{len(pairs)} edge{'s' * (len(pairs) != 1)}"
        message = f"{name} has {count} and names node {top - 1:.0f}: nearly all of the matrix would be 0."
        raise UserError("memory", message, f"Give n = {top:.0f} if it is meant.", (), {"n": int(top)})
    whole = pairs.astype(np.int64)
    return whole[:, 0], whole[:, 1], int(top) if limit is None else limit


def _filled(start: Array, end: Array, weights: Array | None, n: int, directed: bool, zero: Array) -> Array:
    A = np.full((n, n), zero.reshape(-1)[0] * 0, zero.dtype)
    if weights is None:
        A[start, end] += 1
        return A if directed else np.maximum(A, A.T)
    np.add.at(A, (start, end), weights)
    if not directed:
        apart = start != end
        np.add.at(A, (end[apart], start[apart]), weights[apart])
    return A


def _run(problem: Problem) -> Outcome:
    edges = problem["edges"]
    start, end, n = _nodes(problem)
    weights = edges[:, 2] if edges.shape[1] == 3 else None
    A = _filled(start, end, weights, n, problem.params["directed"], edges)
    loops = np.unique(start[start == end])
    warnings = (f"Node {loops[0]} has an edge to itself.",) if len(loops) else ()
    details = {"nodes": n, "edges": int(np.count_nonzero(A if problem.params["directed"] else np.triu(A)))}
    return Outcome({"result": A}, {}, warnings, details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Edge by edge, in a dictionary."""
    edges, value = problem["edges"], outcome.outputs["result"]
    start, end, n = _nodes(problem)
    if (bad := unusable(value, (n, n), "the adjacency matrix")) is not None:
        return bad
    expected: dict[tuple[int, int], Any] = {}
    for at, (i, j) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
        for pair in {(i, j)} if problem.params["directed"] else {(i, j), (j, i)}:
            expected[pair] = expected.get(pair, 0) + edges[at, 2] if edges.shape[1] == 3 else 1
    places = tuple(np.array(list(expected)).T)
    others = value.copy()
    others[places] = 0
    size = np.abs(list(expected.values())).max()
    close = np.abs(value[places] - np.array(list(expected.values()))) <= len(edges) * np.finfo(value.dtype).eps * size
    if others.any() or not close.all():
        return Assessment("red", "Verification failed: these are not the edges that were given.")
    return Assessment("green", "Every edge is in its place.", 0.0, 0.0, None, 0.0, max_digits(value.dtype))


def _exact(problem: Problem) -> dict[str, Any] | None:
    edges = problem.exact.get("edges")
    if edges is None:
        return None
    start, end, n = _nodes(problem)
    weights = edges[:, 2] if edges.shape[1] == 3 else None
    return {"result": _filled(start, end, weights, n, problem.params["directed"], edges)}


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    E, n = names[0], _nodes(problem)[2]
    weighted = problem["edges"].shape[1] == 3
    lines = [f"start, end = {E}[:, :2].astype(int).T", f"adjacency = np.zeros(({n}, {n}))"]
    if not weighted:
        lines.append("adjacency[start, end] = 1")
        return "\n".join(
            lines if problem.params["directed"] else [*lines, "adjacency = np.maximum(adjacency, adjacency.T)"]
        )
    lines.append(f"np.add.at(adjacency, (start, end), {E}[:, 2])")
    if not problem.params["directed"]:
        lines.append(f"np.add.at(adjacency, (end[start != end], start[start != end]), {E}[start != end, 2])")
    return "\n".join(lines)


def cost(edges: Operand, n: int | None = None, directed: bool = False) -> Cost:
    size = _most(edges) if n is None else n
    return Cost(20.0 * edges.shape[0] + size**2, 2.0 * size**2 * edges.dtype.itemsize)


ADJACENCY = Operation(
    declare=adjacency,
    routes=(Route("NumPy indexing", always("entries are written, not computed"), _run, _code),),
    certify=certify,
    cost=cost,
    exact=_exact,
    real=True,
)
