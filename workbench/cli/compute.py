"""One operation on matrices that are named or written on the command line."""

from __future__ import annotations

from typing import Any

from workbench.cli.answer import answer, show
from workbench.cli.arguments import Arguments
from workbench.cli.result_text import result_text
from workbench.cli.worked import add_steps
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix


def run(arguments: Arguments) -> None:
    """Compute, write the file that `--out` names, print the answer and the worked steps where they are asked for."""
    from workbench.jobs.answer import result_object

    task, matrices = _task(arguments)
    try:
        result = answer(task, matrices)
    except UserError as error:
        if arguments.steps and error.kind == "singular":  # the elimination shows why
            add_steps(arguments, error.details, task, matrices)
        raise
    _write_out(arguments, result.outputs)
    shapes = [(matrix.shape, str(matrix.dtype)) for matrix in matrices]
    found = result_object(result, arguments.words[1:], shapes)
    if arguments.steps:
        found["warnings"] += add_steps(arguments, found, task, matrices)
    show(arguments, found, result_text)


def _task(arguments: Arguments) -> tuple[Compute, tuple[Matrix, ...]]:
    """What to compute and of what. Raises `UserError`."""
    from workbench.formats.source import read_source
    from workbench.operations import by_name

    if not arguments.words:
        raise UserError("usage", "compute needs an operation.", "`operations` lists them.")
    if arguments.way and not arguments.steps:
        raise UserError("usage", "--way says how steps are worked.", "Add --steps.")
    name, *sources = arguments.words
    operation = by_name(name)
    if not operation.takes(len(sources)):
        wanted = ", ".join(item.name for item in operation.inputs) or "none"
        message = f"{name} takes the source(s) {wanted}; {len(sources)} given."
        raise UserError("usage", message, f"compute {name} --help describes it.")
    keys = operation.keys(len(sources))
    matrices = tuple(read_source(source, key) for source, key in zip(sources, keys, strict=True))
    names = tuple(matrix.name for matrix in matrices)
    backend, dtype = (arguments.options.get(option, "auto") for option in ("--backend", "--dtype"))
    return Compute(name, names, arguments.settings, backend, dtype), matrices


def _write_out(arguments: Arguments, outputs: Any) -> None:
    path = arguments.options.get("--out")
    if path is None:
        return
    from workbench.formats import save_file

    if not path.endswith(".npz"):
        raise UserError("usage", "--out needs a name that ends in .npz.")
    save_file(path, [(name, value) for name, value in outputs.items() if value is not None])
