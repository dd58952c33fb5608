"""The leading singular values and vectors alone: A ≈ U · diag(S) · Vh with k columns."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

import numpy as np

from workbench.backends import exact_spectra
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import judge
from workbench.numerics.determined import Determined, of_singular, of_symmetric
from workbench.numerics.leading import (
    Leading,
    Upright,
    by_gram,
    by_lanczos,
    by_random_projection,
    upright,
    upright_there,
)
from workbench.numerics.leading_check import LeadingCheck, check_leading
from workbench.numerics.spectral import check_svd, floor, svd_tolerance
from workbench.numerics.workshop import DeviceWorkshop
from workbench.operations import singular
from workbench.operations.common import by
from workbench.operations.on_device import device_route, start
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route
from workbench.operations.spectra import directions

SHOWN = 6
"""How many triplets where nobody says."""
SMALL = 200
SQUARED = 4096
"""Up to this shorter side the Gram matrix is made."""


class Factors(NamedTuple):
    U: Annotated[Operand, "the k leading left singular vectors, the columns"]
    S: Annotated[Operand, "the k largest singular values, largest first"]
    Vh: Annotated[Operand, "the k leading right singular vectors, the rows: Vᵀ, or Vᴴ if complex"]


def svd_truncated(
    A: Matrix2,
    k: Annotated[int | None, "how many singular values; automatic: 6, or all if there are fewer"] = None,
    method: Annotated[
        Literal["auto", "full", "gram", "lanczos", "randomized"],
        "full: all, then cut; gram: eigenvectors of AᵀA; lanczos: block Krylov steps; randomized: fast, may be wrong",
    ] = "auto",
    power: Annotated[int, "power steps of the randomized method"] = 2,
    oversampling: Annotated[int, "further random vectors of the randomized method"] = 10,
    seed: Annotated[int, "the seed of the random vectors"] = 0,
) -> Factors:
    """The k largest singular values with their vectors: the best approximation of A by a matrix of rank k.

    The certificate looks at A V − U S and Aᵀ U − V S, and asks whether a larger singular value was missed.
    """
    count = min(A.shape)
    shown = min(SHOWN, count) if k is None else k
    if not (1 <= shown <= count) and count:
        message = f"{A.name} is {by(A.shape)} and has {count} singular values, so k cannot be {shown}."
        raise UserError("domain", message, f"Choose k from 1 to {count}.", ("svd",), {"k": shown, "most": count})
    for name, value in (("power", power), ("oversampling", oversampling), ("seed", seed)):
        if value < 0:
            raise UserError("domain", f"{name} is {value}; it cannot be negative.", "Choose 0 or more.")
    real = np.dtype(A.dtype.type(0).real.dtype)
    return Factors(
        Operand("U", (A.shape[0], shown), A.dtype),
        Operand("S", (shown,), real),
        Operand("Vh", (shown, A.shape[1]), A.dtype),
    )


def _count(problem: Problem) -> int:
    k, most = problem.params.get("k"), min(problem["A"].shape)
    return min(SHOWN, most) if k is None else int(k)


def _method(problem: Problem) -> str:
    return str(problem.params.get("method", "auto"))


def _is_full(problem: Problem) -> str | None:
    if not problem["A"].size:
        return "there are no entries"
    if _method(problem) != "auto":
        return "asked for" if _method(problem) == "full" else None
    count, k = min(problem["A"].shape), _count(problem)
    if count <= SMALL:
        return "all of them come almost free at this size"
    return f"{k} of {count} are so many that a full decomposition is no slower" if 4 * k > count else None


def _is_gram(problem: Problem) -> str | None:
    if _method(problem) != "auto":
        return "asked for" if _method(problem) == "gram" else None
    if min(problem["A"].shape) > SQUARED:
        return None
    return f"only {_count(problem)} of {min(problem['A'].shape)} singular values are wanted"


def _is_lanczos(problem: Problem) -> str | None:
    if _method(problem) == "lanczos":
        return "asked for"
    return "the Gram matrix would be too large" if _method(problem) == "auto" else None


def _is_randomized(problem: Problem) -> str | None:
    return "asked for" if _method(problem) == "randomized" else None


def _matrix(problem: Problem) -> Upright:
    """A on the device, where there is one for this problem."""
    if problem.placed is None:
        return upright(problem["A"])
    return upright_there(*start(problem), problem["A"].dtype, DeviceWorkshop(problem.place))


def _run_full(problem: Problem) -> Outcome:
    k = _count(problem)
    U, S, Vh, method = singular.whole(problem)
    outputs = {"U": U[:, :k].copy(), "S": S[:k].copy(), "Vh": Vh[:k].copy()}
    return Outcome(outputs, {"whole": (U, S, Vh)}, method=method)


def _run_gram(problem: Problem) -> Outcome:
    """Where squaring has cost the vectors too much, `auto` begins again with a full decomposition."""
    A = problem["A"]
    found = by_gram(_matrix(problem), _count(problem))
    if _method(problem) == "auto" and found.residual > 0.5 * svd_tolerance(max(A.shape), A.dtype):
        again = _run_full(problem)
        why = "the singular values wanted are too small for the Gram matrix"
        return Outcome(again.outputs, again.witness, method=again.method, why=why)
    return _outcome(found, {})


def _run_lanczos(problem: Problem) -> Outcome:
    found, cycles = by_lanczos(_matrix(problem), _count(problem), problem.params.get("seed", 0))
    return _outcome(found, {"cycles": cycles, "seed": problem.params.get("seed", 0)})


def _run_randomized(problem: Problem) -> Outcome:
    names = ("oversampling", "power", "seed")
    chosen = {name: problem.params[name] for name in names}
    return _outcome(by_random_projection(_matrix(problem), _count(problem), **chosen), chosen)


def _outcome(found: Leading, details: dict[str, Any]) -> Outcome:
    witness = {"residual": found.residual, "gram": found.gram}
    return Outcome({"U": found.U, "S": found.S, "Vh": found.Vh}, witness, details=details)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Both residuals, orthonormality, and a proof that nothing larger was missed; amber without one."""
    A = problem["A"]
    U, S, Vh = (np.asarray(outcome.outputs[name]) for name in ("U", "S", "Vh"))
    found = _of_whole(problem, outcome) if "whole" in outcome.witness else None
    if found is None:
        claimed, G = float(outcome.witness.get("residual", 0.0)), outcome.witness.get("gram")
        found = check_leading(A, U, S, Vh, claimed, G)
    said = _judged(A.dtype, S, found)
    if said.verdict == "red":
        return said
    return directions.judged(said, S, _determined(A, S, outcome), "singular value", found.check.residual)


def _determined(A: Array, S: Array, outcome: Outcome) -> Determined:
    """How far the vectors are determined, for all that is known of the next singular value."""
    level, k = floor(max(A.shape), A.dtype), len(S)
    if "whole" not in outcome.witness:
        return of_symmetric(S, level)
    found = of_singular(outcome.witness["whole"][1], level, A.shape[0] != A.shape[1])
    groups = [group for group in found.groups if group and group[0] < k]
    return Determined(found.sines[:k], found.gaps[:k], groups)


def _of_whole(problem: Problem, outcome: Outcome) -> LeadingCheck | None:
    """The check of a full decomposition, if these are its leading part."""
    U, S, Vh = outcome.witness["whole"]
    k = _count(problem)
    parts = {"U": U[:, :k], "S": S[:k], "Vh": Vh[:k]}
    if not all(np.array_equal(parts[name], np.asarray(outcome.outputs[name])) for name in parts):
        return None
    return LeadingCheck(check_svd(problem["A"], U, S, Vh), 0.0, proof="all the others were computed too")


def _judged(dtype: Any, S: Array, found: LeadingCheck) -> Assessment:
    check, unproved, failure = found.check, None, found.check.failure
    if found.missed is not None and failure is None:
        failure = f"Verification failed: a singular value of at least {found.missed:.4g} of the largest was missed."
    elif found.beyond is None:
        unproved = "The triplets fit A, but that no larger singular value was missed is not proved."
    with np.errstate(over="ignore"):
        kappa = float(S[0] / S[-1]) if len(S) and S[-1] > 0 else np.inf
    return judge(
        dtype,
        None if failure else check.bound,
        what="the singular values",
        residual=check.residual,
        backward_error=check.bound and max(check.residual or 0.0, check.orthonormality or 0.0),
        condition=Condition(kappa, "of what is kept, 2") if np.isfinite(kappa) else None,
        green=f"Both residuals vanish, and none larger was missed: {found.proof}",
        unproved=unproved,
        failed=failure,
    )


def cost(
    A: Operand, k: int | None = None, method: str = "auto", power: int = 2, oversampling: int = 10, seed: int = 0
) -> Cost:
    long, short = float(max(A.shape)), float(min(A.shape))
    few = min(short, SHOWN if k is None else k) + oversampling
    if method == "randomized" or (method in ("auto", "lanczos") and short > SQUARED):
        return Cost((4.0 * power + 8) * long * short * few, 8.0 * 6 * (long + short) * few)
    if method == "full" or short <= SMALL:
        return Cost(4.0 * long * short**2 + 22.0 * short**3, 8.0 * 6 * long * short)
    return Cost(long * short**2 + 2.0 * short**3, 8.0 * (3 * short**2 + 4 * long * few))


def _code_full(problem: Problem, names: tuple[str, ...]) -> str:
    k = _count(problem)
    whole = f"U, S, Vh = np.linalg.svd({names[0]}, full_matrices=False)"
    return f"{whole}\nU, S, Vh = U[:, :{k}], S[:{k}], Vh[:{k}]"


def _code_gram(problem: Problem, names: tuple[str, ...]) -> str:
    name, k, (m, n) = names[0], _count(problem), problem["A"].shape
    B, last = (name, "U, Vh = Q @ P, W @ V.conj().T") if m >= n else (
        f"{name}.conj().T", "U, Vh = V @ W.conj().T, (Q @ P).conj().T"
    )  # fmt: skip
    short = min(m, n)
    return (
        f"B = {B}\n"
        f"w, V = scipy.linalg.eigh(B.conj().T @ B, subset_by_index=[{short - k}, {short - 1}])\n"
        "Q, R = np.linalg.qr(B @ V)\n"
        f"P, S, W = np.linalg.svd(R)\n{last}"
    )


def _code_lanczos(problem: Problem, names: tuple[str, ...]) -> str:
    k = _count(problem)
    if k == min(problem["A"].shape):  # SciPy's Lanczos finds no more than all but one
        return _code_full(problem, names)
    return (
        "import scipy.sparse.linalg\n"
        f"U, S, Vh = scipy.sparse.linalg.svds({names[0]}, {k})\nU, S, Vh = U[:, ::-1], S[::-1], Vh[::-1]"
    )


def _code_randomized(problem: Problem, names: tuple[str, ...]) -> str:
    k, (m, n) = _count(problem), problem["A"].shape
    width = min(m, n, k + int(problem.params["oversampling"]))
    name, turned = names[0], m < n
    B = f"{name}.conj().T" if turned else name
    parts = "U, S, Vh = Vh.conj().T, S, U.conj().T" if turned else ""
    return (
        f"B = {B}\n"
        f"X = np.random.default_rng({problem.params['seed']}).standard_normal((B.shape[1], {width}))\n"
        "Q = np.linalg.qr(B @ X)[0]\n"
        f"for _ in range({problem.params['power']}):\n"
        "    Q = np.linalg.qr(B @ np.linalg.qr(B.conj().T @ Q)[0])[0]\n"
        "P, S, Vh = np.linalg.svd(Q.conj().T @ B, full_matrices=False)\n"
        f"U, S, Vh = Q @ P[:, :{k}], S[:{k}], Vh[:{k}]" + (f"\n{parts}" if parts else "")
    )


def _exact(problem: Problem) -> dict[str, Any] | None:
    values = exact_spectra.singular_values(problem.exact.get("A"))
    return None if values is None else {"U": None, "S": [x.value for x in values[: _count(problem)]], "Vh": None}


SVD_TRUNCATED = Operation(
    declare=svd_truncated,
    routes=(
        Route("LAPACK gesdd", _is_full, _run_full, _code_full),
        Route("LAPACK syevr of the Gram matrix", _is_gram, _run_gram, _code_gram),
        Route("block Lanczos", _is_lanczos, _run_lanczos, _code_lanczos),
        Route("random projection", _is_randomized, _run_randomized, _code_randomized),
        device_route(singular.DEVICE, _is_full, _run_full, _code_full, "spectral", _is_full),
        device_route("cuSOLVER syevd of the Gram matrix", _is_gram, _run_gram, _code_gram, "product", _is_gram),
        device_route("block Lanczos", _is_lanczos, _run_lanczos, _code_lanczos, "product", _is_lanczos),
        device_route("random projection", _is_randomized, _run_randomized, _code_randomized, "product", _is_randomized),
    ),
    certify=certify,
    cost=cost,
    exact=_exact,
    stacked=True,
)
