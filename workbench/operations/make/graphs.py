"""Adjacency matrices of graphs that have a name, and of random ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, pairwise
from math import isqrt
from typing import Annotated, Literal

import numpy as np

from workbench.model.errors import UserError
from workbench.operations.make.made import Made, Params, Recipe, made, operation, whole
from workbench.operations.spec import Array, Operation

Edge = tuple[int, int]
Kind = Literal["path", "cycle", "complete", "star", "wheel", "grid", "two cliques", "random"]


def graph(
    kind: Annotated[Kind, "which nodes are joined"] = "cycle",
    n: Annotated[int, "nodes"] = 6,
    probability: Annotated[float, "of each edge, for a random graph"] = 0.5,
    seed: Annotated[int, "of a random graph: the same seed gives the same edges"] = 0,
) -> Made:
    """The adjacency matrix of an undirected graph: 1 where two nodes are joined, 0 elsewhere."""
    if not 0 <= probability <= 1:
        raise UserError("domain", f"A probability lies between 0 and 1: {probability}.", "0.5 joins half of all pairs.")
    if seed < 0:
        raise UserError("domain", f"A seed is a whole number from 0 up, not {seed}.", "Change it.")
    if kind == "grid" and isqrt(max(n, 0)) ** 2 != n:
        raise UserError("domain", f"A square grid has 4, 9, 16, ... nodes, not {n}.", "Take a square number.")
    return made(n, n)


def _path(n: int) -> Iterable[Edge]:
    return pairwise(range(n))


def _cycle(n: int) -> Iterable[Edge]:
    return [*_path(n), *([(0, n - 1)] if n > 2 else [])]


def _star(n: int) -> Iterable[Edge]:
    return ((0, k) for k in range(1, n))


def _wheel(n: int) -> Iterable[Edge]:
    rim = ((i + 1, j + 1) for i, j in _cycle(n - 1))
    return [*_star(n), *rim]


def _grid(n: int) -> Iterable[Edge]:
    side = isqrt(n)
    across = [(k, k + 1) for k in range(n) if (k + 1) % side]
    return [*across, *((k, k + side) for k in range(n - side))]


def _two_cliques(n: int) -> Iterable[Edge]:
    """Two complete halves joined by one edge."""
    half = n // 2
    bridge = [(half - 1, half)] if 0 < half < n else []
    return [*combinations(range(half), 2), *combinations(range(half, n), 2), *bridge]


NAMED: dict[str, Callable[[int], Iterable[Edge]]] = {
    "path": _path,
    "cycle": _cycle,
    "star": _star,
    "wheel": _wheel,
    "grid": _grid,
    "two cliques": _two_cliques,
    "complete": lambda n: combinations(range(n), 2),
}


def _build(p: Params) -> Array:
    n = p["n"]
    if p["kind"] == "random":
        drawn = np.random.default_rng(p["seed"]).random((n, n)) < p["probability"]
        upper = np.triu(drawn, 1)
        return np.asarray(upper | upper.T, dtype=float)
    A = np.zeros((n, n))
    pairs = np.array(list(NAMED[p["kind"]](n)), dtype=int).reshape(-1, 2)
    A[pairs[:, 0], pairs[:, 1]] = A[pairs[:, 1], pairs[:, 0]] = 1
    return A


EDGES: dict[str, Callable[[int], int]] = {
    "path": lambda n: n - 1,
    "cycle": lambda n: n if n > 2 else n - 1,
    "star": lambda n: n - 1,
    "wheel": lambda n: n - 1 + (n - 1 if n > 3 else max(n - 2, 0)),
    "grid": lambda n: 2 * isqrt(n) * (isqrt(n) - 1),
    "two cliques": lambda n: sum(m * (m - 1) // 2 for m in (n // 2, n - n // 2)) + (n > 1),
    "complete": lambda n: n * (n - 1) // 2,
}
"""How many edges each named graph has, by its formula."""


def _compare(A: Array, p: Params) -> float:
    """0 for a symmetric 0-1 matrix without loops, with the edges of the recipe in number and place."""
    simple = np.array_equal(A, A.T) and np.isin(A, (0, 1)).all() and not np.diagonal(A).any()
    counted = p["kind"] == "random" or A.real.sum() == 2 * EDGES[p["kind"]](p["n"])
    return 0.0 if simple and counted and np.array_equal(A, _build(p)) else float("inf")


def _twin(p: Params) -> Array:
    return whole(_build(p))


FORMULAS = {
    "path": "A = np.eye(n, k=1) + np.eye(n, k=-1)",
    "complete": "A = np.ones((n, n)) - np.eye(n)",
    "two cliques": (
        "A = scipy.linalg.block_diag(np.ones((n // 2, n // 2)), np.ones((n - n // 2, n - n // 2))) - np.eye(n)\n"
        "if n > 1:\n    A[n // 2 - 1, n // 2] = A[n // 2, n // 2 - 1] = 1"
    ),
}
"""Shorter code than a list of all edges."""


def _code(p: Params) -> str:
    n = p["n"]
    if p["kind"] == "random":
        draw = f"np.random.default_rng({p['seed']}).random(({n}, {n})) < {p['probability']}"
        return f"upper = np.triu({draw}, 1)\nA = 1.0 * (upper | upper.T)"
    if p["kind"] in FORMULAS:
        return f"n = {n}\n{FORMULAS[p['kind']]}"
    i, j = np.nonzero(np.triu(_build(p)))
    pairs = f"i, j = {i.tolist()}, {j.tolist()}"
    return f"A = np.zeros(({n}, {n}))\n{pairs}\nA[i, j] = A[j, i] = 1"


GRAPH: Operation = operation(graph, Recipe(_build, _code, compare=_compare, twin=_twin))
