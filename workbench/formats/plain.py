"""A derivation as readable text: for a terminal, for screen readers, and for what the window writes."""

from __future__ import annotations

from workbench.model.steps import Derivation, Grid, Line, Piece, Step
from workbench.model.written import number_text

TIGHT_BEFORE, TIGHT_AFTER = (")", ","), ("(", "√")
INDENT = "   "


def piece_text(piece: Piece) -> str:
    """A symbol, a number, or a matrix in one row: `[2 1; 1 3]`."""
    if isinstance(piece, str):
        return piece
    if not isinstance(piece, Grid):
        return number_text(piece)
    rows = "; ".join(" ".join(piece_text(entry) for entry in row) for row in piece.entries)
    return f"|{rows}|" if piece.fence == "bars" else f"[{rows}]"


def line_text(line: Line) -> str:
    """A row of mathematics with spaces where a reader expects them."""
    out = ""
    for piece in line:
        text = piece_text(piece)
        tight = not out or text in TIGHT_BEFORE or out.endswith(TIGHT_AFTER)
        out += text if tight else f" {text}"
    return out


def grid_rows(grid: Grid) -> list[str]:
    """The rows of a matrix with its columns aligned, and the bar of an augmented one."""
    cells = [[piece_text(entry) for entry in row] for row in grid.entries]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    rows = []
    for row in cells:
        padded = [text.rjust(width) for text, width in zip(row, widths, strict=True)]
        if grid.bar is not None:
            padded.insert(grid.bar, "|")
        rows.append(f"[ {'  '.join(padded)} ]")
    return rows


def to_text(derivation: Derivation) -> str:
    """The whole derivation, as a terminal shows it."""
    rows = [f"{derivation.title} ({derivation.note})" if derivation.note else derivation.title]
    rows += [derivation.remark] if derivation.remark else []
    for at, step in enumerate(derivation.steps):
        rows += _step_rows(at, step)
    rows.append(derivation.conclusion)
    rows += [INDENT + line_text(line) for line in derivation.result]
    return "\n".join(rows)


def _step_rows(at: int, step: Step) -> list[str]:
    label = line_text(step.operation.notation) if step.operation is not None else ""
    rows = [f"{at}. {step.says}{f'  {label}' if label else ''}"]
    if step.grid is not None and not step.lines:
        rows += [INDENT + row for row in grid_rows(step.grid)]
    return rows + [INDENT + line_text(line) for line in step.lines]
