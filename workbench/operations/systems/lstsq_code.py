"""Least squares in NumPy and SciPy, as the code that reproduces each method."""

from __future__ import annotations

from workbench.numerics.fitting_factors import uneven
from workbench.operations.spec import Problem
from workbench.operations.systems.fitting import independent, leveled, posed


def _rows(problem: Problem, names: tuple[str, ...]) -> tuple[str, str, str]:
    """Lines that weight the rows, and the names of the matrix and the right-hand side after them."""
    if "w" not in problem.arrays:
        return "", names[0], names[1]
    lines = f"s = np.sqrt({names[2]})\nM, c = {names[0]} * s[:, None], ({names[1]}.T * s).T\n"
    return lines, "M", "c"


def auto_code(problem: Problem, names: tuple[str, ...]) -> str:
    head, A, b = _rows(problem, names)
    rtol = problem.params.get("rtol")
    if rtol is not None or problem["A"].shape[0] < problem["A"].shape[1]:
        return f"{head}x, _, rank, s = np.linalg.lstsq({A}, {b}, rcond={rtol!r})"
    even = leveled(posed(problem)).A
    if uneven(even) and independent(even) is not None:
        return head + _sorted(A, b)
    return (
        f"{head}d = np.linalg.norm({A}, axis=0)\n"
        "d = np.where(d == 0, 1, d)\n"
        f"full = np.linalg.matrix_rank({A} / d) == len(d)\n"
        f"x, _, rank, s = np.linalg.lstsq({A} / d if full else {A}, {b}, rcond=None)\n"
        "x = (x.T / d).T if full else x"
    )


def _sorted(A: str, b: str) -> str:
    """QR with rows from large to small, the longest column first."""
    return (
        f"d = np.abs({A}).max(axis=0)\n"
        f"order = np.argsort(-np.abs({A} / d).max(axis=1))\n"
        f"Q, R, columns = scipy.linalg.qr(({A} / d)[order], mode='economic', pivoting=True)\n"
        f"y = scipy.linalg.solve_triangular(R, Q.conj().T @ {b}[order])\n"
        "x = (y[np.argsort(columns)].T / d).T"
    )


def svd_code(problem: Problem, names: tuple[str, ...]) -> str:
    head, A, b = _rows(problem, names)
    k = problem.params.get("k")
    if k is None:
        return f"{head}x, _, rank, s = np.linalg.lstsq({A}, {b}, rcond={problem.params.get('rtol')!r})"
    return (
        f"{head}U, S, Vh = np.linalg.svd({A}, full_matrices=False)\n"
        f"x = Vh[:{k}].conj().T @ ((U[:, :{k}].conj().T @ {b}).T / S[:{k}]).T"
    )


def qr_code(problem: Problem, names: tuple[str, ...]) -> str:
    head, A, b = _rows(problem, names)
    return f"{head}Q, R = np.linalg.qr({A})\nx = scipy.linalg.solve_triangular(R, Q.conj().T @ {b})"


def normal_code(problem: Problem, names: tuple[str, ...]) -> str:
    head, A, b = _rows(problem, names)
    return f"{head}x = scipy.linalg.solve({A}.conj().T @ {A}, {A}.conj().T @ {b}, assume_a='pos')"


def ridge_code(problem: Problem, names: tuple[str, ...]) -> str:
    head, A, b = _rows(problem, names)
    lam = float(problem.params["lam"])
    return (
        f"{head}n = {A}.shape[1]\n"
        f"D = np.vstack([{A}, np.sqrt({lam!r}) * np.eye(n)])\n"
        f"x = np.linalg.lstsq(D, np.concatenate([{b}, np.zeros((n, *{b}.shape[1:]))]), rcond=None)[0]"
    )
