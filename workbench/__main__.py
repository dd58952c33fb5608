"""The command line: the window, or one operation without a window."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from workbench.model.errors import UserError

USAGE = """\
matrix-workbench [FILE ...]                   the window, files loaded as variables
matrix-workbench compute OPERATION SOURCE...  one operation; --set NAME=VALUE --backend B --dtype D --out FILE.npz
                                              --steps shows the textbook's way to it; --way pivoting=none and the like
matrix-workbench parse [FILE or -]            pasted text in any syntax
matrix-workbench inspect FILE                 what is in a file, without loading it
matrix-workbench compute OPERATION --help     what an operation takes, what can be set, what comes back
matrix-workbench operations                   the catalog
matrix-workbench tour [--out DIR]             the guided demonstration, off-screen

With --json each of them prints one JSON object. SOURCE is a file (FILE::NAME for one array in it), a matrix such as
"[[2,1],[1,3]]" or "2 1; 1 3", or - for standard input.
"""

HELP = {"-h", "--help"}


@dataclass
class Arguments:
    """What stands on the command line after the command."""

    words: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    way: dict[str, Any] = field(default_factory=dict)
    json: bool = False
    steps: bool = False


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0 for an answer, 2 for a user error, 1 for an internal failure."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0] in HELP:
        print(USAGE, end="")
        return 0
    if words and words[0] in COMMANDS:
        return _without_window(words[0], words[1:])
    return _window(words)


def _window(words: list[str]) -> int:
    from workbench import app

    if words and words[0] == "--self-test":
        return app.self_test(words[1] if len(words) > 1 else "self-test")
    return app.run(words)


def _without_window(command: str, words: list[str]) -> int:
    as_json = "--json" in words
    try:
        run, options = COMMANDS[command]
        if HELP & set(words):
            _help([word for word in words if word not in HELP and command == "compute"])
        else:
            run(read_arguments(words, options))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has had enough of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except UserError as error:
        _fail(error.to_dict(), as_json)
        return 2
    except Exception as error:  # noqa: BLE001 the one place where a defect becomes the contract's `internal` answer
        traceback.print_exc()
        summary = f"{type(error).__name__}: {error}"
        _fail(UserError("internal", summary, "This is a defect; please report it.").to_dict(), as_json)
        return 1
    return 0


def _help(words: list[str]) -> None:
    """The usage of everything, or the description of the operation that is named first."""
    if not words:
        print(USAGE, end="")
        return
    from workbench.jobs.help import operation_help
    from workbench.operations import entry

    print(operation_help(entry(words[0])))


def _fail(error: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": error}, ensure_ascii=False))
        return
    print(error["message"], error["hint"], file=sys.stderr)
    if error["fixes"]:
        print("Try:", ", ".join(error["fixes"]), file=sys.stderr)


def read_arguments(words: list[str], options: tuple[str, ...]) -> Arguments:
    """Split words from options by hand, because a matrix may begin with a minus sign.

    Raises `UserError` (`usage`) for an unknown, repeated or incomplete option.
    """
    found = Arguments()
    rest = iter(words)
    for word in rest:
        if word == "--json":
            found.json = True
        elif word == "--steps" and word in options:
            found.steps = True
        elif word in ("--set", "--way") and word in options:
            _set(found.settings if word == "--set" else found.way, _value(word, rest), word)
        elif word in options:
            if word in found.options:
                raise UserError("usage", f"{word} is given twice.")
            found.options[word] = _value(word, rest)
        elif word.startswith("--") and word[2:3].isalpha():
            raise UserError("usage", f"There is no option {word} here.", f"Known: {', '.join((*options, '--json'))}.")
        else:
            found.words.append(word)
    return found


def _value(option: str, rest: Any) -> str:
    value: str | None = next(rest, None)
    if value is None:
        raise UserError("usage", f"{option} needs a value.")
    return value


def _set(settings: dict[str, Any], text: str, option: str) -> None:
    name, equals, value = text.partition("=")
    if not equals:
        raise UserError("usage", f"{option} needs NAME=VALUE, not {text}.")
    if name in settings:
        raise UserError("usage", f"{name} is set twice.")
    try:
        settings[name] = json.loads(value)
    except json.JSONDecodeError:
        settings[name] = value


def _compute(arguments: Arguments) -> None:
    from workbench.formats.source import read_source
    from workbench.jobs.answer import result_object
    from workbench.jobs.request import Compute
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
    task = Compute(
        name,
        tuple(matrix.name for matrix in matrices),
        arguments.settings,
        arguments.options.get("--backend", "auto"),
        arguments.options.get("--dtype", "auto"),
    )
    try:
        result = _answer(task, matrices)
    except UserError as error:
        if arguments.steps and error.kind == "singular":  # the elimination shows why
            _add_steps(arguments, error.details, task, matrices)
        raise
    _write_out(arguments, result.outputs)
    shapes = [(matrix.shape, str(matrix.dtype)) for matrix in matrices]
    answer = result_object(result, sources, shapes)
    if arguments.steps:
        answer["warnings"] += _add_steps(arguments, answer, task, matrices)
    _show(arguments, answer, _result_text)


def _add_steps(arguments: Arguments, answer: dict[str, Any], task: Any, matrices: tuple[Any, ...]) -> list[str]:
    """Put the worked steps under their key, or print them; answers why there are none."""
    from workbench.formats.plain import to_text
    from workbench.jobs.request import Steps
    from workbench.jobs.worked import derivation_object

    wanted = Steps(task.operation, task.inputs, task.params, _way(arguments.way))
    try:
        found = _answer(wanted, matrices)
    except UserError as error:
        answer["steps"] = None
        return [error.message]
    if arguments.json:
        answer["steps"] = derivation_object(found)
    else:
        print(to_text(found))
    return []


def _way(settings: dict[str, Any]) -> Any:
    from workbench.model.steps import WAYS, Way

    for name, value in settings.items():
        if value not in WAYS.get(name, ()):
            offered = "; ".join(f"{name}={'|'.join(words)}" for name, words in WAYS.items())
            raise UserError("usage", f"There is no way {name}={value}.", f"There are: {offered}.")
    return Way(**settings)


def _answer(task: Any, matrices: tuple[Any, ...] = ()) -> Any:
    """Run a task here and now, refused beforehand if it cannot fit into memory.

    Raises `UserError`, and `RuntimeError` for a defect.
    """
    from workbench.jobs.estimate import estimate
    from workbench.jobs.request import Failure, Reply, Request
    from workbench.jobs.runner import InlineRunner

    replies: list[Reply] = []
    runner = InlineRunner(estimate=estimate)
    runner.submit(Request(1, task, matrices), replies.append)
    runner.drain()
    error = replies[0].error
    if isinstance(error, Failure):
        print(error.traceback, file=sys.stderr)
        raise RuntimeError(error.summary)
    if error is not None:
        raise error
    return replies[0].value


def _write_out(arguments: Arguments, outputs: Any) -> None:
    path = arguments.options.get("--out")
    if path is None:
        return
    from workbench.formats import save_file

    if not path.endswith(".npz"):
        raise UserError("usage", "--out needs a name that ends in .npz.")
    save_file(path, [(name, value) for name, value in outputs.items() if value is not None])


def _result_text(answer: dict[str, Any]) -> str:
    certificate = answer["certificate"]
    lines = [f"{answer['operation']}: {answer['method']} ({answer['why']})"]
    for name, output in answer["outputs"].items():
        if output is not None:
            shown = output["value"] if not output["truncated"] else f"{output['shape']} {output['dtype']}"
            lines.append(f"{name} = {shown}")
            lines += _exact_lines(name, (answer["exact"] or {}).get(name), answer["details"].get("enclosures", {}))
    details = answer["details"]
    said = [details[key] for key in ("exact_difference", "exact_difference_reason") if key in details]
    lines += [f"exact and rounded: {': '.join(said)}"] if said else []
    lines += [f"stack: {details['stack']}"] if "stack" in details else []
    lines.append(f"{certificate['verdict']}: {certificate['reason']}")
    return "\n".join(lines + [f"warning: {text}" for text in answer["warnings"]])


def _exact_lines(name: str, exact: Any, enclosures: dict[str, Any]) -> list[str]:
    """The exact twin of an output, or its certain digits with the intervals that hold it."""
    if exact is None:
        return []
    word, boxes = ("in certain digits", enclosures[name]) if name in enclosures else ("exactly", None)
    lines = [f"{name} {word} = {json.dumps(exact, ensure_ascii=False)}"]
    return [*lines, f"{name} within {json.dumps(boxes)}"] if boxes else lines


def _parse(arguments: Arguments) -> None:
    from pathlib import Path

    from workbench.formats.paste import parse_text
    from workbench.jobs.answer import exact_text, nested

    if len(arguments.words) > 1:
        raise UserError("usage", "parse takes one file, or - for standard input.")
    source = arguments.words[0] if arguments.words else "-"
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError("file", f"{source} cannot be read: {reason}.") from error
    parsed = parse_text(text)
    answer = {
        "shape": list(parsed.array.shape),
        "dtype": str(parsed.array.dtype),
        "syntax": parsed.syntax,
        "value": nested(parsed.array),
        "exact": None if parsed.exact is None else exact_text(parsed.exact),
        "labels": {
            "rows": None if parsed.row_labels is None else list(parsed.row_labels),
            "columns": None if parsed.column_labels is None else list(parsed.column_labels),
        },
        "warnings": list(parsed.warnings),
    }
    _show(arguments, answer, lambda found: f"{found['syntax']}, {found['shape']} {found['dtype']}\n{found['value']}")


def _inspect(arguments: Arguments) -> None:
    from workbench.jobs.request import Inspect

    if len(arguments.words) != 1:
        raise UserError("usage", "inspect takes one file.")
    found = _answer(Inspect(arguments.words[0]))
    answer = {
        "format": found.format,
        "bytes": found.bytes,
        "arrays": [
            {
                "name": item.name,
                "shape": list(item.shape),
                "dtype": str(item.dtype),
                "bytes": item.bytes,
                "loadable": item.loadable,
                "reason": item.reason,
            }
            for item in found.arrays
        ],
    }
    _show(arguments, answer, lambda it: "\n".join(f"{a['name']} {a['shape']} {a['dtype']}" for a in it["arrays"]))


def _operations(arguments: Arguments) -> None:
    if arguments.words:
        raise UserError("usage", "operations takes no words.")
    with _without_collector():
        from workbench.jobs.answer import operation_object
        from workbench.operations import CATALOG

        answer = {"operations": [operation_object(item) for item in CATALOG]}
    _show(arguments, answer, lambda it: "\n".join(f"{row['name']:20}{row['summary']}" for row in it["operations"]))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Imports make many objects and no garbage: a tenth of the time goes into looking for it."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _tour(arguments: Arguments) -> None:
    from workbench import app

    answer = app.tour(arguments.options.get("--out", "tour"))
    _show(arguments, answer, lambda found: "\n".join(found["pictures"]))


def _show(arguments: Arguments, answer: dict[str, Any], text: Callable[[dict[str, Any]], str]) -> None:
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else text(answer))


COMMANDS: dict[str, tuple[Callable[[Arguments], None], tuple[str, ...]]] = {
    "compute": (_compute, ("--set", "--backend", "--dtype", "--out", "--steps", "--way")),
    "parse": (_parse, ()),
    "inspect": (_inspect, ()),
    "operations": (_operations, ()),
    "tour": (_tour, ("--out",)),
}

if __name__ == "__main__":
    sys.exit(main())
