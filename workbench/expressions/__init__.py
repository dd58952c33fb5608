"""The formula language: NumPy's spelling over named matrices; parsed, shape-checked, evaluated, never run as Python."""

from workbench.expressions.evaluate import Value, evaluate
from workbench.expressions.formula import Formula, parse_formula
from workbench.expressions.shapes import Step, trace

__all__ = ["Formula", "Step", "Value", "evaluate", "parse_formula", "trace"]
