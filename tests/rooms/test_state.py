"""A room as a value, and the questions asked of it."""

from dataclasses import replace

import pytest

from server.methods.meeting import Meeting
from server.rooms.state import SHOWN_AWAY_AFTER, TASK_FREE_AFTER, Person, State
from tests.methods.samples import PROGRAM

ANNA = Person("anna", "A", seat=0)
BRAM = Person("bram", "B", seat=1, gone_since=100.0)
DAAN = Person("daan", "D", seat=3)
GUEST = Person("gast", "G")
ROOM = State(
    opener="anna",
    seats=4,
    independent=False,
    meeting=Meeting(PROGRAM),
    people=(DAAN, GUEST, ANNA, BRAM),
    begeleider=0,
    inbrenger=3,
    titles=((1, "b"), (3, "d")),
    question="vraag",
)


def test_people_are_found_by_id_and_by_seat() -> None:
    assert ROOM.person("daan") == DAAN
    assert ROOM.person("niemand") is None
    assert ROOM.in_seat(3) == DAAN
    assert ROOM.in_seat(2) is None
    assert ROOM.in_seat(None) is None, "a guest sits nowhere"


def test_the_circle_and_the_door_are_told_apart() -> None:
    assert ROOM.seated == (ANNA, BRAM, DAAN)
    assert ROOM.guests == (GUEST,)


def test_the_first_free_seat_is_the_lowest() -> None:
    assert ROOM.free_seat() == 2
    assert ROOM.with_person(replace(GUEST, seat=2)).free_seat() is None


@pytest.mark.parametrize(("now", "here"), [(100, True), (103.9, True), (104, False), (900, False)])
def test_someone_without_a_connection_is_away_after_four_seconds(now: float, here: bool) -> None:
    assert ROOM.is_here(1, now) is here


def test_someone_connected_is_here_and_an_empty_seat_is_not() -> None:
    assert ROOM.is_here(0, 1e9)
    assert not ROOM.is_here(2, 0)


@pytest.mark.parametrize("gone_since", [0.1, 1.7, 123456.789, 98765.4321, 3.3e6 + 0.7])
def test_at_the_moment_of_the_alarm_someone_is_away_without_a_rounding_error(gone_since: float) -> None:
    person = replace(BRAM, gone_since=gone_since)
    assert not person.is_here(gone_since + SHOWN_AWAY_AFTER)
    assert person.is_away(gone_since + TASK_FREE_AFTER, TASK_FREE_AFTER)


def test_the_meeting_sees_who_sits_and_who_is_here() -> None:
    circle = ROOM.circle(now=200)
    assert circle.seated == {0, 1, 3}
    assert circle.here == {0, 3}
    assert (circle.inbrenger, circle.begeleider, circle.aside) == (3, 0, 0)


def test_who_leads_a_group_on_its_own_takes_part() -> None:
    circle = replace(ROOM, independent=True).circle(now=0)
    assert (circle.begeleider, circle.aside) == (0, None)


def test_only_someone_in_the_seat_of_the_begeleider_leads() -> None:
    assert ROOM.leads(ANNA)
    assert not ROOM.leads(DAAN)
    assert not ROOM.leads(None)
    assert not replace(ROOM, begeleider=None).leads(GUEST), "nobody's seat is not a guest's seat"


def test_the_task_is_free_when_nobody_has_it_or_its_holder_is_long_gone() -> None:
    assert not ROOM.task_is_free(1e9)
    assert replace(ROOM, begeleider=None).task_is_free(0)
    left = replace(ROOM, begeleider=1)
    assert [left.task_is_free(now) for now in (100, 129.9, 130)] == [False, False, True]


def test_a_person_is_added_once_and_changed_in_place() -> None:
    new = Person("emma", "E", seat=2)
    assert ROOM.with_person(new).people == (*ROOM.people, new)
    changed = replace(GUEST, name="H")
    assert ROOM.with_person(changed).people == (DAAN, changed, ANNA, BRAM)
    assert ROOM.with_person(GUEST) == ROOM


def test_whoever_leaves_frees_seat_tasks_title_and_question() -> None:
    without = ROOM.without(DAAN)
    assert without.person("daan") is None
    assert (without.inbrenger, without.question, without.titles) == (None, "", ((1, "b"),))
    assert without.begeleider == 0
    assert ROOM.without(ANNA).begeleider is None


def test_whoever_leaves_takes_nothing_of_others() -> None:
    without = ROOM.without(BRAM)
    assert (without.begeleider, without.inbrenger, without.question, without.titles) == (0, 3, "vraag", ((3, "d"),))


def test_a_guest_who_leaves_takes_nothing() -> None:
    nobody = replace(ROOM, begeleider=None, inbrenger=None)
    assert nobody.without(GUEST) == replace(nobody, people=(DAAN, ANNA, BRAM))


def test_what_was_never_touched_was_touched_at_the_beginning() -> None:
    touched = replace(ROOM, touched=(("phase", 7),))
    assert (touched.touched_at("phase"), touched.touched_at("turn")) == (7, 0)
