"""In single precision a certificate speaks for single precision: the answer is as near to the double one as it says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from workbench.jobs.engine import run
from workbench.jobs.request import Compute
from workbench.model.errors import UserError
from workbench.model.matrix import Matrix
from workbench.operations import CATALOG, by_name

CANDIDATES = (
    np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]]),
    np.array([1.0, 2.0, 3.0]),
    np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0], [6.0, 9.0], [7.0, 1.0]]),
    np.array([1.0, 0.0, 2.0, 1.0, 3.0]),
    np.array([1.0, 2.0]),
    np.array(2.0),
    np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 0.0]]),
    np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]),
    np.arange(24.0).reshape(2, 3, 4),
    np.array([[2.0, 0.0, 0.0], [1.0, 3.0, 0.0], [1.0, 1.0, 2.0]]),
)
"""Short binary fractions, which every type holds exactly, so that each of them poses the same problem."""

PARAMETERS = {"einsum": {"subscripts": "ij,jk"}, "reshape": {"shape": [-1]}, "broadcast_to": {"shape": [2, 3, 3]}}
TURNED = np.array([[0.0, 1.0], [-1.0, 0.0]])
UPPER = np.array([[5.0, 2.0], [0.0, 1.0]])
GIVEN = {
    "qr_update": (TURNED, UPPER, CANDIDATES[4], CANDIDATES[4]),
    "qr_insert": (TURNED, UPPER, CANDIDATES[4]),
    "qr_delete": (TURNED, UPPER),
    "cossin": (TURNED,),
}
"""Inputs that must fit one another, which candidates do not."""
FREE = {"polyeig": {"eigenvectors"}, "ordschur": {"Z"}, "gsvd": {"U", "V", "X"}, "cossin": {"U", "Vh"}}
"""Outputs that the candidates, which are equal for two inputs, leave open: every vector is an eigenvector; or signs."""
WIDE = {"float32": "float64", "complex64": "complex128"}
OPEN = ("qz", "ordqz")
TAKERS = [
    entry for entry in CATALOG if entry.operation.routes and entry.operation.inputs and entry.name not in OPEN
]  # of equal matrices every unitary triangularisation is a generalised Schur form


def compute(name, arrays, dtype):
    keys = by_name(name).keys(len(arrays))
    matrices = tuple(Matrix.of(key, array) for key, array in zip(keys, arrays, strict=True))
    return run(Compute(name, tuple(keys), PARAMETERS.get(name, {}), dtype=dtype, exact=False), matrices)


def answered(name, dtype):
    """The first candidates of a shape that the operation takes, and its answer in that type."""
    items = [item for item in by_name(name).inputs if not item.optional]
    count = sum(2 if item.repeated else 1 for item in items)
    for arrays in [GIVEN[name]] if name in GIVEN else itertools.product(CANDIDATES, repeat=count):
        try:
            return arrays, compute(name, arrays, dtype)
        except UserError:
            continue
    return (), None


@pytest.mark.parametrize("dtype", WIDE)
@pytest.mark.parametrize("entry", TAKERS, ids=lambda entry: entry.name)
def test_the_error_is_within_a_hundred_bounds(entry, dtype):
    arrays, result = answered(entry.name, dtype)
    if result is None:
        assert dtype == "complex64", "no candidate fits"
        pytest.skip("for real numbers only")
    bound = result.certificate.assessment.error_bound
    if bound is None or not arrays:
        return
    right = compute(entry.name, arrays, WIDE[dtype]).outputs
    for name, value in result.outputs.items():
        if name in FREE.get(entry.name, ()) or value is None or value.dtype.kind not in "fc":
            continue
        if value.shape != right[name].shape:
            continue  # a path of iterations may be shorter
        size = max(1.0, float(np.abs(right[name]).max(initial=0)))  # what vanishes is as large as its inputs were
        assert np.abs(value - right[name]).max(initial=0) <= 100 * bound * size, name
