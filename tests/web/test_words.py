"""The product's own words cover every key that the rooms and methods use."""

import pytest

from server.methods.modes import Mode, Switch
from server.web import words


@pytest.mark.parametrize("mode", list(Mode))
def test_every_speaking_mode_has_words(mode: Mode) -> None:
    assert words.MODES[mode.value]


def test_every_switch_is_said_on_the_table_or_is_seen_there() -> None:
    assert {*words.SWITCHES, *words.KEPT_BACK} == {switch.value for switch in Switch}
    assert not {*words.SWITCHES} & {*words.KEPT_BACK}


def test_an_unknown_error_has_a_page_of_its_own() -> None:
    assert 500 in words.ERRORS
    assert words.REFUSALS[""]


def test_words_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        words.MODES["new"] = "new"  # type: ignore[index]
