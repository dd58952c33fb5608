"""The generalised eigenproblem A v = λ B v as routes: refusals, warnings, verdict and exact values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import numpy as np

from workbench.backends import exact
from workbench.backends.exact_pencil import Parts, parts
from workbench.backends.exact_text import INFINITE
from workbench.model.certificate import Assessment, Condition
from workbench.model.errors import UserError
from workbench.numerics.bounds import eps
from workbench.numerics.definite_pairs import definite
from workbench.numerics.definite_pencil import check_definite
from workbench.numerics.eigenbasis import small_condition
from workbench.numerics.pencil import Pairs, check_pencil
from workbench.numerics.pencil_pairs import general
from workbench.numerics.scales import Scaled
from workbench.numerics.spectral import WHOLE, column_lengths
from workbench.numerics.spectral_general import EigenCheck
from workbench.operations import common
from workbench.operations.common import by, hermitian, need_square, shape_error
from workbench.operations.spec import Array, Axes, Operand, Outcome, Problem, Route, always
from workbench.operations.spectra import at_infinity, defects, exactly

KEYS = ("A", "B")
DEPENDENT = 1e-2
"""Vectors whose condition exceeds this part of 1/ε, rows of like length, are dependent to working precision."""

SecondMatrix = Annotated[Operand, Axes((2,), "the second matrix of A v = λ B v; left out, it is the identity")]


def need_like(A: Operand, B: Operand | None) -> None:
    """Refuse a B that is not square and of A's order."""
    if B is None:
        return
    need_square(B, "it makes no eigenproblem with a square matrix", "Give two square matrices of one size.", ())
    if A.shape != B.shape:
        message = f"{A.name} is {by(A.shape)} and {B.name} is {by(B.shape)}; A v = λ B v needs them of one size."
        raise shape_error(message, "Give two square matrices of one size.", (), A, B)


def given(problem: Problem) -> bool:
    return "B" in problem.arrays


def alone(route: Route) -> Route:
    """The route for problems without a B."""
    may = always("") if route.may is None else route.may

    def without(applies: Callable[[Problem], str | None]) -> Callable[[Problem], str | None]:
        return lambda problem: None if given(problem) else applies(problem)

    return replace(route, applies=without(route.applies), may=without(may))


def is_definite(problem: Problem) -> str | None:
    """Both Hermitian, B with a positive diagonal: whether it is definite, Cholesky finds out."""
    if not given(problem):
        return None
    A, B = problem.structures["A"], problem.structures["B"]
    if not (A.symmetric and B.symmetric) or B.positive_definite is False:
        return None
    return f"{problem.name('A')} is {hermitian(problem)} and {problem.name('B')} positive definite"


def is_general(problem: Problem) -> str | None:
    return f"{problem.name('A')} and {problem.name('B')} have no symmetry to use together" if given(problem) else None


def run_definite(problem: Problem) -> Outcome:
    found = definite(problem["A"], problem["B"])
    if found is None:
        answer = run_general(problem)
        return replace(answer, method="LAPACK ggev", why=f"{problem.name('B')} is not positive definite")
    if found.method == "LAPACK sygvd":
        return _outcome(problem, found.pairs)
    b = problem.name("B")
    why = f"{b} is so ill-conditioned that sygvd would lose what is small"
    return replace(_outcome(problem, found.pairs), method=found.method, why=why)


def run_general(problem: Problem) -> Outcome:
    """QZ iteration; refused where α and β vanish together, since then every number is an eigenvalue."""
    if not problem["A"].size:
        empty = np.zeros((0, 0), np.result_type(problem["A"], np.complex64))
        return _outcome(problem, Pairs(empty[:, :0].reshape(0), empty))
    found = general(problem["A"], problem["B"])
    if found.undetermined:
        a, b = problem.name("A"), problem.name("B")
        message = f"{a} - λ {b} is singular for every λ, to working precision: there are no eigenvalues to speak of."
        raise UserError("singular", message, f"{a} and {b} share a null vector, or the like.", ("null_space",))
    return _outcome(problem, found)


def _outcome(problem: Problem, found: Pairs) -> Outcome:
    infinite = found.infinite
    if np.count_nonzero(np.isinf(found.values)) > infinite:
        a, b, dtype = problem.name("A"), problem.name("B"), found.values.real.dtype
        message = f"The largest eigenvalue is beyond the range of {dtype}: {a} is so much larger than {b}."
        raise UserError("domain", message, f"Divide {a} by a number of its size first.", ("scale",))
    proved = at_infinity.are_proved(problem, KEYS, infinite)
    warnings = (at_infinity.words(problem.name("B"), infinite, proved),) if infinite else ()
    details: dict[str, Any] = {"infinite": infinite}
    if len(found.values) <= WHOLE:
        conditions = _check(problem, found.values, found.vectors, found.scaled)[1]
        details["eigenvalue_conditions"] = [float(x) for x in conditions]
    outputs = {"eigenvalues": found.values, "eigenvectors": found.vectors}
    outcome = Outcome(outputs, {"scaled": found.scaled}, warnings, details)
    if infinite or _dependent(found.vectors):
        return outcome
    lacking = defects.of_exact(exact_quotient(problem))
    return defects.told(outcome, found.values, f"{problem.name('A')} - λ {problem.name('B')}", lacking)


def _check(problem: Problem, w: Array, V: Array, found: Scaled | None) -> tuple[EigenCheck, Array]:
    """Real values are those of a definite pencil."""
    look = check_pencil if w.dtype.kind == "c" else check_definite
    return look(problem["A"], problem["B"], w, V, found)


def certify(problem: Problem, outcome: Outcome) -> Assessment:
    """Residual, lengths, order, and a bound by Elsner and Sun's theorem, or Weyl's if the pencil is definite."""
    w, V = (np.asarray(outcome.outputs[name]) for name in ("eigenvalues", "eigenvectors"))
    check, _ = _check(problem, w, V, outcome.witness.get("scaled"))
    unproved = _unproved(problem, w, V, check) if check.failure is None else None
    condition = None if check.condition is None else Condition(check.condition, "eigenvector matrices")
    return common.judged(
        np.result_type(problem["A"], problem["B"]),
        check,
        what="the eigenvalues",
        condition=condition,
        green="A V = B V Λ holds for independent eigenvectors",
        unproved=unproved,
    )


def _unproved(problem: Problem, w: Array, V: Array, check: EigenCheck) -> str | None:
    found = at_infinity.unproved(problem, KEYS, int(np.count_nonzero(np.isinf(w))))
    if found is None and _dependent(V):
        found = "A V = B V Λ holds, but the pencil is defective or nearly so: eigenvectors are almost dependent."
    if found is None and check.bound is None:
        found = "A V = B V Λ holds, but theory promises no digit of the values."
    return found


def _dependent(V: Array) -> bool:
    """Whether vectors are dependent to working precision though each row is brought to length 1 first."""
    if not 0 < len(V) <= WHOLE:
        return False
    lengths = column_lengths(V.T)[:, None]
    return small_condition(V / np.where(lengths > 0, lengths, 1)) > DEPENDENT / eps(V.dtype)


def routes() -> tuple[Route, ...]:
    return (
        Route("LAPACK sygvd", is_definite, run_definite, _code_definite),
        Route("LAPACK ggev", is_general, run_general, _code_general),
    )


def exact_quotient(problem: Problem) -> Array | None:
    """B⁻¹A in fractions, whose eigenvalues are those of the pencil; None where B is singular or not exact."""
    A, B = problem.exact.get("A"), problem.exact.get("B")
    if A is None or B is None or not exact.fits(A, B) or exact.rank(B) < len(B):
        return None
    return exact.from_flint(exact.to_flint(B).solve(exact.to_flint(A)), A.shape)


def exact_answer(problem: Problem, digits: int) -> dict[str, Any] | None:
    """Exact eigenvalues, `inf` among them where B is singular, and eigenvectors; None where they are not known."""
    found = exact_parts(problem)
    if found is None:
        return None
    r, n = len(found.finite), len(found.basis)
    values = exactly.values(found.finite, digits) if r else []
    if values is None:
        return None
    V = exactly.vectors(found.finite, digits, found.basis) if r else [[] for _ in range(n)]
    whole = V is not None and found.infinite.shape[1] == n - r
    answer: dict[str, Any] = {"eigenvalues": [INFINITE] * (n - r) + values}
    if V is not None and whole:
        return answer | {"eigenvectors": [[*found.infinite[i], *V[i]] for i in range(n)]}
    infinite = {"value": INFINITE, "vectors": [list(map(str, v)) for v in found.infinite.T]}
    known = exactly.known_vectors(found.finite, found.basis)
    return answer | {"eigenvectors": None, "exact_vectors": [infinite, *known]}


def no_vectors(problem: Problem) -> UserError | None:
    """The refusal of exact eigenvectors of a pencil with a singular B: they are no basis, or beyond square roots."""
    found = exact_parts(problem)
    if found is None:
        return None
    count, independent = len(found.basis) - len(found.finite), found.infinite.shape[1]
    name = f"{problem.name('A')} - λ {problem.name('B')}"
    if independent == count:
        return exactly.no_vectors(found.finite, name)
    vectors = "1 independent eigenvector" if independent == 1 else f"{independent} independent eigenvectors"
    message = f"{name} is defective: its infinite eigenvalue counts {count} times and has {vectors}."
    return UserError("unsupported", message, "The CPU gives them in floating point, with exact values beside them.")


def exact_parts(problem: Problem) -> Parts | None:
    """The finite and the infinite part of a pencil with a singular B; None for all others, and what is not exact."""
    A, B = problem.exact.get("A"), problem.exact.get("B")
    if A is None or B is None or not exact.fits(A, B) or exact.rank(B) == len(B):
        return None
    return parts(A, B)


def _code_definite(problem: Problem, names: tuple[str, ...]) -> str:
    return (
        f"w, V = scipy.linalg.eigh({names[0]}, {names[1]})\n"
        "w, V = w[::-1], V[:, ::-1] / np.linalg.norm(V[:, ::-1], axis=0)  # largest first, of length 1"
    )


def _code_general(problem: Problem, names: tuple[str, ...]) -> str:
    return f"w, V = scipy.linalg.eig({names[0]}, {names[1]})\n{SORTED}"


SORTED = (
    'order = np.argsort(-np.abs(w), axis=-1, kind="stable")  # by modulus\n'
    "w, V = np.take_along_axis(w, order, -1), np.take_along_axis(V, order[..., None, :], -1)"
)
