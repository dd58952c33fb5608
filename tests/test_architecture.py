"""The rules of the house, as sentences that run."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "workbench"
SOURCES = sorted(PACKAGE.rglob("*.py"))
BELOW_THE_WINDOW = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] not in ("gui", "app.py")]

QT = {"PySide6", "pyqtgraph", "shiboken6", "pytestqt"}
SERIALIZERS = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
BETWEEN_OWN_PROCESSES = PACKAGE / "jobs" / "codec.py"
LOADED_ON_USE = {"pandas", "h5py", "cupy", "jax", "torch", "sympy"}

Rule = Callable[[ast.Module], Iterable[object]]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def offenders(
    rule: Callable[[ast.Module], Iterable[object]], paths: Iterable[Path] = SOURCES
) -> dict[str, list[object]]:
    """What the rule finds, by file; a file in order is not listed."""
    found = {name(path): [*rule(tree(path))] for path in paths}
    return {path: rows for path, rows in found.items() if rows}


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The full name of every module that is imported."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def imports_of(names: set[str]) -> Callable[[ast.Module], Iterable[str]]:
    return lambda code: [name for name in imports(ast.walk(code)) if name.split(".")[0] in names]


def run_at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Every node that runs when the module is imported: not what stands in functions or under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from run_at_import(child)


def heavy_imports(code: ast.Module) -> list[str]:
    names = imports(run_at_import(code))
    return [name for name in names if name.startswith("scipy.") or name.split(".")[0] in LOADED_ON_USE]


def names_out_of_scipy(code: ast.Module) -> list[str]:
    rows = [node for node in ast.walk(code) if isinstance(node, ast.ImportFrom)]
    return [ast.unparse(row) for row in rows if row.module == "scipy"]


def calls(code: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(code) if isinstance(node, ast.Call))


def pickles_allowed(code: ast.Module) -> list[str]:
    words = [word for call in calls(code) for word in call.keywords if word.arg == "allow_pickle"]
    return [ast.unparse(word) for word in words if ast.unparse(word.value) != "False"]


def text_run_as_python(code: ast.Module) -> list[str]:
    names = [call.func.id for call in calls(code) if isinstance(call.func, ast.Name)]
    return [name for name in names if name in ("eval", "exec", "compile", "__import__")]


def swallowed_failures(code: ast.Module) -> list[int]:
    handlers = [node for node in ast.walk(code) if isinstance(node, ast.ExceptHandler)]
    return [handler.lineno for handler in handlers if swallows(handler)]


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether it is bare, or catches everything and does nothing about it."""
    kind = ast.unparse(handler.type) if handler.type else ""
    return kind == "" or (kind in ("Exception", "BaseException") and all(map(is_idle, handler.body)))


def is_idle(row: ast.stmt) -> bool:
    says_nothing = isinstance(row, ast.Expr) and isinstance(row.value, ast.Constant)
    return isinstance(row, ast.Pass | ast.Continue) or says_nothing


def layers() -> set[str]:
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(row for row in configuration["tool"]["importlinter"]["contracts"] if row["type"] == "layers")
    return {name for row in contract["layers"] for name in re.findall(r"\w+", row)}


def test_the_import_contracts_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert code == 0, capsys.readouterr().out


def test_every_module_is_in_a_known_layer() -> None:
    heads = {path: path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in SOURCES}
    assert [name(path) for path, head in heads.items() if head not in {*layers(), "__init__"}] == []


def test_every_folder_is_a_package() -> None:
    folders = {path.parent for path in SOURCES}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()] == []


def test_nothing_below_the_window_imports_qt() -> None:
    assert offenders(imports_of(QT), BELOW_THE_WINDOW) == {}


def test_heavy_libraries_load_on_first_use() -> None:
    assert offenders(heavy_imports) == {}
    assert offenders(names_out_of_scipy) == {}


def test_only_our_own_processes_exchange_pickles() -> None:
    assert offenders(imports_of(SERIALIZERS), [path for path in SOURCES if path != BETWEEN_OWN_PROCESSES]) == {}


def test_no_array_file_may_bring_a_pickle() -> None:
    assert offenders(pickles_allowed) == {}


def test_no_text_is_run_as_python() -> None:
    assert offenders(text_run_as_python) == {}


def test_no_failure_is_swallowed() -> None:
    assert offenders(swallowed_failures) == {}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (imports_of(QT), "def f():\n    from PySide6.QtCore import Qt"),
        (heavy_imports, "import scipy.linalg"),
        (heavy_imports, "try:\n    import pandas as pd\nfinally:\n    pass"),
        (names_out_of_scipy, "def f():\n    from scipy import linalg"),
        (pickles_allowed, "np.load(path, allow_pickle=True)"),
        (text_run_as_python, "value = eval(text)"),
        (swallowed_failures, "try:\n    f()\nexcept Exception:\n    pass"),
        (swallowed_failures, "try:\n    f()\nexcept:\n    g()"),
    ],
)
def test_each_rule_sees_what_it_forbids(rule: Rule, text: str) -> None:
    assert [*rule(ast.parse(text))] != []


def test_a_rule_leaves_what_is_right_alone() -> None:
    text = "import scipy\n\ndef f():\n    import pandas\n    return scipy.linalg.det"
    assert heavy_imports(ast.parse(text)) == []
