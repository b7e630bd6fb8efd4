"""Personal invitations: in without knocking, once; the second time nobody, and the group sees it."""

import pytest

from server.rooms import commands as c
from server.rooms.errors import Reason
from server.rooms.invitations import MOST_INVITATIONS

from .people import ANNA, BRAM, CATO, DAAN, EMMA, STRANGER, Group

TICKET, OTHER = "t" * 22, "u" * 22


def invited(*people: str, independent: bool = False, seats: int = 8) -> Group:
    group = Group(ANNA, *people, independent=independent, seats=seats)
    group.does(c.Invite(by=ANNA, ticket=TICKET))
    return group


def comes(group: Group, who: str, ticket: str = TICKET) -> None:
    group.does(c.Knock(by=who, name=who, ticket=ticket))


def test_with_a_personal_invitation_one_walks_in() -> None:
    group = invited()
    comes(group, BRAM)
    assert group.person(BRAM).seat == 1
    assert not group.seat(ANNA, BRAM).invited_twice


def test_it_works_once_and_everyone_sees_whose_was_tried_again() -> None:
    group = invited(CATO)
    comes(group, BRAM)
    for _ in range(2):
        comes(group, STRANGER)
        assert group.state.person(STRANGER) is None
    for name in (ANNA, CATO, BRAM):
        assert [seat.invited_twice for seat in group.sees(name).seats[:3]] == [False, False, True]
    group.does(c.Leave(by=BRAM))
    group.enter(DAAN)
    assert not any(seat.invited_twice for seat in group.sees(ANNA).seats)


def test_whoever_opens_the_door_invites() -> None:
    group = invited(BRAM)
    assert "invite" in group.sees(ANNA).may
    assert "invite" not in group.sees(BRAM).may
    assert group.refused(c.Invite(by=BRAM, ticket=OTHER)) is Reason.NOT_YOURS
    group = invited(BRAM, independent=True)
    group.does(c.Invite(by=BRAM, ticket=OTHER))
    comes(group, CATO, OTHER)
    assert group.person(CATO).seat == 2


@pytest.mark.parametrize("ticket", ["", "t" * 21, "t" * 23, "<" * 22])
def test_a_ticket_has_one_shape(ticket: str) -> None:
    assert invited().refused(c.Invite(by=ANNA, ticket=ticket)) is Reason.BAD_TEXT


def test_a_ticket_is_given_out_once() -> None:
    assert invited().refused(c.Invite(by=ANNA, ticket=TICKET)) is Reason.BAD_TEXT


def test_one_that_is_not_known_is_an_ordinary_knock() -> None:
    group = invited()
    comes(group, BRAM, OTHER)
    assert group.person(BRAM).seat is None


def test_it_makes_no_seat_where_there_is_none_and_stays_good() -> None:
    group = invited(BRAM, CATO, seats=3)
    assert group.refused(c.Knock(by=DAAN, name=DAAN, ticket=TICKET)) is Reason.CLOSED
    group.does(c.Leave(by=CATO))
    comes(group, DAAN)
    assert group.person(DAAN).seat == 2


def test_a_crowd_at_the_door_does_not_stop_the_invited() -> None:
    group = invited()
    for number in range(12):
        group.does(c.Knock(by=f"gast-{number}", name="abc"))
    comes(group, BRAM)
    assert group.person(BRAM).seat == 1


def test_a_locked_door_withdraws_the_open_ones_and_still_knows_the_used_ones() -> None:
    group = invited()
    group.does(c.Invite(by=ANNA, ticket=OTHER))
    comes(group, BRAM)
    group.does(c.Lock(by=ANNA))
    assert group.refused(c.Knock(by=CATO, name=CATO, ticket=OTHER)) is Reason.CLOSED
    assert group.refused(c.Invite(by=ANNA, ticket="v" * 22)) is Reason.NOT_NOW
    group.does(c.Unlock(by=ANNA))
    comes(group, DAAN, OTHER)
    assert group.person(DAAN).seat is None
    comes(group, EMMA)
    assert group.seat(ANNA, BRAM).invited_twice


def test_removing_somebody_withdraws_them_too() -> None:
    group = invited(BRAM)
    group.asks(ANNA, c.Remove, seat=1)
    group.does(c.Unlock(by=ANNA))
    comes(group, STRANGER)
    assert group.person(STRANGER).seat is None


def test_the_oldest_makes_way() -> None:
    group = invited()
    for number in range(MOST_INVITATIONS):
        group.does(c.Invite(by=ANNA, ticket=f"{number:022}"))
    assert len(group.state.invitations) == MOST_INVITATIONS
    comes(group, BRAM)
    assert group.person(BRAM).seat is None
