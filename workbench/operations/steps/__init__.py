"""Worked steps: the textbook's algorithms, each a function from a problem to a derivation as data.

They work in exact fractions where the entries are exact, else in decimals (float64). They teach; the answers of the
catalog come from its routes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.model.steps import Derivation, Way
    from workbench.operations.spec import Problem


def worked(module: str, name: str) -> Callable[[Problem, Way], Derivation | None]:
    """The steps of the function `name` in a module here, which is imported when somebody asks for them."""

    def work(problem: Problem, way: Way) -> Derivation | None:
        function = getattr(importlib.import_module(f"{__name__}.{module}"), name)
        found: Derivation | None = function(problem, way)
        return found

    return work
