"""The mathematical properties hold through the whole engine, in every precision of the CPU and in exact arithmetic."""

from __future__ import annotations

import pytest

from properties import LAWS
from properties.field import EXACT, FIELDS
from properties.law import Law, confirm
from properties.place import Place


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
@pytest.mark.parametrize("law", LAWS, ids=str)
def test_on_the_cpu(law, field):
    if law.speaks_of(field):
        confirm(law, Place(field, "cpu"), 8)


@pytest.mark.parametrize("law", [law for law in LAWS if law.speaks_of(EXACT)], ids=str)
def test_in_exact_arithmetic(law: Law):
    confirm(law, Place(EXACT, "exact"), 12)
