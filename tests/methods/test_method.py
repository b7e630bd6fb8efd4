"""What a method is: values that do not change, refuse what they do not know, and compute a plan."""

import pytest
from pydantic import ValidationError

from server.methods.method import Duration, Frame, Method, Words
from server.methods.modes import RULES, Mode, Turns

from .samples import FRAME, METHOD, phase


def test_words_fall_back_to_dutch() -> None:
    both, dutch = Words(nl="Hallo", en="Hello"), Words(nl="Hallo")
    assert (both.in_language("nl"), both.in_language("en"), both.in_language("fy")) == ("Hallo", "Hello", "Hallo")
    assert dutch.in_language("en") == "Hallo"


def test_words_lose_the_space_around_them_and_have_a_length() -> None:
    assert Words(nl="  Hallo\n").nl == "Hallo"
    for text in ("", "  ", "a" * 401):
        with pytest.raises(ValidationError):
            Words(nl=text)


@pytest.mark.parametrize(
    ("fixed", "per_member", "people", "seconds"),
    [(5, 0, 6, 300), (0, 1.5, 6, 540), (2, 1, 4, 360), (0, 0, 6, 60), (0, 0.1, 5, 60), (0.5, 1, 0, 60)],
)
def test_planned_time_is_fixed_and_more_for_each_and_never_under_a_minute(
    fixed: float, per_member: float, people: int, seconds: float
) -> None:
    assert Duration(fixed=fixed, per_member=per_member).seconds(people) == seconds


def test_minutes_may_be_written_as_one_number() -> None:
    assert phase(minutes=7.5).minutes == Duration(fixed=7.5)
    assert phase(minutes={"fixed": 1, "per_member": 2}).minutes == Duration(fixed=1, per_member=2)


@pytest.mark.parametrize("minutes", ["5", True, -1, 91, float("nan"), float("inf"), None])
def test_minutes_are_a_sensible_number(minutes: object) -> None:
    with pytest.raises(ValidationError):
        phase(minutes=minutes)


def test_a_phase_is_a_table() -> None:
    with pytest.raises(ValidationError):
        Method.model_validate({**METHOD.model_dump(), "phase": [3]})


def test_a_phase_follows_its_mode() -> None:
    for mode in Mode:
        assert phase(mode).rules is RULES[mode]
    assert phase(Mode.RONDE).turns is Turns.MEMBERS
    assert phase(Mode.RONDE_MET_INBRENGER).turns is Turns.EVERYONE
    assert phase(Mode.GESPREK).turns is Turns.NOBODY


def test_choosing_is_a_round_only_where_there_are_seconds_for_each() -> None:
    assert phase(Mode.KIEZEN).turns is Turns.NOBODY
    assert phase(Mode.KIEZEN, seconds_each=60).turns is Turns.EVERYONE


def test_a_method_knows_whether_it_chooses_the_inbrenger_itself() -> None:
    assert not METHOD.chooses_inbrenger
    choosing = METHOD.model_copy(update={"phase": (phase(Mode.KIEZEN, choose="inbrenger"),)})
    assert choosing.chooses_inbrenger


def test_two_phases_of_one_name_are_refused() -> None:
    twice = [phase(id="zelfde").model_dump(), phase(id="zelfde").model_dump()]
    with pytest.raises(ValidationError, match="double:zelfde"):
        Method.model_validate({**METHOD.model_dump(), "phase": twice})
    with pytest.raises(ValidationError, match="double:zelfde"):
        Frame.model_validate({"format": 1, "id": "x", "before": twice[:1], "after": twice[1:]})


def test_a_method_does_not_change_and_knows_only_its_own_keys() -> None:
    with pytest.raises(ValidationError):
        METHOD.id = "anders"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Method.model_validate({**METHOD.model_dump(), "kleur": "rood"})


def test_a_method_survives_being_written_and_read() -> None:
    assert Method.model_validate(METHOD.model_dump()) == METHOD
    assert Frame.model_validate(FRAME.model_dump()) == FRAME
