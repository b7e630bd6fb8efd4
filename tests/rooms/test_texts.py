"""Sealed texts: the shape of ciphertext passes, anything that could be read or run does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.rooms.errors import Reason, Refused
from server.rooms.texts import LONGEST_LINE, LONGEST_NAME, LONGEST_QUESTION, sealed


def test_ciphertext_passes_as_it_is() -> None:
    assert sealed("Zm9v-_09", 400) == "Zm9v-_09"


@pytest.mark.parametrize("text", ["a b", "<b>", "a=", "a\n", "é", "a+b", "a/b", "\x00", "a" * 401])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as caught:
        sealed(text, 400)
    assert caught.value.reason is Reason.BAD_TEXT


def test_an_empty_text_takes_back_what_may_be_missing() -> None:
    assert sealed("", 400) == ""
    with pytest.raises(Refused):
        sealed("", 400, required=True)


@pytest.mark.parametrize("longest", [LONGEST_NAME, LONGEST_LINE, LONGEST_QUESTION])
def test_a_text_has_a_longest_length(longest: int) -> None:
    assert sealed("a" * longest, longest)
    with pytest.raises(Refused):
        sealed("a" * (longest + 1), longest)


@given(st.text())
def test_what_passes_is_safe_to_write_anywhere(text: str) -> None:
    try:
        passed = sealed(text, 400)
    except Refused:
        return
    assert all(character.isascii() and (character.isalnum() or character in "-_") for character in passed)
