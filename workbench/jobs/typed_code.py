"""Code for variables of another number type than the one that was computed in: it converts them where that matters.

NumPy multiplies bytes in bytes, takes square roots of them in half precision and refuses halves in `np.linalg`; routes
work in the types of LAPACK.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from workbench.model.matrix import Matrix

SMALL = 10**4
"""Entries up to which int64 serves as float64 does: products of a few of them do not wrap round."""
WRAPS = 2.0**62

KEEPS = {
    "T", "mT", "atleast_1d", "atleast_2d", "block", "broadcast_to", "concatenate", "conj", "copy", "diag",
    "expand_dims", "flip", "maximum", "minimum", "moveaxis", "ravel", "real", "reshape", "roll", "rot90", "sort",
    "squeeze", "stack", "swapaxes", "take", "tile", "transpose", "tril", "triu",
}  # fmt: skip
"""Attributes of arrays and functions of NumPy that arrange entries and leave them as they are, in any type."""
LOOKS = {"shape", "size", "ndim", "astype"}
"""Attributes that do not depend on the number type, or say which they want."""
PROMOTES = {
    "cholesky", "cond", "det", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq", "matrix_rank", "norm", "pinv",
    "qr", "slogdet", "solve", "svd", "svdvals", "corrcoef", "cov", "mean", "std", "var",
}  # fmt: skip
"""What computes on integers and bits as on float64, in NumPy, in `np.linalg` or as a method."""

Parents = dict[ast.AST, ast.AST]


def typed_code(code: str, matrices: Sequence[Matrix], working: np.dtype[Any], outputs: Iterable[Any]) -> str:
    """The code, with the conversions of its inputs to the working type that its answer needs.

    A name that occurs once is converted there, others in a line of their own. `outputs` are those of the answer.
    """
    others = {matrix.name: matrix for matrix in matrices if matrix.dtype != working}
    if not others:
        return code
    tree = ast.parse(code)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    small = all(_below(value, WRAPS) for value in outputs if value is not None)
    needed = [name for name, matrix in others.items() if not _serves(tree, parents, matrix, working, small)]
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in needed]
    if len(uses) == len(needed) and len(tree.body) == 1 and not any(_repeated(node, parents) for node in uses):
        return _inserted(code, uses, f".astype(np.{working})")
    lines = code.splitlines()
    imports = sum(line.startswith("import ") for line in lines)
    return "\n".join([*lines[:imports], *_conversion(needed, working), *lines[imports:]])


def _conversion(names: Sequence[str], working: np.dtype[Any]) -> list[str]:
    """The line that converts them, where there are any."""
    return [f"{', '.join(names)} = {', '.join(f'{name}.astype(np.{working})' for name in names)}"] if names else []


def _serves(tree: ast.Module, parents: Parents, matrix: Matrix, working: np.dtype[Any], small: bool) -> bool:
    """Whether the code gives the same answer on the variable as it is."""
    dtype = matrix.dtype
    if not np.can_cast(dtype, working):  # only what is converted already
        named = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == matrix.name)
        return all(isinstance(look := parents[node], ast.Attribute) and look.attr in LOOKS for node in named)
    whole = dtype.kind in "biu" and working == np.float64
    if dtype == np.int64 and whole and small and _below(matrix.to_array(), SMALL):
        return not any(_integral(node, matrix.name) for node in ast.walk(tree))
    return _indifferent(tree, parents, matrix.name, PROMOTES if whole else set())


def _below(value: Any, limit: float) -> bool:
    """Whether no entry is beyond the limit; what is not a number is no integer gone round either."""
    array = np.asarray(value)
    if array.dtype.kind == "c":
        return _below(array.real, limit) and _below(array.imag, limit)
    if array.dtype.kind == "b" or not array.size:
        return True
    return not (np.fmax.reduce(array, axis=None) > limit or np.fmin.reduce(array, axis=None) < -limit)


def _integral(node: ast.AST, name: str) -> bool:
    """What means something else for integers: powers of them, and whatever asks for the type."""
    match node:
        case ast.BinOp(left=left, op=ast.Pow()):
            return any(isinstance(item, ast.Name) and item.id == name for item in ast.walk(left))
        case ast.Attribute(attr="dtype", value=ast.Name(id=known)):
            return known == name
    return False


def _indifferent(tree: ast.Module, parents: Parents, name: str, promotes: set[str]) -> bool:
    """Whether the entries are only arranged, looked at or promoted, under this name and those that it is given."""
    waiting, seen = [name], set[str]()
    while waiting:
        seen.add(current := waiting.pop())
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id == current:
                targets = _arrives(node, parents, promotes)
                if targets is None:
                    return False
                waiting += [target for target in targets if target not in seen]
    return True


def _arrives(node: ast.AST, parents: Parents, promotes: set[str]) -> list[str] | None:
    """The names that hold the entries in the end, none where they are promoted; None where the type may matter."""
    while not isinstance(node, ast.Assign):
        parent = parents[node]
        match parent:
            case ast.Attribute(attr=attr) if attr in LOOKS or attr in promotes:
                return []
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if ast.unparse(value) in ("np", "np.linalg"):
                if attr in promotes or any(word.arg == "dtype" for word in parent.keywords):
                    return []
                if attr not in KEEPS:
                    return None
            case ast.Call(func=ast.Name(id="len")) | ast.Compare(comparators=[ast.Constant(value=0)]):
                return []
            case ast.Attribute(attr=attr) if attr in KEEPS:
                pass
            case ast.Call(func=first) | ast.Subscript(value=first, ctx=ast.Load()) if first is node:
                pass
            case ast.Tuple() | ast.List() | ast.Assign():
                pass
            case _:
                return None
        node = parent
    return [item.id for target in node.targets for item in ast.walk(target) if isinstance(item, ast.Name)]


def _repeated(node: ast.AST, parents: Parents) -> bool:
    """Whether it is within a loop or a function, which would convert it again and again."""
    while node in parents:
        node = parents[node]
        if isinstance(node, ast.For | ast.While | ast.ListComp | ast.GeneratorExp | ast.Lambda | ast.FunctionDef):
            return True
    return False


def _inserted(code: str, names: Iterable[ast.Name], text: str) -> str:
    """The code of one statement with text behind each of these names; the parser counts bytes, and lines from 1."""
    lines = [line.encode() for line in code.splitlines()]
    for name in sorted(names, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        line, end = lines[name.lineno - 1], name.col_offset + len(name.id.encode())
        lines[name.lineno - 1] = line[:end] + text.encode() + line[end:]
    return b"\n".join(lines).decode()
