"""Coming in and going: who walks in, who waits, who is turned away, and who finds the room closed."""

import pytest

from server.rooms import commands as c
from server.rooms.door import MOST_GUESTS
from server.rooms.errors import Reason
from server.rooms.room import GUEST_KEPT

from .people import ANNA, BRAM, CATO, DAAN, EMMA, GUEST, SIX, STRANGER, Group, guided, on_their_own


def test_whoever_opened_the_room_walks_in_and_is_begeleider() -> None:
    group = Group(ANNA)
    assert group.person(ANNA).seat == 0
    assert group.state.begeleider == 0


def test_others_wait_at_the_door_until_the_begeleider_admits_them() -> None:
    group = Group(ANNA)
    group.knock(BRAM)
    assert group.person(BRAM).seat is None
    assert group.sees(ANNA).guests[0].id == BRAM
    group.does(c.Admit(by=ANNA, guest=BRAM))
    assert group.person(BRAM).seat == 1
    assert group.sees(ANNA).guests == ()


def test_before_the_opener_others_wait_in_vain() -> None:
    group = Group()
    group.knock(BRAM)
    assert group.person(BRAM).seat is None
    assert not group.state.entered


def test_in_a_room_on_its_own_the_first_walks_in_and_anyone_inside_opens() -> None:
    group = Group(independent=True)
    group.knock(BRAM)
    assert group.person(BRAM).seat == 0
    assert group.state.begeleider is None
    group.knock(CATO)
    assert group.person(CATO).seat is None
    group.does(c.Admit(by=BRAM, guest=CATO))
    group.knock(DAAN)
    group.does(c.Admit(by=CATO, guest=DAAN))
    assert [person.id for person in group.state.seated] == [BRAM, CATO, DAAN]


def test_the_opener_of_a_room_on_its_own_walks_in_among_others_and_leads_nobody() -> None:
    group = Group(BRAM, ANNA, independent=True)
    assert group.person(ANNA).seat == 1
    assert group.state.begeleider is None


def test_nobody_is_twice_in_the_room() -> None:
    group = guided()
    assert group.refused(c.Knock(by=BRAM, name="B")) is Reason.NOT_NOW
    group.knock(GUEST)
    assert group.refused(c.Knock(by=GUEST, name="G")) is Reason.NOT_NOW


@pytest.mark.parametrize("name", ["", "a b", "x" * 401])
def test_a_name_is_a_sealed_text(name: str) -> None:
    assert guided().refused(c.Knock(by=GUEST, name=name)) is Reason.BAD_TEXT


def test_a_full_room_is_closed_and_whoever_waits_at_the_door_stays_there() -> None:
    group = Group(ANNA, BRAM, seats=3)
    group.knock(DAAN)
    group.knock(EMMA)
    group.does(c.Admit(by=ANNA, guest=EMMA))
    assert group.refused(c.Admit(by=ANNA, guest=DAAN)) is Reason.FULL
    assert group.refused(c.AdmitAll(by=ANNA)) is Reason.FULL
    assert group.refused(c.Knock(by=GUEST, name="G")) is Reason.CLOSED


def test_a_place_that_comes_free_can_be_given_away() -> None:
    group = Group(ANNA, BRAM, CATO, seats=3)
    group.does(c.Leave(by=BRAM))
    group.enter(DAAN)
    assert group.person(DAAN).seat == 1


def test_all_are_admitted_as_far_as_there_are_seats_in_the_order_of_knocking() -> None:
    group = Group(ANNA, seats=3)
    for name in (EMMA, DAAN, CATO):
        group.knock(name)
    group.does(c.AdmitAll(by=ANNA))
    assert [(person.id, person.seat) for person in group.state.seated] == [(ANNA, 0), (EMMA, 1), (DAAN, 2)]
    assert [person.id for person in group.state.guests] == [CATO]


def test_admitting_and_refusing_need_someone_at_the_door() -> None:
    group = guided()
    for command in (c.Admit(by=ANNA, guest=GUEST), c.AdmitAll(by=ANNA), c.Refuse(by=ANNA, guest=GUEST)):
        assert group.refused(command) is Reason.NOT_NOW
    group.knock(GUEST)
    assert group.refused(c.Admit(by=ANNA, guest=BRAM)) is Reason.NO_SUCH_GUEST
    assert group.refused(c.Refuse(by=ANNA, guest=STRANGER)) is Reason.NO_SUCH_GUEST


def test_whoever_is_refused_is_gone_and_may_knock_again() -> None:
    group = guided()
    group.knock(GUEST)
    group.does(c.Refuse(by=ANNA, guest=GUEST))
    assert group.state.person(GUEST) is None
    group.knock(GUEST)
    assert group.person(GUEST).seat is None


def test_the_lock_turns_away_whoever_waits_and_whoever_comes() -> None:
    group = guided()
    group.knock(GUEST)
    group.does(c.Lock(by=ANNA))
    assert group.state.person(GUEST) is None
    assert len(group.state.seated) == len(SIX)
    assert group.refused(c.Knock(by=GUEST, name="G")) is Reason.CLOSED
    assert group.refused(c.Lock(by=ANNA)) is Reason.NOT_NOW
    group.does(c.Unlock(by=ANNA))
    assert group.refused(c.Unlock(by=ANNA)) is Reason.NOT_NOW
    group.knock(GUEST)


def test_a_crowd_at_the_door_does_not_keep_the_opener_out() -> None:
    group = Group()
    for number in range(MOST_GUESTS):
        group.knock(f"gast{number}")
    assert group.refused(c.Knock(by=GUEST, name="G")) is Reason.CLOSED
    group.knock(ANNA)
    assert group.state.leads(group.person(ANNA))


def test_an_opener_who_left_comes_back_through_a_locked_door() -> None:
    group = guided()
    group.does(c.Lock(by=ANNA))
    group.does(c.Leave(by=ANNA))
    group.knock(ANNA)
    assert group.person(ANNA).seat == 0
    assert group.state.begeleider == 0


def test_an_opener_who_comes_back_does_not_take_the_task_from_whoever_has_it() -> None:
    group = guided()
    group.does(c.Leave(by=ANNA))
    group.asks(BRAM, c.TakeTask)
    group.knock(ANNA)
    assert group.person(ANNA).seat == 0
    assert group.name_of(group.state.begeleider) == BRAM


def test_the_opener_too_finds_a_full_room_closed() -> None:
    group = Group(ANNA, BRAM, CATO, seats=3)
    group.does(c.Leave(by=ANNA))
    group.knock(DAAN)
    group.does(c.Admit(by=BRAM, guest=DAAN))
    assert group.refused(c.Knock(by=ANNA, name="A")) is Reason.CLOSED


def test_when_the_begeleider_is_gone_anyone_inside_opens_the_door() -> None:
    group = guided()
    group.knock(GUEST)
    group.goes_away(ANNA, seconds=29)
    assert group.refused(c.Admit(by=BRAM, guest=GUEST)) is Reason.NOT_YOURS
    group.wait(1)
    group.does(c.Admit(by=BRAM, guest=GUEST))


def test_a_guest_who_went_home_does_not_keep_standing_at_the_door() -> None:
    group = guided()
    group.knock(GUEST)
    group.does(c.Disconnect(by=GUEST))
    assert group.room.wake_at(group.now + 60) == group.now + GUEST_KEPT
    group.wait(GUEST_KEPT - 1)
    assert group.state.person(GUEST) is not None
    group.wait(1)
    assert group.state.person(GUEST) is None


def test_a_guest_who_keeps_waiting_is_kept() -> None:
    group = guided()
    group.knock(GUEST)
    group.wait(3000)
    assert group.person(GUEST).seat is None


# Presence


def test_a_page_that_is_loaded_again_within_four_seconds_is_not_seen_by_anyone() -> None:
    group = guided("ronde")
    before = {name: group.sees(name) for name in SIX}
    group.does(c.Disconnect(by=DAAN))
    group.now += 3.9
    group.room.wake(group.now)
    seen = group.seat(BRAM, DAAN)
    assert (seen.state, seen.turn) == ("present", True)
    group.does(c.Connect(by=DAAN))
    for name in SIX:
        after = group.sees(name)
        assert (after.seats, after.turn.seat, after.turn.to_come) == (
            before[name].seats,
            before[name].turn.seat,
            before[name].turn.to_come,
        )


def test_someone_longer_without_a_connection_is_shown_away_in_the_same_seat_and_role() -> None:
    group = guided("ronde")
    group.goes_away(CATO)
    assert group.seat(BRAM, CATO).state == "away"
    assert group.seat(BRAM, CATO).inbrenger
    group.does(c.Connect(by=CATO))
    assert group.seat(BRAM, CATO).state == "present"


def test_losing_the_connection_twice_counts_from_the_first_time() -> None:
    group = guided()
    group.does(c.Disconnect(by=BRAM))
    version = group.state.version
    group.now += 3
    group.does(c.Disconnect(by=BRAM))
    assert group.state.version == version
    group.now += 1
    assert not group.person(BRAM).is_here(group.now)


def test_whoever_knocks_is_not_here_until_the_screen_is_connected() -> None:
    group = Group(ANNA)
    group.does(c.Knock(by=BRAM, name="B"))
    group.does(c.Admit(by=ANNA, guest=BRAM))
    group.now += 4
    assert group.seat(ANNA, BRAM).state == "away"


# Going


def test_whoever_leaves_gives_up_seat_and_tasks() -> None:
    group = guided("ronde")
    group.does(c.Leave(by=CATO))
    assert group.state.person(CATO) is None
    assert group.state.inbrenger is None
    assert group.refused(c.Connect(by=CATO)) is Reason.CLOSED


def test_a_guest_may_go_home() -> None:
    group = guided()
    group.knock(GUEST)
    group.does(c.Leave(by=GUEST))
    assert group.state.guests == ()


def test_who_takes_the_seat_of_someone_who_left_inherits_nothing() -> None:
    group = guided("schrijven")
    for kind in (c.Written, c.Speak):
        group.asks(DAAN, kind)
    group.does(c.Leave(by=DAAN))
    group.enter(GUEST)
    seat = next(seat for seat in group.sees(GUEST).seats if seat.me)
    assert (seat.number, seat.ready, seat.closed, seat.opened) == (3, False, True, False)


def test_a_room_that_is_over_lets_nobody_in() -> None:
    ended = guided()
    ended.asks(ANNA, c.End)
    assert ended.refused(c.Knock(by=GUEST, name="G")) is Reason.CLOSED
    empty = on_their_own(people=(ANNA,))
    empty.does(c.Leave(by=ANNA))
    assert empty.refused(c.Knock(by=ANNA, name="A")) is Reason.CLOSED
