"""Variables that are defined by a formula and follow what it reads."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from workbench.expressions import Formula, evaluate
from workbench.expressions import parse_formula as parsed_afresh
from workbench.model.edits import Batch, Edit, Put, Rename
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.workspace import Change, Workspace

AT_ONCE = 10**4
"""Entries up to which a formula is evaluated in the window's process."""


@lru_cache(256)
def parse_formula(text: str) -> Formula:
    """Every change of a matrix asks what the formulas read, and no formula changes meanwhile."""
    return parsed_afresh(text)


def derive(workspace: Workspace, text: str, name: str) -> Matrix:
    """The matrix that `text` defines, under `name`, remembering its formula.

    Raises `UserError` (`parse`, `usage`, `shape`, `domain`, `unsupported`).
    """
    formula = parse_formula(text)
    if name in formula.names:
        raise UserError("usage", f"{name} cannot be defined by itself.", "Give the result another name.")
    for used in formula.names:
        if used in workspace and name in sources(workspace, used):
            raise UserError("usage", f"{used} follows {name}, so {name} cannot follow {used}.")
    matrices = {used: workspace[used] for used in formula.names if used in workspace}
    check_sizes(workspace, formula)
    value = evaluate(formula, matrices)
    body = formula.text.partition("=")[2].strip() if formula.target else formula.text
    origin = f"follows {' and '.join(formula.names)}" if formula.names else "typed in"
    return Matrix.of(name, value.array, origin=origin, exact=value.exact, formula=body)


def check_sizes(workspace: Workspace, formula: Formula) -> None:
    """Refuse matrices too large to follow in the window's process; `UserError` (`unsupported`)."""
    if any(workspace[name].size > AT_ONCE for name in formula.names if name in workspace):
        raise UserError(
            "unsupported", f"Formulas take matrices of up to {AT_ONCE} entries.", "Use an operation for larger ones."
        )


def sources(workspace: Workspace, name: str) -> frozenset[str]:
    """Every name that `name` depends on, itself included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        current = waiting.pop()
        if current in found:
            continue
        found.add(current)
        if current in workspace and workspace[current].formula:
            waiting.extend(parse_formula(workspace[current].formula or "").names)
    return frozenset(found)


def rename(workspace: Workspace, old: str, new: str) -> Edit:
    """The edit that renames a variable, in the formulas that read it too."""
    edits: list[Edit] = [Rename(old, new)]
    for matrix in workspace:
        if matrix.formula and old in parse_formula(matrix.formula).names:
            text = re.sub(rf"\b{re.escape(old)}\b", new, matrix.formula)
            origin = f"follows {' and '.join(parse_formula(text).names)}"
            edits.append(Put(replace(matrix, formula=text, origin=origin)))
    return edits[0] if len(edits) == 1 else Batch(tuple(edits), f"Rename {old} to {new}")


class Follower:
    """Recomputes derived variables whenever something that they read changes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.broken: dict[str, UserError] = {}
        workspace.changed.connect(self._follow)

    def _follow(self, change: Change) -> None:
        """Recompute direct readers; what reads them follows from the change that this makes."""
        for matrix in self._workspace:
            text = matrix.formula
            if text and matrix.name not in change.names and change.names.intersection(parse_formula(text).names):
                self._recompute(matrix.name, text)

    def _recompute(self, name: str, text: str) -> None:
        """A derived value is a function of what the history holds, so it takes no step of its own."""
        try:
            self._workspace.follow(derive(self._workspace, text, name))
            self.broken.pop(name, None)
        except UserError as error:
            self.broken[name] = error
