"""The best approximation of lower rank, what it misses, and what it costs to store."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from workbench.model.certificate import Assessment, Condition
from workbench.numerics import decompose
from workbench.numerics.agreement import Agreement, agreement, product, relative
from workbench.numerics.bounds import Residual, eps, grain
from workbench.numerics.probes import largest, shifted
from workbench.numerics.spectral import check_svd
from workbench.operations.common import need_entries, scale, unusable
from workbench.operations.data import device, ranks
from workbench.operations.data.shared import verdict
from workbench.operations.spec import Array, Cost, Matrix2, Operand, Operation, Outcome, Problem, Route, always


class LowRank(NamedTuple):
    result: Annotated[Operand, "the matrix of rank k that is nearest to A in the Frobenius and in the 2-norm"]
    frobenius_error: Annotated[Operand, "the Frobenius norm of the difference: the root of the squares left out"]
    spectral_error: Annotated[Operand, "the 2-norm of the difference: the first singular value left out"]
    singular_values: Annotated[Operand, "all singular values of A, largest first"]
    rank: Annotated[Operand, "k, the rank that was kept"]
    stored: Annotated[Operand, "the numbers that the factors hold: k (m + n + 1)"]
    break_even: Annotated[Operand, "the largest k for which the factors hold fewer numbers than A"]


def low_rank(
    A: Matrix2,
    k: Annotated[int | None, "the rank to keep; by default as few as the error, the budget or the energy allow"] = None,
    energy: Annotated[float, "the share of the sum of squares to keep, where nothing else is asked for"] = 0.99,
    error: Annotated[float | None, "at most this relative error in the Frobenius norm, with the least rank"] = None,
    budget: Annotated[float | None, "at most so many numbers stored, or this share of those of A if at most 1"] = None,
) -> LowRank:
    """The nearest matrix of rank k, from the k largest singular values (Eckart and Young 1936, Mirsky 1960).

    The rank is given, or the least one for an error, or else the largest one within a budget of stored numbers.
    """
    need_entries(A, "there is nothing to approximate")
    ranks.need(A, k, energy, error, budget)
    real, whole = np.zeros(0, A.dtype).real.dtype, np.dtype(np.int64)
    return LowRank(
        Operand("result", A.shape, A.dtype),
        Operand("frobenius_error", (), real),
        Operand("spectral_error", (), real),
        Operand("singular_values", (min(A.shape),), real),
        Operand("rank", (), whole),
        Operand("stored", (), whole),
        Operand("break_even", (), whole),
    )


def _run(problem: Problem) -> Outcome:
    A, p = scale(problem, "A")
    found = decompose.svd(A)
    k = ranks.kept(problem, found.S)
    return _outcome(problem, found, (found.U[:, :k] * found.S[:k]) @ found.Vh[:k], p)


def _outcome(problem: Problem, found: decompose.Svd, result: Array, p: int) -> Outcome:
    """The outputs of the decomposition of A · 2⁻ᵖ and of the product of its leading part."""
    k, (m, n) = ranks.kept(problem, found.S), problem["A"].shape
    next_value = float(found.S[k]) if k < len(found.S) else 0.0
    outputs = {
        "result": shifted(result, p) if p else result,
        "frobenius_error": shifted(np.asarray(ranks.tail(found.S, k), found.S.dtype), p),
        "spectral_error": shifted(np.asarray(next_value, found.S.dtype), p),
        "singular_values": shifted(found.S, p),
        "rank": np.asarray(k),
        "stored": np.asarray(ranks.stored(k, m, n)),
        "break_even": np.asarray(ranks.break_even(m, n)),
    }
    return Outcome(outputs, {"factors": found}, _warnings(found.S, k), _details(found.S, k, m, n), found.method)


def _details(S: Array, k: int, m: int, n: int) -> dict[str, Any]:
    whole = ranks.tail(S, 0) or 1.0
    error = ranks.tail(S, k) / whole
    return {
        "relative_error": error,
        "energy": 1 - error**2,
        "numerical_rank": int(np.count_nonzero(max(m, n) * eps(S.dtype) * S[0] < S)),
        "numbers_in_A": m * n,
        "share_stored": ranks.stored(k, m, n) / (m * n),
    }


def _tied(S: Array, k: int) -> bool:
    return k < len(S) and bool(S[k] > 0) and float(S[k - 1] - S[k]) <= 100 * eps(S.dtype) * float(S[0])


def _warnings(S: Array, k: int) -> tuple[str, ...]:
    if not _tied(S, k):
        return ()
    return (f"Singular values {k} and {k + 1} are equal but for rounding: this is one of many best approximations.",)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """The whole SVD with both residuals, the product of its first k triplets, and the errors from the rest.

    Where σₖ and the next are close, rounding of A is amplified by σ₁ over their difference, but no more than what
    belongs to σₖ can be exchanged.
    """
    A, p = scale(problem, "A")
    given = {name: outcome.outputs[name] for name in LowRank._fields}
    U, S, Vh, _ = outcome.witness["factors"]
    k = ranks.kept(problem, S)
    for name, shape in (("result", A.shape), ("singular_values", S.shape)):
        if (bad := unusable(given[name], shape, name.replace("_", " "))) is not None:
            return bad
    check = check_svd(A, U, S, Vh)
    result = shifted(given["result"], -p) if p else given["result"]
    top = float(S[0]) or 1.0
    exact = np.asarray([ranks.tail(S, k), S[k] if k < len(S) else 0.0])
    errors = shifted(np.asarray([given["frobenius_error"], given["spectral_error"]], np.float64), -p)
    bound = check.bound or 0.0
    amplified = 1.0 if _tied(S, k) or k == len(S) else top / float(S[k - 1] - S[k] or top)
    lost = grain(A.dtype, -p) if p < 0 else 0.0
    parts = (
        _fit(result, U[:, :k] * S[:k], Vh[:k], 1.5 * A.shape[1] * lost),
        agreement(shifted(given["singular_values"], -p), S, S + lost, S.dtype),
        agreement(errors, exact, 4 * exact + lost, S.dtype, top),
    )
    return verdict(
        A.dtype,
        *parts,
        bound=min(bound * max(1.0, amplified), bound + 2 * float(S[k - 1]) / top),
        what="the approximation",
        residual=check.residual,
        condition=Condition(max(1.0, amplified), "of the gap after k"),
        green="The singular values and vectors rebuild A, and the first k the result",
        failed=check.failure or _counts(given, k, *A.shape),
        spacing=1.5 * A.shape[1] * eps(A.dtype) * lost / (largest(result) or top),
    )


def _fit(result: Array, left: Array, right: Array, lost: float) -> Agreement:
    """The result as a product, each of whose rows may have lost so much to underflow, relative to the spacing of 1."""
    found = product(result, left, right).residual
    wide = Residual(found.observed, found.scale + lost, found.eps)
    return Agreement(wide, relative(wide, largest(result)))


def _counts(given: dict[str, Any], k: int, m: int, n: int) -> str | None:
    if (int(given["rank"]), int(given["stored"]), int(given["break_even"])) != (
        k,
        ranks.stored(k, m, n),
        ranks.break_even(m, n),
    ):
        return "Verification failed: the counts of stored numbers are wrong."
    return None


def _code(problem: Problem, names: tuple[str, ...]) -> str:
    lines = [f"U, S, Vh = np.linalg.svd({names[0]}, full_matrices=False)", *ranks.code(problem)]
    return "\n".join([*lines, "B = (U[:, :k] * S[:k]) @ Vh[:k]", "frobenius_error = np.linalg.norm(S[k:])"])


def cost(A: Operand, **params: Any) -> Cost:
    m, n = A.shape
    short, long = min(m, n), max(m, n)
    return Cost(6.0 * long * short**2 + 20.0 * short**3, (4.0 * m * n + 2.0 * long * short) * A.dtype.itemsize)


REASON = always("the largest singular values carry the best approximation")
LOW_RANK = Operation(
    declare=low_rank,
    routes=(Route("LAPACK gesdd", REASON, _run, _code), *device.low_rank_routes(REASON, ranks.kept, _outcome, _code)),
    certify=certify,
    cost=cost,
    stacked=True,
)
