"""Condition numbers in four norms, and of singular matrices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from workbench.model.errors import UserError
from workbench.operations import by_name
from workbench.operations.spec import Operand


@pytest.mark.parametrize(("angle", "kappa"), [(90, 1), (60, 1.7321), (30, 3.7321), (10, 11.4301), (1, 114.5887)])
def test_14_2_condition_is_an_angle(answer: Any, angle: float, kappa: float) -> None:
    t = np.radians(angle)
    found = answer("cond", [[1, np.cos(t)], [0, np.sin(t)]])
    assert np.isclose(found["result"], kappa, atol=1e-4)
    assert found.certificate.verdict == "green"


def test_4_8_almost_dependent(answer: Any) -> None:
    assert np.isclose(answer("cond", [[1, 1], [1, 1.0001]])["result"], 40_002, atol=1)


@pytest.mark.parametrize("p", [2, 1, "inf", "fro"])
def test_agrees_with_numpy(answer: Any, p: Any) -> None:
    A = np.random.default_rng(1).standard_normal((5, 5))
    found = answer("cond", A, p=p)
    assert np.isclose(found["result"], np.linalg.cond(A, np.inf if p == "inf" else p))
    assert found.certificate.verdict == "green"
    wrong = np.asarray(found["result"] * (1 + 110 * found.certificate.error_bound))
    assert found.certify(result=wrong).verdict == "red"


@pytest.mark.parametrize("p", [2, 1, "inf", "fro"])
def test_singular_matrix_is_infinitely_ill_conditioned(answer: Any, p: Any) -> None:
    found = answer("cond", np.diag([1.0, 0.0]), p=p)
    assert np.isinf(found["result"])
    assert found.certificate.verdict == "amber"
    assert "singular" in found.certificate.reason


def test_3_6_numerically_singular(answer: Any) -> None:
    found = answer("cond", [[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]])
    assert found["result"] > 1e15
    assert found.certificate.verdict == "amber"
    assert not found.certificate.digits
    assert "singular to working precision" in found.certificate.reason


def test_exact_condition(answer: Any) -> None:
    assert answer("cond", [[1, 2], [3, 4]], p=1).exact == {"result": 21}
    assert answer("cond", [[1, 2], [3, 4]], p="fro").exact == {"result": 15}
    assert answer("cond", [[1, 2], [2, 4]], p=1).exact is None


def test_shapes() -> None:
    with pytest.raises(UserError, match="no entries"):
        by_name("cond").declare(Operand("A", (0, 2)))
    with pytest.raises(UserError, match="3 x 2"):
        by_name("cond").declare(Operand("A", (3, 2)), p=1)
    assert by_name("cond").declare(Operand("A", (3, 2))).result.shape == ()


def test_few_digits_of_a_condition_number_are_not_laid_to_that_number(answer: Any) -> None:
    S = np.logspace(0, -9, 6)
    rng = np.random.default_rng(3)
    U, V = (np.linalg.qr(rng.standard_normal((6, 6)))[0] for _ in range(2))
    reason = answer("cond", U @ np.diag(S) @ V).certificate.reason
    assert reason.startswith("Only ")
    assert "the condition number is" not in reason
