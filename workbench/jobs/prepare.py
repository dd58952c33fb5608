"""From named matrices to a `Problem`: shapes checked, working dtype chosen, values converted and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.numerics.structure import Structure, detect
from workbench.operations.spec import Operand, Operation, Problem

Array = np.ndarray[Any, Any]
DTYPES = ("float32", "float64", "complex64", "complex128")
EXACT_SIDE = 30
"""Longest side up to which an exact twin is computed without being asked for."""


def prepare(operation: Operation, matrices: tuple[Matrix, ...], params: Mapping[str, Any], dtype: str) -> Problem:
    """Check everything that can be checked before a routine runs.

    Raises `UserError` (`usage`, `shape`, `unsupported`, `domain`).
    """
    params = fill(operation, params)
    check_shapes(operation, matrices, params)
    keys = [item.name for item in operation.inputs]
    names = dict(zip(keys, (matrix.name for matrix in matrices), strict=True))
    working = working_dtype([matrix.dtype for matrix in matrices], dtype)
    distinct = {matrix.version: matrix for matrix in matrices}  # in A @ A there is one
    seen = {version: _look(matrix, working) for version, matrix in distinct.items()}
    pairs = {key: seen[matrix.version] for key, matrix in zip(keys, matrices, strict=True)}
    arrays = {key: array for key, (array, _) in pairs.items()}
    structures = {key: structure for key, (_, structure) in pairs.items()}
    if operation.finite:
        for key, structure in structures.items():
            if not structure.finite:
                raise _nonfinite(names[key], arrays[key])
    return Problem(
        arrays=arrays,
        structures=structures,
        params=params,
        exact={key: matrix.exact_entries() for key, matrix in zip(keys, matrices, strict=True)},
        names=names,
    )


def fill(operation: Operation, params: Mapping[str, Any]) -> dict[str, Any]:
    """Every parameter with its given or default value, each of its declared type."""
    known = {parameter.name: parameter for parameter in operation.parameters}
    for name in params:
        if name not in known:
            offered = ", ".join(known) or "none"
            raise UserError(
                "usage",
                f"{operation.name} has no parameter {name}.",
                f"Its parameters: {offered}.",
                details={"parameter": name},
            )
    return {name: _checked(item, params.get(name, item.default)) for name, item in known.items()}


def _checked(parameter: Any, value: Any) -> Any:
    if value is None and (parameter.optional or parameter.default is None):
        return None
    if parameter.choices:
        if value in parameter.choices:
            return value
        offered = ", ".join(map(str, parameter.choices))
        raise UserError("usage", f"{parameter.name} cannot be {value!r}.", f"Choose one of {offered}.")
    accepted = {"bool": (bool,), "int": (int,), "float": (int, float), "str": (str,)}[parameter.type]
    if not isinstance(value, accepted) or (isinstance(value, bool) and parameter.type != "bool"):
        raise UserError("usage", f"{parameter.name} must be of type {parameter.type}, not {value!r}.", parameter.help)
    return value


def check_count(operation: Operation, matrices: tuple[Matrix, ...]) -> None:
    """Refuse the wrong number of inputs, and inputs with the wrong number of axes."""
    if len(matrices) != len(operation.inputs):
        wanted = ", ".join(item.name for item in operation.inputs)
        raise UserError(
            "usage", f"{operation.name} needs {len(operation.inputs)} input(s) ({wanted}), {len(matrices)} given."
        )
    for item, matrix in zip(operation.inputs, matrices, strict=True):
        if matrix.ndim not in item.axes:
            raise _wrong_axes(operation, item.axes, matrix)


def check_shapes(operation: Operation, matrices: tuple[Matrix, ...], params: Mapping[str, Any]) -> Any:
    """The declared outputs, as operands, or the declaration's own refusal."""
    check_count(operation, matrices)
    operands = [Operand(matrix.name, matrix.shape, matrix.dtype) for matrix in matrices]
    return operation.declare(*operands, **params)


def _wrong_axes(operation: Operation, axes: tuple[int, ...], matrix: Matrix) -> UserError:
    wanted = " or ".join(map(str, axes))
    noun = "axis" if matrix.ndim == 1 else "axes"
    hint = "Reshape it to one row or one column first." if matrix.ndim == 1 and axes == (2,) else ""
    return UserError(
        "shape",
        f"{matrix.name} has {matrix.ndim} {noun}, {operation.name} takes {wanted}.",
        hint,
        details={"shapes": {matrix.name: list(matrix.shape)}},
    )


def working_dtype(dtypes: list[np.dtype[Any]], wanted: str) -> np.dtype[Any]:
    """The dtype in which LAPACK will work: integers as float64, half precision as float32."""
    for dtype in dtypes:
        if dtype.kind not in "biufc":
            raise UserError("unsupported", f"Values of type {dtype} are not numbers.")
    if wanted != "auto":
        if wanted not in DTYPES:
            raise UserError(
                "usage", f"There is no number type {wanted}.", f"Choose one of {', '.join(DTYPES)} or auto."
            )
        if np.dtype(wanted).kind != "c" and any(dtype.kind == "c" for dtype in dtypes):
            raise UserError("domain", f"{wanted} cannot hold complex numbers.", "Choose complex64 or complex128.")
        return np.dtype(wanted)
    single = [np.dtype(d) for d in ("float16", "float32", "complex64")]
    small = all(dtype in single for dtype in dtypes) and bool(dtypes)
    real = not any(dtype.kind == "c" for dtype in dtypes)
    return np.dtype(("float32" if real else "complex64") if small else ("float64" if real else "complex128"))


def convert(matrix: Matrix, dtype: np.dtype[Any]) -> Array:
    """The values in `dtype`, without a copy where they have it already.

    Raises `UserError` (`domain`) where a finite value becomes infinite.
    """
    array = matrix.to_array()
    if array.dtype == dtype and array.dtype.isnative:
        return array
    with np.errstate(over="ignore"):
        converted = array.astype(dtype)
    if np.dtype(dtype).itemsize < array.dtype.itemsize and np.isinf(converted).sum() > np.isinf(array).sum():
        raise UserError("domain", f"{matrix.name} has values too large for {dtype}.", "Choose float64.")
    return converted


def _look(matrix: Matrix, dtype: np.dtype[Any]) -> tuple[Array, Structure]:
    array = convert(matrix, dtype)
    return array, detect(array)


def _nonfinite(name: str, array: Array) -> UserError:
    """Names the first NaN or Inf, by row and column."""
    bad = np.argwhere(~np.isfinite(array))
    where = ", ".join(map(str, bad[0]))
    value = "NaN" if np.isnan(array[tuple(bad[0])]) else "infinity"
    more = f" and {len(bad) - 1} more" if len(bad) > 1 else ""
    return UserError(
        "domain",
        f"{name}[{where}] is {value}{more}, so there is no answer.",
        "Replace what is missing first.",
        details={"position": bad[0].tolist(), "count": len(bad)},
    )
