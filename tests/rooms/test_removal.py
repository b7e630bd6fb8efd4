"""Taking somebody out of the room: who decides, and that it is for good."""

from server.rooms import commands as c
from server.rooms.errors import Reason

from .people import ANNA, BRAM, CATO, DAAN, EMMA, FINN, GUEST, SEAT, Group, guided, on_their_own


def votes(group: Group, who: str, against: str) -> None:
    group.asks(who, c.Remove, seat=SEAT[against])


def is_in(group: Group, who: str) -> bool:
    return group.state.person(who) is not None


def test_the_begeleider_removes_at_once() -> None:
    group = guided("ronde", CATO)
    votes(group, ANNA, CATO)
    assert not is_in(group, CATO)
    assert group.state.inbrenger is None
    assert group.sees(BRAM).seats[SEAT[CATO]].state == "empty"


def test_whoever_was_removed_never_comes_in_again_and_the_door_is_locked() -> None:
    group = guided()
    group.knock(GUEST)
    votes(group, ANNA, CATO)
    assert group.state.locked
    assert not group.state.guests
    assert group.refused(c.Knock(by=GUEST, name="G")) is Reason.CLOSED
    group.does(c.Unlock(by=ANNA))
    assert group.refused(c.Knock(by=CATO, name="C")) is Reason.CLOSED
    assert group.refused(c.Connect(by=CATO)) is Reason.CLOSED
    group.knock(GUEST)


def test_the_others_get_a_new_secret() -> None:
    group = guided()
    votes(group, ANNA, CATO)
    assert (group.state.epoch, group.state.epoch_by, group.state.shared) == (1, ANNA, False)


def test_nobody_removes_themselves_or_an_empty_seat() -> None:
    group = guided()
    assert group.asks_in_vain(ANNA, c.Remove, seat=SEAT[ANNA]) is Reason.NO_SUCH_SEAT
    assert group.asks_in_vain(ANNA, c.Remove, seat=7) is Reason.NO_SUCH_SEAT


def test_in_a_led_room_only_the_begeleider_may() -> None:
    group = guided()
    assert group.asks_in_vain(BRAM, c.Remove, seat=SEAT[CATO]) is Reason.NOT_YOURS
    assert not any(seat.may_be_removed for seat in group.sees(BRAM).seats)
    offered = [seat.number for seat in group.sees(ANNA).seats if seat.may_be_removed]
    assert offered == [SEAT[name] for name in (BRAM, CATO, DAAN, EMMA, FINN)]


def test_an_outdated_screen_never_removes_whoever_took_the_seat_since() -> None:
    group = guided()
    seen = group.state.version
    group.does(c.Leave(by=CATO))
    group.enter(GUEST)
    assert group.refused(c.Remove(by=ANNA, seen=seen, seat=SEAT[CATO])) is Reason.STALE


def test_a_room_on_its_own_decides_by_more_than_half_of_the_others() -> None:
    group = on_their_own()  # six: of the five others, three
    votes(group, ANNA, FINN)
    votes(group, BRAM, FINN)
    assert is_in(group, FINN)
    assert group.seat(ANNA, FINN).removal_votes == 2
    votes(group, CATO, FINN)
    assert not is_in(group, FINN)
    assert group.state.votes == frozenset()


def test_asking_twice_takes_it_back() -> None:
    group = on_their_own()
    for name in (ANNA, BRAM, BRAM, CATO):
        votes(group, name, FINN)
    assert group.seat(ANNA, FINN).removal_votes == 2
    assert is_in(group, FINN)


def test_whoever_it_is_about_does_not_see_the_votes() -> None:
    group = on_their_own()
    votes(group, ANNA, FINN)
    assert group.seat(FINN).removal_votes == 0


def test_of_three_both_others_have_to_want_it_and_of_two_nobody_removes_the_other() -> None:
    group = on_their_own(people=(ANNA, BRAM, CATO))
    votes(group, ANNA, CATO)
    assert is_in(group, CATO)
    votes(group, BRAM, CATO)
    assert not is_in(group, CATO)
    votes(group, ANNA, BRAM)
    assert is_in(group, BRAM)


def test_who_is_away_or_has_left_does_not_count() -> None:
    group = on_their_own(people=(ANNA, BRAM, CATO, DAAN, EMMA))
    votes(group, ANNA, EMMA)
    votes(group, BRAM, EMMA)
    group.goes_away(ANNA)
    assert group.seat(BRAM, EMMA).removal_votes == 1
    group.does(c.Connect(by=ANNA))
    group.does(c.Leave(by=BRAM))
    assert group.seat(ANNA, EMMA).removal_votes == 1
    votes(group, CATO, EMMA)
    assert not is_in(group, EMMA)  # two of the three others


def test_holding_the_task_in_a_room_on_its_own_gives_no_more_than_a_vote() -> None:
    group = on_their_own()
    group.asks(ANNA, c.TakeTask)
    votes(group, ANNA, BRAM)
    assert is_in(group, BRAM)


def test_when_the_begeleider_is_gone_the_group_decides() -> None:
    group = guided()
    group.goes_away(ANNA, seconds=31)
    for name in (BRAM, CATO, DAAN):
        votes(group, name, FINN)
    assert not is_in(group, FINN)
