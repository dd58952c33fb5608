"""LAPACK routines that SciPy links but does not wrap for Python: called through the table it keeps for Cython."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

LETTERS = {"f": "s", "d": "d", "F": "c", "D": "z"}


def routine(name: str, dtype: Any) -> Callable[..., int]:
    """The LAPACK routine of that name for a type; it takes integers and arrays, and returns its `info`."""
    call = _symbol(LETTERS[np.dtype(dtype).char] + name)

    def run(*arguments: int | np.ndarray[Any, np.dtype[Any]]) -> int:
        info = ctypes.c_int(0)
        call(*(_pointer(item) for item in arguments), ctypes.byref(info))
        return info.value

    return run


def _pointer(item: int | np.ndarray[Any, np.dtype[Any]]) -> Any:
    if isinstance(item, np.ndarray):
        return ctypes.c_void_p(item.ctypes.data)
    return ctypes.byref(ctypes.c_int(item))


@lru_cache(maxsize=16)
def _symbol(name: str) -> Any:
    """The address of a routine, out of the capsule that holds it."""
    from scipy.linalg import cython_lapack  # loaded on first use, as all of scipy.linalg is

    capsule = cython_lapack.__pyx_capi__[name]
    api = ctypes.pythonapi
    api.PyCapsule_GetName.restype, api.PyCapsule_GetName.argtypes = ctypes.c_char_p, [ctypes.py_object]
    api.PyCapsule_GetPointer.restype = ctypes.c_void_p
    api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
    address = api.PyCapsule_GetPointer(capsule, api.PyCapsule_GetName(capsule))
    return ctypes.CFUNCTYPE(None)(address)
