"""The mathematical properties hold through the whole engine, in every precision of the CPU and in exact arithmetic."""

from __future__ import annotations

import pytest

from properties import LAWS
from properties.field import EXACT, FIELDS
from properties.law import confirm
from properties.place import Place

CASES = [(law, field) for law in LAWS for field in FIELDS if law.speaks_of(field)]


@pytest.mark.parametrize(("law", "field"), CASES, ids=[f"{law} {field.name}" for law, field in CASES])
def test_on_the_cpu(law, field):
    confirm(law, Place(field, "cpu"), 3)


@pytest.mark.parametrize("law", [law for law in LAWS if law.speaks_of(EXACT)], ids=str)
def test_in_exact_arithmetic(law):
    confirm(law, Place(EXACT, "exact"), 16)
