"""Code for a stack: what NumPy does to stacks by itself, and else a loop over its problems."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import indent

Shape = tuple[int, ...]
Name = tuple[str, Shape | None]
"""A stack, and the shape that it is to be stretched to: None where it has it, () where it is one problem's input."""

BY_ITSELF = re.compile(
    r"\w+(, \w+)* = np\.linalg\.(inv|pinv|det|slogdet|matrix_power|matrix_rank|cond|eig|eigvals|svd|svdvals)"
    r"\([^\W\d]\w*(, [^()\[\]]*)?\)"
)
"""Calls that take a matrix or a stack of them as it is: generalised ufuncs, and what NumPy makes of them."""


def stacked_code(
    codes: Sequence[str],
    inputs: Sequence[Sequence[str]],
    names: Sequence[Name],
    indices: Sequence[Shape],
    shape: Shape,
    outputs: Iterable[str],
) -> str:
    """The code of all problems of a stack from that of each.

    `inputs` are the names of the inputs in each of them, `names` those of the stacks, `outputs` of the outputs.
    """
    plain = {_with(code, given, [name for name, _ in names]) for code, given in zip(codes, inputs, strict=True)}
    if len(plain) == 1 and not any(to for _, to in names) and BY_ITSELF.fullmatch(min(plain)):
        return plain.pop()
    at, found = _free(("at", "place", "index"), plain), _free(("found", "parts", "pieces"), plain)
    taken = {name for code in plain for name in _assigned(code)} | {f"{name}_all" for name, to in names if to}
    kept = {name: f"{name}_given" for name, _ in names if name in taken}
    names = [(kept.get(name, name), to) for name, to in names]
    groups: dict[str, list[Shape]] = {}
    for code, given, index in zip(codes, inputs, indices, strict=True):
        groups.setdefault(_with(code, given, [_one(name, at) for name in names]), []).append(index)
    results = _common([_results(code, set(outputs)) for code in groups])
    saved = [f"{other} = {name}" for name, other in kept.items()]
    stretched = [f"{name}_all = np.broadcast_to({name}, {to})" for name, to in names if to]
    imports = dict.fromkeys(line for code in groups for line in code.splitlines() if line.startswith("import "))
    return "\n".join([*imports, *saved, *stretched, *_loops(groups, results, at, found, shape)])


def _one(stack: Name, at: str) -> str:
    """One problem's part of an input."""
    name, to = stack
    if to == ():
        return name
    return f"{name}_all[{at}]" if to else f"{name}[{at}]"


def _with(code: str, given: Sequence[str], names: Sequence[str]) -> str:
    """The code of one problem with other names for its inputs, all at once."""
    others = dict(zip(given, names, strict=True))
    if not others:
        return code
    longest_first = sorted(others, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.\]])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    return pattern.sub(lambda match: others[match[0]], code)


def _loops(
    groups: Mapping[str, Sequence[Shape]], results: Sequence[str], at: str, found: str, shape: Shape
) -> Iterable[str]:
    """A loop for each way to compute, whose results are put together in the order of the stack."""
    made, several = ", ".join(results), len(results) > 1
    every, alone = f"np.ndindex({', '.join(map(str, shape))})", len(groups) == 1
    yield f"{found} = {[] if alone else {}}"
    for code, places in groups.items():
        yield f"for {at} in {every if alone else list(places)}:"
        yield indent("\n".join(line for line in code.splitlines() if not line.startswith("import ")), "    ")
        yield f"    {found}.append({f'({made})' if several else made})" if alone else f"    {found}[{at}] = {made}"
    ordered = found if alone else f"[{found}[{at}] for {at} in {every}]"
    if several:
        yield f"{made} = (np.reshape(x, {shape} + np.shape(x[0])) for x in zip(*{ordered}))"
    else:
        yield f"{made} = np.reshape({ordered}, {shape} + np.shape({made}))"


def _free(words: Sequence[str], codes: Iterable[str]) -> str:
    """The first of these words that no code uses."""
    used = {node.id for code in codes for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    return next((word for word in words if word not in used), f"{words[0]}_")


def _common(results: Sequence[Sequence[str]]) -> Sequence[str]:
    """The names that every way to compute gives its results."""
    return [name for name in results[0] if all(name in other for other in results)] or results[0]


def _results(code: str, outputs: set[str]) -> list[str]:
    """The names that are assigned and not used up afterwards, or that are those of outputs."""
    assigned: dict[str, int] = {}
    used: dict[str, int] = {}
    for line, statement in enumerate(ast.parse(code).body):
        names = list(_names(statement))
        used |= {name: line for name, stored in names if not stored}
        assigned |= {name: line for name, stored in names if stored}
    return [name for name, line in assigned.items() if name in outputs or used.get(name, -1) <= line]


def _assigned(code: str) -> set[str]:
    """The names that the code gives a value, which must not be those of its inputs in a loop."""
    return {name for statement in ast.parse(code).body for name, stored in _names(statement) if stored}


def _names(statement: ast.stmt) -> Iterable[tuple[str, bool]]:
    """The names in it, and whether they, or parts of them, get a value there; not those that loops count with."""
    nodes = list(ast.walk(statement))
    targets = [node.target for node in nodes if isinstance(node, ast.For | ast.comprehension)]
    counters = {item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name)}
    for node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            yield node.value.id, True
        if isinstance(node, ast.Name) and node.id not in counters:
            yield node.id, isinstance(node.ctx, ast.Store)
