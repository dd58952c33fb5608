"""Eigenvalues and singular values on a device: the routes of eig, eigvals and svd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from workbench.numerics import device_spectral, polar
from workbench.numerics.decompose import arranged
from workbench.numerics.device import DeviceArray, adjoint, shift
from workbench.numerics.eigen_balanced import settled
from workbench.numerics.order import by_modulus
from workbench.numerics.polar import Polar
from workbench.numerics.probes import shifted
from workbench.numerics.spectral import WHOLE
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Outcome, Problem, Route, always
from workbench.operations.spectra import eigenvalues

Code = Callable[[Problem, tuple[str, ...]], str]
Finish = Callable[[Problem, Array, Array, str], Outcome]
Run = Callable[[Problem], Outcome]
Pairs = Callable[[Problem, Array, Array], Outcome]
SYMMETRIC, GENERAL = "cuSOLVER syevd", "cuSOLVER geev"


def svd_routes(code: Code) -> tuple[Route, ...]:
    """U, S and Vh of any matrix."""
    return (device_route("cuSOLVER gesvd", always("A is taken as a general matrix"), _svd, code, "spectral"),)


def polar_routes(
    reason: Callable[[Problem], str], finish: Callable[[Problem, Polar], Outcome], code: Code
) -> tuple[Route, ...]:
    """A turn and a stretch, of the side that is asked for."""
    return (device_route("cuSOLVER gesvd", reason, lambda problem: finish(problem, _polar(problem)), code, "spectral"),)


def _polar(problem: Problem) -> Polar:
    place, (A, p) = problem.place, start(problem)
    left = problem.params.get("side", "right") == "left"
    W, S, Vh = place.xp.linalg.svd(adjoint(place.xp, A) if left else A, full_matrices=False)
    U, P = polar.factors(place.xp, W, S, Vh)
    return Polar(place.get(U), place.get(shift(P, p)), place.get(shift(S, p)), "cuSOLVER gesvd")


def eig_routes(symmetric_code: Code, code: Code, finish: Finish) -> tuple[Route, ...]:
    """Eigenpairs; `finish` makes the outcome of a general matrix from its values and vectors."""
    return _by_symmetry(
        (_eigenpairs, _near_eigenpairs, lambda problem: _general(problem, finish)), symmetric_code, code
    )


def eigvals_routes(symmetric_code: Code, code: Code, finish: Finish) -> tuple[Route, ...]:
    """Eigenvalues alone, with vectors as the witness where they come almost free."""
    return _by_symmetry((_values, _near_values, lambda problem: _general_values(problem, finish)), symmetric_code, code)


def _by_symmetry(runs: tuple[Run, Run, Run], symmetric_code: Code, code: Code) -> tuple[Route, ...]:
    """For symmetric matrices, for those that are so but for rounding, and for all others."""
    symmetric, nearly = eigenvalues.is_symmetric, eigenvalues.is_nearly_symmetric
    return (
        device_route(SYMMETRIC, symmetric, runs[0], symmetric_code, "spectral", may=symmetric),
        device_route(SYMMETRIC, nearly, runs[1], symmetric_code, "spectral", may=symmetric),
        device_route(GENERAL, _has_general, runs[2], code, "spectral", may=_has_general),
    )


def eigh_routes(
    part: Callable[[Problem], str], finish: Pairs, finish_part: Pairs, code: Code, part_code: Code
) -> tuple[Route, ...]:
    """Eigenpairs of a symmetric matrix, or of the symmetric part of any."""

    def run(problem: Problem) -> Outcome:
        return finish(problem, *device_spectral.symmetric(problem.place, *start(problem)))

    def run_part(problem: Problem) -> Outcome:
        A, p = start(problem)
        return finish_part(problem, *device_spectral.symmetric(problem.place, _symmetric_part(problem, A), p))

    return (
        device_route(SYMMETRIC, eigenvalues.is_symmetric, run, code, "spectral"),
        device_route(SYMMETRIC, part, run_part, part_code, "spectral"),
    )


def _has_general(problem: Problem) -> str | None:
    """CuPy has it from version 14 on, with a recent CUDA."""
    return "A has no symmetry to use" if problem.place.device.has_general_eig else None


def _svd(problem: Problem) -> Outcome:
    A, p = start(problem)
    U, S, Vh = device_spectral.svd(problem.place, A, p, problem.params.get("full", False))
    return Outcome({"U": U, "S": S, "Vh": Vh})


def _eigenpairs(problem: Problem) -> Outcome:
    A, p = start(problem)
    return _pairs(problem, A, p)


def _near_eigenpairs(problem: Problem) -> Outcome:
    A, p = start(problem)
    return _pairs(problem, _symmetric_part(problem, A), p, (eigenvalues.taken_for_symmetric(problem),))


def _pairs(problem: Problem, A: DeviceArray, p: int, warnings: tuple[str, ...] = ()) -> Outcome:
    w, V = device_spectral.symmetric(problem.place, A, p)
    return Outcome({"eigenvalues": w, "eigenvectors": V}, warnings=warnings)


def _values(problem: Problem) -> Outcome:
    A, p = start(problem)
    return _symmetric_values(problem, A, p)


def _near_values(problem: Problem) -> Outcome:
    A, p = start(problem)
    return _symmetric_values(problem, _symmetric_part(problem, A), p, (eigenvalues.taken_for_symmetric(problem),))


def _symmetric_values(problem: Problem, A: DeviceArray, p: int, warnings: tuple[str, ...] = ()) -> Outcome:
    if A.shape[0] > WHOLE:
        return Outcome({"result": device_spectral.symmetric_values(problem.place, A, p)}, warnings=warnings)
    w, V = device_spectral.symmetric(problem.place, A, p)
    return Outcome({"result": w}, {"eigenvectors": V}, warnings)


def _symmetric_part(problem: Problem, A: DeviceArray) -> DeviceArray:
    """(A + Aᴴ) / 2."""
    half = A * 0.5
    return half + adjoint(problem.place.xp, half)


def _general(problem: Problem, finish: Finish) -> Outcome:
    return finish(problem, *_general_pairs(problem), GENERAL)


def _general_values(problem: Problem, finish: Finish) -> Outcome:
    if len(problem["A"]) <= WHOLE:
        return _general(problem, finish)
    A, p = start(problem)
    w = problem.place.get(problem.place.xp.linalg.eigvals(A))
    w = w.astype(np.result_type(problem["A"].dtype, np.complex64), copy=False)
    return Outcome({"result": shifted(w[by_modulus(w)], p)})


def _general_pairs(problem: Problem) -> tuple[Any, Any]:
    """The pairs as the device gives them, brought into order on the host."""
    A, p = start(problem)
    w, V = problem.place.xp.linalg.eig(A)
    w, V = arranged(problem.place.get(w), problem.place.get(V), p, problem["A"].dtype)
    return arranged(settled(problem["A"], w, V), V, 0, problem["A"].dtype)
