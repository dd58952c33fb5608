"""The worked steps of `compute --steps`, in the way that `--way` names."""

from __future__ import annotations

from typing import Any

from workbench.cli.answer import answer
from workbench.cli.arguments import Arguments
from workbench.jobs.request import Compute, Steps
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.model.steps import WAYS, Way


def add_steps(arguments: Arguments, found: dict[str, Any], task: Compute, matrices: tuple[Matrix, ...]) -> list[str]:
    """Put the worked steps under their key, or print them; answers why there are none."""
    from workbench.formats.plain import to_text
    from workbench.jobs.worked import derivation_object

    wanted = Steps(task.operation, task.inputs, task.params, _way(arguments.way))
    try:
        derivation = answer(wanted, matrices)
    except UserError as error:
        found["steps"] = None
        return [error.message]
    if arguments.json:
        found["steps"] = derivation_object(derivation)
    else:
        print(to_text(derivation))
    return []


def _way(settings: dict[str, Any]) -> Way:
    for name, value in settings.items():
        if value not in WAYS.get(name, ()):
            offered = "; ".join(f"{name}={'|'.join(words)}" for name, words in WAYS.items())
            raise UserError("usage", f"There is no way {name}={value}.", f"There are: {offered}.")
    return Way(**settings)
