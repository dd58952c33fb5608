"""A derivation as LaTeX: matrices as pmatrix, augmented ones as array with a bar, row operations over arrows.

Needs amsmath for the reader; the text is made of plain ASCII.
"""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

from workbench.model.steps import Derivation, Grid, Line, Number, Piece, Step
from workbench.model.surd import Surd
from workbench.model.written import DIGITS

SIGNS = {
    "λ": r"\lambda", "σ": r"\sigma", "Σ": r"\Sigma", "−": "-", "·": r"\cdot", "×": r"\times", "⊗": r"\otimes",
    "±": r"\pm", "←": r"\leftarrow", "↔": r"\leftrightarrow", "‖": r"\|", "ᵀ": "^{T}", "ᴴ": "^{H}", "⁺": "^{+}",
    "%": r"\%", "#": r"\#", "&": r"\&",
}  # fmt: skip
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
TEXT = {"\\": r"\textbackslash{}", "_": r"\_", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$", "{": r"\{", "}": r"\}"}
NAME = r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+"
WORDS = re.compile(rf"{NAME}|" r" ?\b[a-z]{2,}(?: [a-z]{2,})*\b ?| ?\b(?=\w*[A-Z])[A-Za-z]{2,}\b ?")
"""Words in the midst of mathematics, or the name of a variable, with the spaces around them."""
UNDERSCORE = r"\_"
OPERATORS = ("det",)
OPERAND = r"(?:[^\s.,;:()]*[^\x00-\x7f][^\s,;:()]*(?<![.])|\b[A-Z]\b|\b\d+(?:[./]\d+)?\b)"
FORMAL = re.compile(rf"{OPERAND}(?: [=+/·×−] {OPERAND}| I\b)*")
"""Words of a sentence that may be mathematics: it is, where one of its signs is not plain text."""


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
    rest: list[Piece] = list(pieces)
    parts: list[str] = []
    while rest:
        if rest[0] == "/" and parts:
            rest.pop(0)
            parts[-1] = rf"\frac{{{_bare(parts[-1])}}}{{{_bare(_operand(rest))}}}"
        else:
            begins = len(rest) > 1 and rest[1] == "=" and isinstance(rest[0], str)
            parts += [r"\quad"] if begins and parts and parts[-1].endswith("matrix}") else []
            parts.append(_operand(rest))
    return " ".join(parts)


def _operand(rest: list[Piece]) -> str:
    """The piece at the front of `rest`, which loses it: a root with what is under it, a group in parentheses whole."""
    if rest[0] == "√":
        rest.pop(0)
        return rf"\sqrt{{{line(_group(rest))}}}"
    if rest[0] == "(":
        return f"({line(_group(rest))})"
    return _piece(rest.pop(0))


def _bare(part: str) -> str:
    """Without the parentheses of a group, for which the bar of a fraction stands."""
    depths = list(itertools.accumulate((letter == "(") - (letter == ")") for letter in part))
    return part[1:-1] if part.startswith("(") and depths.index(0) == len(part) - 1 else part


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
        return _complex(value)
    return _decimal(value)


def _complex(value: complex) -> str:
    """`1 - 0.5 i`, `2 i`, `-i`; the real part alone where that is all."""
    if not value.imag:
        return _decimal(value.real)
    size = "i" if abs(value.imag) == 1 else f"{_decimal(abs(value.imag))} i"
    if not value.real:
        return f"-{size}" if value.imag < 0 else size
    return f"{_decimal(value.real)} {'-' if value.imag < 0 else '+'} {size}"


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
    mantissa, _, power = f"{value + 0.0:.{DIGITS}g}".partition("e")
    return rf"{mantissa} \times 10^{{{int(power)}}}" if power else mantissa


def symbol(text: str) -> str:
    """A symbol such as `λ₁`, `u₁ᵀa₂`, `det(A − λI)` or `1/2 − λ`; words stand upright."""
    if re.match(r"√\D", text):
        return rf"\sqrt{{{symbol(text[1:])}}}"
    plain = text.replace(r"\_", "_").replace("{", r"\{").replace("}", r"\}")
    out = WORDS.sub(_word, plain)
    out = re.sub(r"√(\d+)", r"\\sqrt{\1}", out)
    out = re.sub(r"(\d+)/(\d+)", r"\\frac{\1}{\2}", out)
    out = re.sub("[₀-₉]+", lambda found: f"_{{{found[0].translate(LOWERED)}}}", out)
    out = re.sub("⁻?[⁰²³¹⁴-⁹]+", lambda found: f"^{{{found[0].translate(RAISED)}}}", out)
    for sign, name in SIGNS.items():
        out = out.replace(sign, f"{name} " if name[-1].isalpha() else name)
    return re.sub(r" (?=[ ^_)|}]|$)", "", out)


def _word(found: re.Match[str]) -> str:
    word = found[0].strip()
    if "_" in word:
        return rf"\mathit{{{word.replace('_', UNDERSCORE)}}}"
    if word in OPERATORS:
        return found[0].replace(word, f"\\{word}")
    before, after = (r"\ " if found[0][at] == " " else "" for at in (0, -1))
    return rf"{before}\text{{{word}}}{after}" if word.islower() else rf"{before}\mathit{{{word}}}{after}"


def prose(text: str) -> str:
    """A sentence for LaTeX: what is special escaped, Greek and indices in mathematics."""
    plain = "".join(TEXT.get(letter, letter) for letter in text)
    plain = re.sub(r"(?<![\w.(])-(?=\d)", "−", plain)
    return FORMAL.sub(lambda found: found[0] if found[0].isascii() else f"${symbol(found[0])}$", plain)
