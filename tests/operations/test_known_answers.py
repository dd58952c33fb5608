"""Classical matrices whose answers are known as fractions."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.model.errors import UserError

NAMES = [
    "hilbert_4", "magic_3", "rank_2_of_4", "shear", "rotation_90", "spd_3", "markov_3", "projection", "ill_2x2",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_exact_twins(name, known, exactly):
    item = known[name]
    A = item["entries"]
    assert exactly("det", A)["result"] == item["det"]
    assert exactly("trace", A)["result"] == item["trace"]
    assert exactly("slogdet", A)["sign"] == np.sign(item["det"])
    assert (exactly("transpose", A)["result"] == A.T).all()
    assert (exactly("matmul", A, A)["result"] == A @ A).all()


@pytest.mark.parametrize("name", NAMES)
def test_exact_inverse_or_refusal(name, known, exactly):
    item = known[name]
    A, n = item["entries"], len(item["entries"])
    if "inverse" in item:
        assert (exactly("inv", A)["result"] == item["inverse"]).all()
        assert (exactly("solve", A, A[:, 0])["result"] == np.eye(n, dtype=int)[0]).all()
        return
    for operation, more in (("inv", ()), ("solve", (A[:, 0],))):
        with pytest.raises(UserError) as refusal:
            exactly(operation, A, *more)
        assert refusal.value.kind == "singular"
        assert refusal.value.details["rank"] == item["rank"]
        x = refusal.value.details["null_vector"]
        assert any(x)
        assert not (A @ np.array(x, dtype=object)).any()


@pytest.mark.parametrize("name", NAMES)
def test_floating_point(name, known, run):
    item = known[name]
    A = item["entries"].astype(float)
    assert run("trace", A).result == pytest.approx(float(item["trace"]), rel=1e-15)
    answer = run("det", A)
    if item["det"]:
        assert answer.result == pytest.approx(float(item["det"]), rel=1e-9)
        assert answer.verdict == "green"
        assert run("inv", A).result == pytest.approx(item["inverse"].astype(float), rel=1e-9)
    else:
        assert abs(answer.result) < 1e-15


def test_magic_4_is_refused_and_its_determinant_is_red(run):
    A = np.array([[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]], dtype=float)
    with pytest.raises(UserError, match="its determinant is exactly 0 and its rank is 3 of 4") as refusal:
        run("inv", A, exact=True)
    assert refusal.value.details["null_vector"] in ([-1, -3, 3, 1], [1, 3, -3, -1])
    answer = run("det", A)
    assert answer.result != 0
    assert answer.verdict == "red"


def test_filip_needs_qr(run):
    """The columns of NIST's Filip data depend on each other to 1e-15 for the SVD, but not for Householder QR."""
    x = np.linspace(-8.78, -3.13, 82)
    truth = np.array([-1467.5, -2772.2, -2316.4, -1128.0, -354.5, -75.1, -10.9, -1.06, -0.067, -0.0025, -4.03e-5])
    A = x[:, None] ** np.arange(11)
    answer = run("lstsq", A, A @ truth)
    assert answer.method == "LAPACK geqrf"
    assert np.abs(answer["x"] - truth).max() < 1e-4 * np.abs(truth).max()
