"""The QR algorithm for eigenvalues, step by step."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment
from workbench.model.errors import UserError
from workbench.numerics.probes import scaled, shifted
from workbench.numerics.qr_iteration import Iteration, Shift, eigenpairs, iterate
from workbench.numerics.spectral import WHOLE
from workbench.operations.common import need_entries
from workbench.operations.spec import Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always
from workbench.operations.spectra import eigenvalues
from workbench.operations.spectra.qr_algorithm_check import Found, verdict

EACH, UNSHIFTED, MOST = 30, 500, 20_000_000
"""Steps for each eigenvalue at the most, steps without a shift, and numbers that all the steps may have."""


class Steps(NamedTuple):
    eigenvalues: Annotated[Operand, "those of the last iterate; largest first, or by modulus if A is not symmetric"]
    T: Annotated[Operand, "the last iterate, triangular but for 2 x 2 blocks of complex pairs: A = Q T Qᴴ"]
    Q: Annotated[Operand, "the product of the orthogonal or unitary factors of all steps"]
    diagonals: Annotated[Operand, "the diagonal of each iterate, one in each row, the first before any step"]
    below: Annotated[Operand, "for each iterate the length of what is left of the diagonal in rows 1, 2, ..."]


def qr_algorithm(
    A: Matrix2,
    shift: Annotated[
        Shift,
        "wilkinson: the eigenvalue of the last 2 x 2 block that is next to the last entry; rayleigh: the last entry",
    ] = "wilkinson",
    steps: Annotated[int | None, "the most steps; by default 30 for each eigenvalue, and 500 without shifts"] = None,
    hessenberg: Annotated[bool, "first bring A to Hessenberg form, in which one entry a row is left to vanish"] = True,
) -> Steps:
    """Factor A − σI = Q R, put it together as R Q + σI, and again: what is below the diagonal vanishes.

    Without a shift it does so like |λᵢ / λⱼ| to the power of the steps; with Wilkinson's two or three steps for each
    eigenvalue are enough. A real matrix takes a complex shift and its conjugate at once, and stays real.
    """
    eigenvalues.need(A, instead="svdvals")
    need_entries(A, "it has no eigenvalues")
    n = A.shape[0]
    if n > WHOLE:
        message = f"{A.name} has {n} rows; this iteration, step by step, takes up to {WHOLE}."
        raise UserError("unsupported", message, "eigvals takes any number.", ("eigvals", "schur"))
    count = _most(n, shift, steps)
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Steps(
        Operand("eigenvalues", (n,), np.result_type(A.dtype, np.complex64)),
        Operand("T", A.shape, A.dtype),
        Operand("Q", A.shape, A.dtype),
        Operand("diagonals", (count + 1, n), A.dtype),
        Operand("below", (count + 1, n - 1), real),
    )


def _most(n: int, shift: str, steps: int | None) -> int:
    most = MOST // (n * n)
    if steps is None:
        return min(most, UNSHIFTED if shift == "none" else EACH * n)
    if not 1 <= steps <= most:
        raise UserError("domain", f"steps is {steps}.", f"Choose 1 to {most}.", details={"steps": steps, "most": most})
    return steps


def _run(problem: Problem) -> Outcome:
    B, p = scaled(problem["A"])
    params = problem.params
    count = _most(len(B), params["shift"], params["steps"])
    found = iterate(B, params["shift"], count, params["hessenberg"])
    w, _ = eigenpairs(found.T, found.Q, problem.structures["A"].symmetric, found.settled)
    outputs = {
        "eigenvalues": shifted(w, p),
        "T": shifted(found.T, p),
        "Q": found.Q,
        "diagonals": shifted(found.diagonals, p),
        "below": shifted(found.below, p),
    }
    details = {
        "steps_taken": len(found.turns),
        "converged": found.settled,
        "left_below_the_diagonal": float(np.linalg.norm(found.below[-1])) if not found.settled else None,
        "last_shift": _plain(found, p),
    }
    return Outcome(outputs, {"iteration": found}, _warnings(problem, found), details)


def _plain(found: Iteration, p: int) -> Any:
    """The last shift, real where it is."""
    if not found.turns:
        return None
    value = shifted(np.asarray(found.turns[-1].shifts[0]), p).item()
    return [value.real, value.imag] if value.imag else value.real


def _warnings(problem: Problem, found: Iteration) -> tuple[str, ...]:
    if found.settled:
        return ()
    hints = {
        "none": "Eigenvalues of equal modulus need shifts, and near ones many steps.",
        "rayleigh": "The last entry as a shift may stand still; Wilkinson's shift hardly ever does.",
    }
    hint = hints.get(problem.params["shift"])
    return () if hint is None else (hint,)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The factors against A, each step once more, and the eigenvalues by the vectors that the last iterate gives."""
    out = {name: np.asarray(value) for name, value in outcome.outputs.items()}
    return verdict(Found(problem["A"], problem.structures["A"].symmetric, outcome.witness["iteration"]), out)


def cost(A: Operand, **params: Any) -> Cost:
    n = A.shape[0]
    steps = min(3 * n, _most(n, params.get("shift", ""), params.get("steps"))) if n else 0
    return Cost(12.0 * n**3 * steps + 20.0 * n**3, 8.0 * n * n * (steps + 6))


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    A, shift, n = names[0], problem.params["shift"], len(problem["A"])
    alike, real = problem.structures["A"].symmetric, problem["A"].dtype.kind != "c"
    first = f"scipy.linalg.hessenberg({A})" if problem.params["hessenberg"] else f"1.0 * {A}"
    pairs = real and not alike
    values = "np.linalg.eigvals(T)" if pairs and shift == "none" else "np.diagonal(T)"
    return (
        f"T, shift, m = {first}{' + 0j' if pairs and shift == 'wilkinson' else ''}, 0, {n}\n"
        f"for step in range({_most(n, shift, problem.params['steps'])}):\n"
        f"{_deflation(shift)}{SHIFTS[shift]}"
        "    Q, R = np.linalg.qr(T[:m, :m] - shift * np.eye(m))\n"
        "    T[:m, :m] = R @ Q + shift * np.eye(m)\n"
        f"w = {values}\n"
        f"w = w[np.argsort({'-w.real' if alike else '-np.abs(w)'})]"
    )


SHIFTS = {
    "none": "",
    "rayleigh": "    shift = T[m - 1, m - 1]\n",
    "wilkinson": (
        "    values = np.linalg.eigvals(T[m - 2:m, m - 2:m])\n"
        "    shift = values[np.argmin(np.abs(values - T[m - 1, m - 1]))]\n"
    ),
}


def _deflation(shift: str) -> str:
    if shift == "none":
        return ""
    return (
        "    while m > 1 and np.linalg.norm(T[m - 1, :m - 1]) < 1e-15 * np.linalg.norm(T):\n"
        "        m -= 1\n"
        "    if m == 1:\n"
        "        break\n"
    )


QR_ALGORITHM = Operation(
    declare=qr_algorithm,
    routes=(Route("QR iteration", always("step by step, as asked for"), _run, _code),),
    certify=certify,
    cost=cost,
)
