"""The order of work in a chain of matrix products: every bracketing, its cost, and the cheapest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeAlias

Tree: TypeAlias = "int | tuple[Tree, Tree]"
"""A matrix by its place in the chain, or the product of two parts of it."""

ALL = 6
"""Matrices up to which every bracketing is listed: 42 for six."""


def cheapest(sizes: Sequence[int]) -> Tree:
    """The bracketing with the fewest multiplications, for matrices of sizes[i] x sizes[i+1].

    Dynamic programming over the parts of the chain (Godbole 1973).
    """
    lengths = tuple(sizes)

    @cache
    def best(first: int, last: int) -> tuple[int, Tree]:
        if first == last:
            return 0, first
        found = []
        for cut in range(first, last):
            (left, one), (right, two) = best(first, cut), best(cut + 1, last)
            work = left + right + lengths[first] * lengths[cut + 1] * lengths[last + 1]
            found.append((work, (one, two)))
        return min(found, key=lambda item: item[0])

    return best(0, len(lengths) - 2)[1]


def from_left(count: int) -> Tree:
    """((A B) C) D"""
    tree: Tree = 0
    for place in range(1, count):
        tree = (tree, place)
    return tree


def from_right(count: int) -> Tree:
    """A (B (C D))"""
    tree: Tree = count - 1
    for place in range(count - 2, -1, -1):
        tree = (place, tree)
    return tree


def every(first: int, last: int) -> Iterator[Tree]:
    """Every bracketing of the matrices first to last."""
    if first == last:
        yield first
    for cut in range(first, last):
        yield from ((one, two) for one in every(first, cut) for two in every(cut + 1, last))


def multiplications(tree: Tree, sizes: Sequence[int]) -> int:
    """What a bracketing costs: rows x inner x columns for each product."""
    return _work(tree, sizes)[0]


def _work(tree: Tree, sizes: Sequence[int]) -> tuple[int, int, int]:
    """Multiplications, rows and columns."""
    if isinstance(tree, int):
        return 0, sizes[tree], sizes[tree + 1]
    (left, rows, inner), (right, _, columns) = (_work(part, sizes) for part in tree)
    return left + right + rows * inner * columns, rows, columns


def spelled(tree: Tree, names: Sequence[str], sign: str = " ", outside: bool = True) -> str:
    """The bracketing in words: (A B) C."""
    if isinstance(tree, int):
        return names[tree]
    inside = sign.join(spelled(part, names, sign, outside=False) for part in tree)
    return inside if outside else f"({inside})"
