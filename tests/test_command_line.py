"""The command line's contract, key for key, without a window."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.__main__ import main
from workbench.model.errors import KINDS
from workbench.model.resources import resource
from workbench.operations import CATALOG
from workbench.operations.entry import Entry

DIGITS = str(resource("samples", "digits.npy"))
ANSWER_KEYS = {
    "operation", "inputs", "backend", "method", "why", "seconds", "outputs",
    "certificate", "exact", "details", "warnings", "code",
}  # fmt: skip
CERTIFICATE_KEYS = {"verdict", "reason", "residual", "backward_error", "condition", "error_bound", "digits"}


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the one JSON object on standard output."""
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, found = call(capsys, *words)
    assert code == 0, found
    return found


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    code, found = call(capsys, *words)
    assert code == 2
    error = found["error"]
    assert set(error) == {"kind", "message", "hint", "fixes", "details"}
    assert error["kind"] in KINDS
    assert error["message"].endswith(".")
    return error


def test_eig_of_a_symmetric_matrix(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "eig", "[[2,1],[1,3]]")
    assert set(found) == ANSWER_KEYS
    assert set(found["certificate"]) == CERTIFICATE_KEYS
    assert found["inputs"] == [
        {
            "name": "A",
            "source": "[[2,1],[1,3]]",
            "shape": [2, 2],
            "dtype": "int64",
            "structure": ["symmetric", "positive definite"],
        }
    ]
    values = found["outputs"]["eigenvalues"]
    assert (values["shape"], values["dtype"], values["truncated"]) == ([2], "float64", False)
    assert values["value"] == pytest.approx([(5 + 5**0.5) / 2, (5 - 5**0.5) / 2], rel=1e-15)
    assert found["certificate"]["verdict"] == "green"
    assert found["exact"]["eigenvalues"] == ["5/2 + sqrt(5)/2", "5/2 - sqrt(5)/2"]


def test_inv_of_a_singular_matrix_is_refused_with_a_null_vector(capsys: pytest.CaptureFixture[str]) -> None:
    error = refusal(capsys, "compute", "inv", "[[16,2,3,13],[5,11,10,8],[9,7,6,12],[4,14,15,1]]")
    assert error["kind"] == "singular"
    vector = np.array([float(x) for x in error["details"]["null_vector"]])
    M = np.array([[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])
    assert np.abs(vector).max() > 0
    np.testing.assert_allclose(M @ vector, 0, atol=1e-12 * np.abs(vector).max())


def test_svd_of_the_digits_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "svd.npz"
    found = answer(capsys, "compute", "svd", DIGITS, "--out", str(out))
    assert found["outputs"]["U"] == {"shape": [1797, 64], "dtype": "float64", "value": None, "truncated": True}
    assert found["certificate"]["verdict"] == "green"
    table = np.load(resource("samples", "digits.npy")).astype(float)
    with np.load(out) as saved:
        np.testing.assert_allclose(saved["U"] * saved["S"] @ saved["Vh"], table, atol=1e-11)


def test_settings_reach_the_operation(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "svd", "1 2; 3 4; 5 6", "--set", "full=true")
    assert found["outputs"]["U"]["shape"] == [3, 3]


def test_a_source_may_begin_with_a_minus(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "compute", "det", "-1 2; 3 4")["outputs"]["result"]["value"] == pytest.approx(-10)


def test_scalars_have_an_empty_shape(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "trace", "[[1,2],[3,4]]")["outputs"]["result"]
    assert found == {"shape": [], "dtype": "float64", "value": 5.0, "truncated": False}


def test_exact_backend_answers_in_fractions(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "inv", "[[1,1/2],[1/2,1/3]]", "--backend", "exact")
    assert found["exact"]["result"] == [["4", "-6"], ["-6", "12"]]
    assert found["outputs"]["result"]["value"] == [[4.0, -6.0], [-6.0, 12.0]]


def test_complex_numbers_are_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "eigvals", "[[0,-1],[1,0]]")["outputs"]["result"]
    np.testing.assert_allclose(found["value"], [[0, 1], [0, -1]], atol=1e-15)


def test_standard_input(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1 2\n3 4\n"))
    assert answer(capsys, "compute", "det", "-")["outputs"]["result"]["value"] == pytest.approx(-2)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("compute",), "usage"),
        (("compute", "nonsense", "1"), "usage"),
        (("compute", "det"), "usage"),
        (("compute", "det", "1", "2"), "usage"),
        (("compute", "det", "[[1]]", "--nonsense"), "usage"),
        (("compute", "svd", "[[1]]", "--set", "full=true", "--set", "full=false"), "usage"),
        (("compute", "svd", "[[1]]", "--set", "fool=true"), "usage"),
        (("compute", "svd", "[[1]]", "--set", "full=3"), "usage"),
        (("compute", "svd", "[[1]]", "--dtype", "int7"), "usage"),
        (("compute", "svd", "[[1]]", "--backend", "abacus"), "usage"),
        (("compute", "inv", "[[1,2],[3,4],[5,6]]"), "shape"),
        (("compute", "det", "[1,2]"), "shape"),
        (("compute", "solve", "[[1,2],[3,4]]", "[1,2,3]"), "shape"),
        (("compute", "matmul", "[[1,2]]", "[[1,2]]"), "shape"),
        (("compute", "inv", "[[nan,1],[1,2]]"), "domain"),
        (("compute", "inv", "[[inf,1],[1,2]]"), "domain"),
        (("compute", "inv", "[[1,2],[2,4]]"), "singular"),
        (("compute", "solve", "[[1,2],[2,4]]", "[1,2]"), "singular"),
        (("compute", "det", "[[1,2],[3"), "parse"),
        (("compute", "det", "no_such_file.npy"), "file"),
        (("compute", "det", "[[1.5,0.1],[2,1]]", "--dtype", "float16"), "usage"),
        (("inspect", "no_such_file.npy"), "file"),
        (("inspect", "."), "file"),
        (("inspect",), "usage"),
        (("parse", "no_such_file.txt"), "file"),
        (("operations", "x"), "usage"),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], kind: str) -> None:
    assert refusal(capsys, *words)["kind"] == kind


def test_shape_error_names_the_shapes_and_the_ways_out(capsys: pytest.CaptureFixture[str]) -> None:
    error = refusal(capsys, "compute", "inv", "[[1,2],[3,4],[5,6]]")
    assert error["message"] == "A is 3 x 2, so it has no inverse."
    assert error["details"]["shapes"] == {"A": [3, 2]}
    assert "pinv" in error["fixes"]


def test_parse_errors_carry_line_and_column(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1 2\n3 x\n"))
    error = refusal(capsys, "parse")
    assert (error["kind"], error["details"]["line"], error["details"]["column"]) == ("parse", 2, 3)


def test_parse_answers_every_key(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("[1/2, \u22123]"))
    found = answer(capsys, "parse", "-")
    assert set(found) == {"shape", "dtype", "syntax", "value", "exact", "labels", "warnings"}
    assert (found["shape"], found["value"], found["exact"]) == ([2], [0.5, -3.0], ["1/2", "-3"])


def test_inspect_does_not_load(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "inspect", DIGITS)
    assert set(found) == {"format", "bytes", "arrays"}
    (array,) = found["arrays"]
    assert set(array) == {"name", "shape", "dtype", "bytes", "loadable", "reason"}
    assert (array["shape"], array["dtype"], array["loadable"]) == ([1797, 64], "uint8", True)


def test_operations_lists_the_catalog(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["name"]: row for row in answer(capsys, "operations")["operations"]}
    assert set(rows) >= {
        "inv", "det", "slogdet", "trace", "eig", "eigvals", "svd", "svdvals", "pinv", "solve", "lstsq",
        "matmul", "transpose", "norm", "matrix_rank", "cond",
    }  # fmt: skip
    for row in rows.values():
        assert set(row) == {"name", "title", "group", "summary", "inputs", "parameters", "outputs", "backends"}
        assert row["summary"]
        assert True in (row["backends"]["cpu"], row["backends"]["exact"])


def test_no_qt_and_no_window_without_one() -> None:
    code = (
        "import sys; from workbench.__main__ import main; main(['compute', 'svd', '[[1,2],[3,4]]', '--json']); "
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_an_internal_failure_is_told_apart(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.jobs.engine.run", lambda *_: 1 / 0)
    code, found = call(capsys, "compute", "det", "[[1]]")
    assert (code, found["error"]["kind"]) == (1, "internal")


def test_the_console_script_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "compute", "det", "[[2,1],[1,3]]"],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "result = 5" in done.stdout


def test_a_reader_that_leaves_early_does_no_harm() -> None:
    command = f"{sys.executable} -m workbench operations --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("{", "")


def test_what_cannot_fit_is_refused_with_the_figures(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "tall.npy"
    np.save(path, np.ones((200_000, 2)))
    error = refusal(capsys, "compute", "svd", str(path), "--set", "full=true")
    assert error["kind"] == "memory"
    assert "GB" in error["message"]


def test_steps_are_added_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "det", "[[1,2],[3,4]]", "--steps")
    assert set(found) == {*ANSWER_KEYS, "steps"}
    assert found["steps"]["result"] == ["det A = 1 · (−2) = −2"]
    assert found["steps"]["steps"][1]["operation"]["factor"] == "-3"


def test_steps_explain_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    details = refusal(capsys, "compute", "inv", "[[1,2],[2,4]]", "--steps")["details"]
    assert details["steps"]["steps"][-1]["matrix"][1] == ["0", "0", "-2", "1"]
    assert "no inverse" in details["steps"]["conclusion"]


def test_steps_that_there_are_not_say_why(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "compute", "trace", "[[1,2],[3,4]]", "--steps")
    assert found["steps"] is None
    assert "Trace has no worked steps." in found["warnings"]


def test_14_8_the_way_of_the_steps_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("compute", "solve", "[[1e-20,1],[1,1]]", "[1,2]", "--steps", "--way", "arithmetic=decimals", "--way")
    off = answer(capsys, *words, "pivoting=none")["steps"]
    on = answer(capsys, *words, "pivoting=partial")["steps"]
    assert (off["result"][-1], on["result"][-1]) == ("x = [0; 1]", "x = [1; 1]")
    assert refusal(capsys, *words, "pivoting=best")["kind"] == "usage"
    assert refusal(capsys, "compute", "det", "[[1]]", "--way", "pivoting=none")["kind"] == "usage"


def test_steps_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compute", "inv", "[[2,1],[1,3]]", "--steps"]) == 0
    out = capsys.readouterr().out
    assert "1. Exchange rows 1 and 2" in out
    assert "[ 1  0  |   3/5  −1/5 ]" in out


@pytest.mark.parametrize("words", [("--help",), ("compute", "-h"), ("operations", "--help")])
def test_help_is_the_usage(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
    assert main(list(words)) == 0
    assert "matrix-workbench compute OPERATION SOURCE" in capsys.readouterr().out


@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.name)
def test_every_operation_has_a_page_of_help(capsys: pytest.CaptureFixture[str], entry: Entry) -> None:
    assert main(["compute", entry.name, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"matrix-workbench compute {entry.name}")
    for item in (*entry.operation.inputs, *entry.operation.parameters, *entry.operation.outputs):
        assert f"    {item.name}" in page
    assert max(map(len, page.splitlines())) <= 110


def test_help_on_nothing_known_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, "compute", "inverse", "--help")["kind"] == "usage"
