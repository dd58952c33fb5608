"""A derivation as LaTeX: matrices as pmatrix, augmented ones as array with a bar, row operations over arrows.

Needs amsmath for the reader; the text is made of plain ASCII.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from workbench.model.steps import Derivation, Grid, Line, Number, Piece, Step
from workbench.model.surd import Surd

SIGNS = {
    "λ": r"\lambda", "σ": r"\sigma", "Σ": r"\Sigma", "−": "-", "·": r"\cdot", "×": r"\times", "±": r"\pm",
    "←": r"\leftarrow", "↔": r"\leftrightarrow", "‖": r"\|", "ᵀ": "^{T}", "ᴴ": "^{H}", "%": r"\%",
    "#": r"\#", "&": r"\&",
}  # fmt: skip
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
TEXT = {"\\": r"\textbackslash{}", "_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "{": r"\{", "}": r"\}"}
WORDS = re.compile(r"[a-z]{2,}(?: [a-z]+)*", re.IGNORECASE)
OPERATORS = ("det",)
FORMAL = re.compile(r"[^\s.,;:()]*[^\x00-\x7f][^\s,;:()]*(?<![.])")
"""A word of a sentence that holds a sign which is not plain text."""


def to_latex(derivation: Derivation) -> str:
    """The whole of it: title, sentences, steps and conclusion, ready to be pasted into a document."""
    blocks = [rf"\textbf{{{prose(derivation.title)}}}"]
    blocks += [prose(derivation.remark)] if derivation.remark else []
    before: Grid | None = None
    for at, step in enumerate(derivation.steps):
        blocks.append(rf"{at}. {prose(step.says)}")
        blocks += [rf"\[ {formula} \]" for formula in _formulas(step, before)]
        before = step.grid or before
    blocks.append(prose(derivation.conclusion))
    blocks += [rf"\[ {line(row)} \]" for row in derivation.result]
    return "\n\n".join(blocks) + "\n"


def _formulas(step: Step, before: Grid | None) -> list[str]:
    """A row operation as an arrow from the matrix before it; whatever else belongs to the step in lines."""
    if step.lines:
        head = [rf"{line(step.operation.notation)}"] if step.operation is not None else []
        return head + [line(row) for row in step.lines]
    if step.grid is None:
        return []
    if step.operation is not None and before is not None:
        arrow = rf"\xrightarrow{{{line(step.operation.notation)}}}"
        return [f"{grid(before)} {arrow} {grid(step.grid)}"]
    return [grid(step.grid)]


def line(pieces: Line) -> str:
    """Mathematics in a row; `a / b` of two pieces is a fraction."""
    rest, parts = list(pieces), []
    while rest:
        piece = rest.pop(0)
        if piece == "√":
            parts.append(rf"\sqrt{{{line(_group(rest))}}}")
        else:
            parts.append(_piece(piece))
    return re.sub(r"\( ", "(", " ".join(parts)).replace(" )", ")")


def _group(rest: list[Piece]) -> Line:
    """What stands in the parentheses at the front of `rest`, which loses it."""
    if rest[0] != "(":
        return (rest.pop(0),)
    depths = list(itertools.accumulate((piece == "(") - (piece == ")") for piece in rest))
    end = depths.index(0)
    inside = tuple(rest[1:end])
    del rest[: end + 1]
    return inside


def _piece(piece: Piece) -> str:
    if isinstance(piece, Grid):
        return grid(piece)
    return symbol(piece) if isinstance(piece, str) else number(piece)


def grid(shown: Grid) -> str:
    """A pmatrix, a vmatrix for a determinant, or an array with a bar."""
    rows = r" \\ ".join(" & ".join(_piece(entry) for entry in row) for row in shown.entries)
    if shown.fence == "bars":
        return rf"\begin{{vmatrix}} {rows} \end{{vmatrix}}"
    if shown.bar is None:
        return rf"\begin{{pmatrix}} {rows} \end{{pmatrix}}"
    columns = "r" * shown.bar + "|" + "r" * (shown.entries.shape[1] - shown.bar)
    return rf"\left(\begin{{array}}{{{columns}}} {rows} \end{{array}}\right)"


def number(value: Number) -> str:
    r"""`\frac{1}{3}`, `\frac{1}{2} + \frac{\sqrt{5}}{2}`, `3.3 \times 10^{-5}`."""
    if isinstance(value, Surd):
        return " + ".join(_term(d, c) for d, c in value.terms).replace("+ -", "- ")
    if isinstance(value, Fraction):
        return _fraction(value.numerator, str(abs(value.numerator)), value.denominator)
    if isinstance(value, complex):
        sign = "-" if value.imag < 0 else "+"
        return f"{_decimal(value.real)} {sign} {_decimal(abs(value.imag))} i"
    return _decimal(value)


def _term(d: int, c: Fraction) -> str:
    if d == 1:
        return number(c)
    radical = ("" if abs(d) == 1 else rf"\sqrt{{{abs(d)}}}") + (" i" if d < 0 else "")
    size = abs(c.numerator)
    return _fraction(c.numerator, radical.strip() if size == 1 else f"{size}{radical}", c.denominator)


def _fraction(sign: int, top: str, bottom: int) -> str:
    body = top if bottom == 1 else rf"\frac{{{top}}}{{{bottom}}}"
    return f"-{body}" if sign < 0 else body


def _decimal(value: float) -> str:
    mantissa, _, power = f"{value + 0.0:.6g}".partition("e")
    return rf"{mantissa} \times 10^{{{int(power)}}}" if power else mantissa


def symbol(text: str) -> str:
    """A symbol such as `λ₁`, `u₁ᵀa₂`, `det(A − λI)` or `1/2 − λ`; words stand upright."""
    if re.match(r"√\D", text):
        return rf"\sqrt{{{symbol(text[1:])}}}"
    plain = text.replace("{", r"\{").replace("}", r"\}")
    out = WORDS.sub(_word, plain).replace("⁻¹", "^{-1}")
    out = re.sub(r"√(\d+)", r"\\sqrt{\1}", out)
    out = re.sub(r"(\d+)/(\d+)", r"\\frac{\1}{\2}", out)
    out = re.sub("[₀-₉]+", lambda found: f"_{{{found[0].translate(LOWERED)}}}", out)
    out = re.sub("[⁰²³¹⁴-⁹]+", lambda found: f"^{{{found[0].translate(RAISED)}}}", out)
    for sign, name in SIGNS.items():
        out = out.replace(sign, f"{name} " if name[-1].isalpha() else name)
    return re.sub(r" (?=[ ^_)|}]|$)", "", out)


def _word(found: re.Match[str]) -> str:
    word = found[0]
    if word.split()[0] in OPERATORS:
        return f"\\{word}"
    return rf"\text{{{word}}}" if word.islower() else rf"\mathit{{{word}}}"


def prose(text: str) -> str:
    """A sentence for LaTeX: what is special escaped, Greek and indices in mathematics."""
    plain = "".join(TEXT.get(letter, letter) for letter in text)
    plain = re.sub(r"(?<![\w.(])-(?=\d)", "−", plain)
    return FORMAL.sub(lambda found: f"${symbol(found[0])}$", plain)
