"""The room as a whole: commands in, version and staleness, what time alone brings, and when it is over."""

import pytest

from server.methods.modes import Mode
from server.rooms import commands as c
from server.rooms.errors import Reason
from server.rooms.room import (
    GUEST_KEPT,
    SEAT_KEPT,
    SEAT_KEPT_BEFORE_START,
    UNENTERED_KEPT,
    Room,
)
from server.rooms.state import SHOWN_AWAY_AFTER, TASK_FREE_AFTER
from tests.methods.samples import PROGRAM, phase, program_of

from .people import ANNA, BRAM, CATO, DAAN, EMMA, GUEST, NOW, SEAT, SIX, STRANGER, Group, guided, on_their_own

# Commands


def test_a_stranger_finds_the_room_closed() -> None:
    group = guided("ronde")
    for command in (c.Connect(by=STRANGER), c.Leave(by=STRANGER), c.Next(by=STRANGER, seen=group.state.version)):
        assert group.refused(command) is Reason.CLOSED


def test_what_changes_the_room_raises_the_version_by_one() -> None:
    group = guided()
    version = group.state.version
    group.asks(ANNA, c.Start)
    assert group.state.version == version + 1


def test_what_changes_nothing_keeps_the_version() -> None:
    group = guided("casus", None)
    before = group.state
    group.does(c.Title(by=BRAM, text=""))
    group.does(c.Connect(by=BRAM))
    assert group.state == before


def test_next_by_two_people_at_once_is_one_step() -> None:
    group = guided("vertellen")
    seen = group.state.version
    group.does(c.Next(by=ANNA, seen=seen))
    assert group.refused(c.Next(by=ANNA, seen=seen)) is Reason.STALE
    assert group.phase == "ronde"


def test_what_happened_elsewhere_does_not_make_a_screen_stale() -> None:
    group = guided("ronde")
    seen = group.state.version
    group.knock(GUEST)
    group.asks(DAAN, c.TurnDone)
    group.does(c.Next(by=ANNA, seen=seen))
    assert group.phase == "allen"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (c.Extend(by=ANNA, seen=0, seconds=60), c.Extend(by=ANNA, seen=0, seconds=60)),
        (c.Pause(by=ANNA, seen=0), c.Shorten(by=ANNA, seen=0, seconds=60)),
        (c.Next(by=ANNA, seen=0), c.Back(by=ANNA, seen=0)),
        (c.Next(by=ANNA, seen=0), c.TurnDone(by=DAAN, seen=0)),
        (c.SkipTurn(by=ANNA, seen=0), c.TurnDone(by=DAAN, seen=0)),
        (c.GiveTurn(by=ANNA, seen=0, seat=SEAT[EMMA]), c.SkipTurn(by=ANNA, seen=0)),
        (c.HandOver(by=ANNA, seen=0, seat=SEAT[BRAM]), c.HandOver(by=ANNA, seen=0, seat=SEAT[EMMA])),
        (c.Next(by=ANNA, seen=0), c.Pass(by=EMMA, seen=0)),
        (c.Next(by=ANNA, seen=0), c.End(by=ANNA, seen=0)),
    ],
)
def test_what_someone_pressed_on_an_outdated_screen_does_nothing(first: c.Seen, second: c.Seen) -> None:
    group = guided("ronde")
    seen = group.state.version
    values = [{name: getattr(each, name) for name in each.__dataclass_fields__} for each in (first, second)]
    group.does(type(first)(**{**values[0], "seen": seen}))
    assert group.refused(type(second)(**{**values[1], "seen": seen})) is Reason.STALE


def test_the_clock_of_a_phase_that_was_left_is_stale_too() -> None:
    group = guided("vertellen")
    seen = group.state.version
    group.asks(ANNA, c.Next)
    assert group.refused(c.Extend(by=ANNA, seen=seen, seconds=60)) is Reason.STALE


def test_asking_whether_someone_may_gives_no_to_strangers() -> None:
    group = guided()
    assert group.room.may(ANNA, c.Start, NOW)
    assert not group.room.may(BRAM, c.Start, NOW)
    assert not group.room.may(STRANGER, c.Leave, NOW)


# What time brings


def test_a_seat_is_kept_for_ten_minutes_of_a_meeting() -> None:
    group = guided("ronde")
    group.goes_away(BRAM, SEAT_KEPT - 1)
    assert group.person(BRAM).seat == SEAT[BRAM]
    group.wait(1)
    assert group.state.person(BRAM) is None


def test_before_the_meeting_a_seat_is_kept_for_an_hour() -> None:
    group = guided()
    group.goes_away(BRAM, SEAT_KEPT_BEFORE_START - 1)
    assert group.person(BRAM).seat == SEAT[BRAM]
    group.wait(1)
    assert group.state.person(BRAM) is None


def test_waking_when_there_is_nothing_to_do_changes_nothing() -> None:
    group = guided("ronde")
    before = group.state
    group.wait(3)
    assert group.state == before


def test_a_room_wakes_when_its_time_is_over() -> None:
    assert guided("uitleg").room.wake_at(NOW) == NOW + 300
    assert guided("ronde").room.wake_at(NOW) == NOW + 90
    assert guided("ronde").room.wake_at(NOW + 90) == NOW + 360


def test_a_room_that_waits_or_is_paused_has_no_time_to_wake_for() -> None:
    never = NOW + UNENTERED_KEPT
    group = guided("uitleg")
    assert group.room.wake_at(NOW) != never
    group.asks(ANNA, c.Pause)
    assert group.room.wake_at(NOW) == never
    assert guided().room.wake_at(NOW) == never


def test_a_room_wakes_for_everything_that_happens_to_someone_who_is_gone() -> None:
    group = guided("uitleg")
    group.asks(ANNA, c.Pause)
    group.does(c.Disconnect(by=BRAM))
    moments, now = [], NOW
    while (due := group.room.wake_at(now)) is not None:
        now = due
        moments.append(now - NOW)
    assert moments == [SHOWN_AWAY_AFTER, TASK_FREE_AFTER, SEAT_KEPT, UNENTERED_KEPT]


def test_a_room_wakes_for_a_guest_who_is_gone() -> None:
    group = guided()
    group.does(c.Knock(by=GUEST, name="G"))
    assert group.room.wake_at(NOW + 31) == NOW + GUEST_KEPT


@pytest.mark.parametrize("now", [0.1, 1234.567, 98765.4321, 3.3e6 + 0.7])
def test_at_every_moment_a_room_wakes_there_is_something_new_to_see(now: float) -> None:
    """An alarm at the very moment: no rounding error may leave someone shown as present, or time as not over."""
    group = Group(ANNA, BRAM, CATO, now=now)
    group.goes_to("uitleg")
    group.does(c.Disconnect(by=BRAM))
    seen = [group.seat(ANNA, BRAM).state, group.sees(ANNA).clock.state]
    due = group.room.wake_at(now)
    assert due is not None
    group.wait(due - now)
    group.now = due
    assert [group.seat(ANNA, BRAM).state, group.sees(ANNA).clock.state] == ["away", "running"] != seen
    over = group.state.meeting.clock.ends_at()
    assert over is not None
    group.now = over
    assert group.sees(ANNA).clock.state == "over"


def test_most_of_a_group_on_its_own_moves_on_at_the_very_moment_the_time_is_over() -> None:
    group = Group(*SIX, independent=True, now=98765.4321, program=program_of(phase(Mode.UITLEG), phase(id="twee")))
    group.asks(ANNA, c.Start)
    for name in SIX[:4]:
        group.asks(name, c.Agree)
    due = group.room.wake_at(group.now)
    assert due is not None
    group.room.wake(due)
    assert group.phase == "twee"


# The end


def test_a_room_is_over_when_its_meeting_is() -> None:
    group = guided("ronde")
    assert not group.room.is_over(NOW)
    group.asks(ANNA, c.End)
    assert group.room.is_over(NOW)


def test_a_room_is_over_when_everyone_has_left() -> None:
    group = guided()
    group.knock(GUEST)
    for name in SIX:
        assert not group.room.is_over(NOW)
        group.does(c.Leave(by=name))
    assert group.room.is_over(NOW)


def test_a_room_nobody_ever_entered_is_over_after_an_hour() -> None:
    room = Room(PROGRAM, opener=ANNA, seats=8, independent=False, now=0.7)
    assert not room.is_over(0.7)
    due = room.wake_at(0.7)
    assert due == 0.7 + UNENTERED_KEPT
    assert room.is_over(due)
    assert room.wake_at(due) is None


def test_an_ended_room_refuses_everything() -> None:
    group = on_their_own("ronde")
    group.asks(ANNA, c.TakeTask)
    group.asks(ANNA, c.End)
    for command in (c.Leave(by=BRAM), c.Connect(by=BRAM), c.Lock(by=ANNA), c.Title(by=BRAM, text="x")):
        assert group.refused(command) is Reason.NOT_NOW
    assert group.sees(BRAM).may == frozenset()
