"""The product's own words cover every key that the rooms and methods use."""

import pytest

from server.methods.modes import Mode, Switch
from server.web import words


@pytest.mark.parametrize("mode", list(Mode))
def test_every_speaking_mode_has_words(mode: Mode) -> None:
    assert words.MODES[mode.value]


def test_every_switch_but_the_one_that_is_seen_has_words() -> None:
    said = {switch.value for switch in Switch} - {"vraag-blijft-zichtbaar"}
    assert set(words.SWITCHES) == said


def test_an_unknown_error_has_a_page_of_its_own() -> None:
    assert 500 in words.ERRORS
    assert words.REFUSALS[""]


def test_words_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        words.MODES["new"] = "new"  # type: ignore[index]
