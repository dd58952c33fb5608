"""What was done, as a script that does it again."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.jobs.request import Result
from workbench.model.matrix import Matrix

LITERAL = 400
"""Entries up to which a matrix is written out in the script."""


@dataclass
class History:
    """Lines of Python in the order of what they describe, and which version of each matrix their names hold by now."""

    lines: list[str] = field(default_factory=list)
    _held: dict[str, int] = field(default_factory=dict)
    _types: set[np.dtype[Any]] = field(default_factory=set)
    """the number types of the inputs of what ran last"""

    def computed(self, result: Result, inputs: tuple[Matrix, ...]) -> None:
        """Record a computation together with the values it was given, where the script does not hold them already."""
        for matrix in inputs:
            if self._held.get(matrix.name) != matrix.version:
                self.lines.append(_definition(matrix))
                self._held[matrix.name] = matrix.version
        self._types = {matrix.dtype for matrix in inputs}
        self._run(result.code)

    def kept(self, result: Result, matrix: Matrix) -> None:
        """Record that the single result of what ran last became this variable.

        Of what ran before, the script may not hold the inputs any more: there it writes the values when they are used.
        Code on integers may make integers of what is floating point here.
        """
        value = result.outputs.get("result")
        if value is None or self.lines[-1:] != [result.code] or not np.array_equal(matrix.to_array(), value):
            return
        variable = [name for name in _assigned(result.code) if name not in result.outputs][-1]
        if self._types != {matrix.dtype}:
            variable = f"np.asarray({variable}, dtype=np.{matrix.dtype})"
        if variable != matrix.name:
            self.lines.append(f"{matrix.name} = {variable}")
        self._held[matrix.name] = matrix.version

    def _run(self, code: str) -> None:
        """Code of an operation names its answer as textbooks do, which may be the name of a matrix, too."""
        self.lines.append(code)
        for name in _assigned(code):
            self._held.pop(name, None)

    def script(self) -> str:
        """The session as a Python program that needs NumPy and SciPy alone."""
        head = ["import numpy as np", "import scipy", "import scipy.linalg", ""]
        return "\n".join(head + self.lines) + "\n"


def _assigned(code: str) -> list[str]:
    """The names that code gives a value to, wholly or in parts, the last one last."""
    targets = [target for line in ast.parse(code).body if isinstance(line, ast.Assign) for target in line.targets]
    stored = [
        node for target in targets for node in ast.walk(target) if isinstance(getattr(node, "ctx", None), ast.Store)
    ]
    wholes = [node.value if isinstance(node, ast.Subscript) else node for node in stored]
    return [node.id for node in wholes if isinstance(node, ast.Name)]


def _definition(matrix: Matrix) -> str:
    if matrix.size <= LITERAL:
        values = np.array2string(matrix.to_array(), separator=", ", floatmode="unique", threshold=LITERAL + 1)
        return f"{matrix.name} = np.array({values}, dtype=np.{matrix.dtype})".replace("nan", "np.nan").replace(
            "inf", "np.inf"
        )
    return f"# {matrix.name} is {' x '.join(map(str, matrix.shape))}, {matrix.origin}; load it before this line"
