"""What a result card says, as plain data: cells, figures, chips and sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.gui.panels.card_cells import PLENTY, exact_entry, shown
from workbench.gui.table.format import NumberStyle, full_text, says, short_text
from workbench.gui.widgets.chip import ChipText
from workbench.gui.widgets.message import typeset
from workbench.gui.widgets.minimatrix import MOST
from workbench.jobs.rational import ACTION
from workbench.jobs.request import Failure, Result
from workbench.model.errors import UserError
from workbench.operations import by_name, entry

Array = np.ndarray[Any, Any]
LONGEST_FIGURE, CUT = 44, 40
"""Characters of a routine's name beside a result; the tooltip has all of it."""
SUBSCRIPT = {"1": "₁", "2": "₂", "infinity": "∞", "inf": "∞", "Frobenius": "F", "fro": "F"}
OTHER = {"eigenvector matrix, 2": "κ₂ of the vectors", "componentwise": "κ by entries"}
RESIDUAL = "How far the answer is from satisfying its equation, against the size of the data"
BACKWARD = "The smallest relative change of the data that would make the answer exact"
CONDITION = "How much the answer can change with the data (condition number, norm: {})"
BOUND = "A bound of the relative error of the answer, from the backward error and the condition"
TRUSTED = re.compile(r"\d+ digits? (?:are|is) trusted")
BASES = ("null_space", "orth", "subspaces")
"""Operations whose outputs are bases of subspaces, in columns."""
NO_ANSWER = {"singular": "singular", "shape": "does not fit", "memory": "too large", "domain": "no answer"}


@dataclass(frozen=True)
class Figure:
    """One row of the certificate: label, value, colour token of the value."""

    label: str
    value: str
    color: str = "text"
    tip: str = ""


def chip(answer: Result | UserError | Failure) -> ChipText:
    """The verdict in two words."""
    if isinstance(answer, UserError):
        return ChipText(NO_ANSWER.get(answer.kind, "refused"), "red")
    if isinstance(answer, Failure):
        return ChipText("failed", "red")
    assessment = answer.certificate.assessment
    if agrees(answer) or identical(answer) or _unrounded(answer):
        return ChipText("exact", "green")
    if assessment.verdict == "red":
        return ChipText("no digit certain" if assessment.digits == 0 else "not verified", "red")
    if assessment.digits is None:
        return ChipText("verified" if assessment.verdict == "green" else "not fully verified", assessment.verdict)
    if assessment.verdict == "amber" and assessment.digits >= PLENTY:
        return ChipText("not fully verified", "amber")
    words = "1 digit" if assessment.digits == 1 else f"{assessment.digits} digits"
    return ChipText(words if assessment.verdict == "green" else f"about {words}", assessment.verdict)


def agrees(result: Result) -> bool:
    """Whether the answer is one verified number whose exact twin is known, so that the twin is the answer."""
    value, exact = result.outputs.get("result"), (result.exact or {}).get("result")
    if value is None or np.ndim(value) != 0 or not isinstance(exact, (int, Fraction)):
        return False
    bound = result.certificate.assessment.error_bound or 0.0
    return result.certificate.verdict == "green" and bool(abs(float(exact) - value) <= bound * abs(value))


def identical(result: Result) -> bool:
    """Whether every output is its rational twin to the last digit, so that nothing was rounded."""
    given = {name: value for name, value in result.outputs.items() if value is not None}
    if result.certificate.verdict != "green" or not given:
        return False
    return all(_identical(value, (result.exact or {}).get(name)) for name, value in given.items())


def _unrounded(result: Result) -> bool:
    """Whether a verified answer is only moved or copied: with nothing rounded there is no error of any kind."""
    found = result.certificate.assessment
    return found.verdict == "green" and found.residual == found.backward_error == found.error_bound == 0


def _identical(value: Array, exact: Any) -> bool:
    if exact is None or isinstance(exact, str):
        return False
    twin = np.asarray(exact, dtype=object)
    if twin.shape != np.shape(value) or not all(isinstance(item, (int, Fraction)) for item in twin.flat):
        return False
    return all(x == e for x, e in zip(np.asarray(value).ravel().tolist(), twin.flat, strict=True))


def short(result: Result, called: str) -> str:
    """The one number of a result, exact where that is known and short; "" where there is not one number."""
    value = result.outputs.get("result")
    if value is None or np.ndim(value) != 0:
        return ""
    twin = exact_entry((result.exact or {})["result"]) if agrees(result) else ""
    return f"{called} = {twin}" if twin else equation(result, "result", called)


def scalar(value: Any, digits: int | None) -> str:
    """One number of a result, with as many digits as are trusted (at most ten)."""
    item = shown(np.asarray(value)).item()
    if isinstance(item, (bool, int)):
        return typeset(str(item))
    if isinstance(item, complex):
        return short_text(item, NumberStyle(abs(item)))
    return typeset(f"{item:.{min(max(digits or 6, 3), 10)}g}")


def equation(result: Result, name: str, called: str) -> str:
    """`det = 5`, or `det ≈ 0.3333333333` where the exact twin is another number than the one that is shown."""
    text = scalar(result.outputs[name], result.certificate.assessment.digits)
    return f"{called} {relation(text, (result.exact or {}).get(name))} {text}"


def meaning(result: Result, name: str) -> str:
    """What the operation says of an output."""
    return next((item.help for item in by_name(result.operation).outputs if item.name == name), "")


def relation(text: str, twin: Any) -> str:
    """The sign between a name and a number: `≈` where the twin is known and the number is not it."""
    if isinstance(twin, (int, Fraction)):
        return "=" if says(text, Fraction(twin)) else "≈"
    return "≈" if isinstance(twin, str) else "="


def scientific(value: float | None) -> str:
    """Two digits and a short exponent: `2.4e−16`; 0 is 0."""
    if value is None:
        return "–"
    if value == 0 or not np.isfinite(value):
        return "0" if value == 0 else ("∞" if value > 0 else "NaN")
    mantissa, power = f"{value:.1e}".split("e")
    return typeset(f"{mantissa}e{int(power)}" if not 1e-2 <= abs(value) < 1e4 else f"{value:.3g}")


def reason(result: Result) -> str:
    """Why the answer can be trusted; where nothing was rounded every digit can."""
    said = result.certificate.assessment.reason
    return TRUSTED.sub("every digit is exact", said) if identical(result) else said


def figures(result: Result) -> list[Figure]:
    """The certificate's right column."""
    certificate = result.certificate
    found = certificate.assessment
    if identical(result):
        found = replace(found, error_bound=0.0)
    rows = []
    if found.residual is not None:
        rows.append(Figure("Residual", scientific(found.residual), tip=RESIDUAL))
    if found.backward_error is not None:
        rows.append(Figure("Backward error", scientific(found.backward_error), tip=BACKWARD))
    if found.condition is not None:
        color = "text" if found.verdict == "green" else found.verdict
        label = condition_label(found.condition.norm, result.inputs[0] if result.inputs else "")
        rows.append(Figure(label, scientific(found.condition.value), color, CONDITION.format(found.condition.norm)))
    if found.error_bound is not None:
        rows.append(Figure("Error at most", scientific(found.error_bound), tip=BOUND))
    routine = certificate.routine.split(" (")[0]
    exact = certificate.backend == "exact"
    named = routine if exact else f"{routine}, {certificate.dtype}"
    tip = f"{certificate.routine}: {certificate.why}"
    rows.append(Figure("Routine", named if len(named) <= LONGEST_FIGURE else f"{routine[:CUT]}…", tip=tip))
    where = "CPU, exactly" if exact else certificate.backend.upper()
    rows.append(Figure("Ran on", f"{where} in {duration(certificate.seconds)}"))
    return rows


def condition_label(norm: str, name: str) -> str:
    """`κ₂ of A` for the norms that have an index, else the thing that is conditioned by its name."""
    if norm in SUBSCRIPT:
        return f"κ{SUBSCRIPT[norm]} of {name}".removesuffix(" of ")
    return OTHER.get(norm, "Condition")


def duration(seconds: float) -> str:
    """`0.09 ms`, `12 ms`, `3.4 s`."""
    if seconds < 1:
        return f"{seconds * 1e3:.2g} ms" if seconds < 0.01 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def of(inputs: tuple[str, ...], edited: tuple[str, ...] = ()) -> str:
    """`of A`, `of A and b`, and whether they still are what they were."""
    since = ", edited since" if edited else ""
    return f"of {listed(inputs)}{since}" if inputs else ""


def listed(names: tuple[str, ...]) -> str:
    """`A`, `A and b`, `A, B and b`."""
    return " and ".join([*([", ".join(names[:-1])] if names[1:] else []), *names[-1:]])


def since(edited: tuple[str, ...]) -> str:
    """What a card says of inputs that have changed under it."""
    verb = "has" if len(edited) == 1 else "have"
    subject = listed(edited)
    return f"{subject} {verb} been edited since. Compute again, in the menu, for what is there now." if edited else ""


def size(array: Array) -> str:
    """`2 × 2`, `3`."""
    return " × ".join(map(str, np.shape(array)))


def nothing(result: Result, value: Array) -> str:
    """What an output without entries says: a basis without vectors is one of the zero vector alone."""
    basis = result.operation in BASES and value.ndim == 2 and value.shape[0] > 0
    return "only the zero vector" if basis else "no entries"


def places(indices: Array) -> str:
    """Indices as worked steps count them, from 1: `columns 1 and 3`, `no column`."""
    counted = tuple(str(int(at) + 1) for at in indices)
    return f"column{'s' * (len(counted) > 1)} {listed(counted)}" if counted else "no column"


def numbers(result: Result) -> str:
    """Every output as text that a spreadsheet takes: full precision, tabs between columns."""
    blocks = []
    for value in result.outputs.values():
        if value is not None:
            table = np.atleast_1d(shown(np.asarray(value)))
            table = table.reshape(math.prod(table.shape[:-1]), table.shape[-1]) if table.ndim > 1 else table[:, None]
            blocks.append("\n".join("\t".join(full_text(x) for x in row) for row in table))
    return "\n\n".join(blocks)


def fix(name: str) -> tuple[str, str]:
    """Title and explanation of a way out: an operation, or the action that makes a matrix exact."""
    if name == ACTION:
        return (
            "Use the nearest fractions",
            "Puts simple fractions in the place of floating-point entries",
        )
    return entry(name).title, by_name(name).summary


def details_of(error: UserError) -> list[Figure]:
    """What a refusal knows: exact determinant, rank, a vector that is sent to zero."""
    details: Mapping[str, Any] = error.details
    rows = []
    for row in details.get("entries", ())[:MOST]:
        place = ", ".join(map(str, row["position"]))
        rows.append(Figure(f"{details['name']}[{place}]", typeset(row["fraction"])))
    if (more := details.get("count", 0) - MOST) > 0 and rows:
        rows.append(Figure(f"and {more} more", ""))
    if "determinant" in details:
        rows.append(Figure("Exact determinant", typeset(str(details["determinant"]))))
    if "rank" in details:
        rows.append(Figure("Rank", str(details["rank"])))
    if details.get("null_vector") is not None:
        entries = [typeset(str(entry)) for entry in details["null_vector"][:MOST]]
        rows.append(
            Figure("Sent to zero", f"({', '.join(entries)}{', …' if len(details['null_vector']) > MOST else ''})")
        )
    return rows
