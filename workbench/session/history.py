"""What was done, as a script that does it again."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from workbench.jobs.request import Result
from workbench.model.matrix import Matrix

LITERAL = 400
"""Entries up to which a matrix is written out in the script."""


@dataclass
class History:
    """Lines of Python in the order of what they describe."""

    lines: list[str] = field(default_factory=list)

    def computed(self, result: Result, inputs: tuple[Matrix, ...]) -> None:
        """Record a computation together with the values it was given."""
        for matrix in inputs:
            line = _definition(matrix)
            if line not in self.lines:
                self.lines.append(line)
        self.lines.append(result.code)

    def script(self) -> str:
        """The session as a Python program that needs NumPy and SciPy alone."""
        head = ["import numpy as np", "import scipy", "import scipy.linalg", ""]
        return "\n".join(head + self.lines) + "\n"


def _definition(matrix: Matrix) -> str:
    if matrix.size <= LITERAL:
        values = np.array2string(matrix.to_array(), separator=", ", floatmode="unique", threshold=LITERAL + 1)
        return f"{matrix.name} = np.array({values}, dtype=np.{matrix.dtype})".replace("nan", "np.nan").replace(
            "inf", "np.inf"
        )
    return f"# {matrix.name} is {' x '.join(map(str, matrix.shape))}, {matrix.origin}; load it before this line"
