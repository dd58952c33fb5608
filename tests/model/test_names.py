from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model.errors import UserError
from workbench.model.names import check_name, clean_name


@pytest.mark.parametrize("name", ["A", "A_2", "Σ", "_x"])
def test_identifiers_are_names(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", ["", "2A", "A B", "A-1", "lambda", "None", "ﬁt"])
def test_other_words_are_refused_with_a_proposal(name: str) -> None:
    with pytest.raises(UserError) as caught:
        check_name(name)
    assert caught.value.kind == "usage"
    assert "would do" in caught.value.hint


@settings(deadline=None)
@given(st.text(max_size=10))
def test_a_cleaned_name_is_always_allowed(text: str) -> None:
    check_name(clean_name(text))


def test_cleaning_keeps_what_it_can() -> None:
    assert clean_name("my file-2") == "my_file_2"
    assert clean_name("2nd") == "M2nd"
    assert clean_name("class") == "class_"
