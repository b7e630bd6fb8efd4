"""Dots: given unseen, shown at once when everyone has given theirs or whoever leads shows them."""

import pytest

from server.rooms import commands as c
from server.rooms.errors import Reason

from .people import ANNA, BRAM, CATO, DAAN, EMMA, FINN, SEAT, SIX, Group, guided, on_their_own

MEMBERS = (BRAM, CATO, DAAN, EMMA, FINN)


def choosing(*titles: str, group: Group | None = None) -> Group:
    group = group or guided("casus", None)
    for name in titles or (BRAM, CATO, DAAN):
        group.does(c.Title(by=name, text=name))
    return group


def counts(group: Group, who: str) -> list[int | None]:
    return [group.seat(who, of).dots for of in (BRAM, CATO, DAAN)]


def test_a_dot_is_seen_by_its_giver_alone() -> None:
    group = choosing()
    group.asks(EMMA, c.Dot, seat=SEAT[BRAM])
    assert group.seat(EMMA, BRAM).my_dot
    assert not group.seat(FINN, BRAM).my_dot
    assert counts(group, EMMA) == counts(group, ANNA) == [None, None, None]


def test_the_result_is_there_for_everyone_when_all_who_are_here_have_chosen() -> None:
    group = choosing()
    group.goes_away(FINN)
    for name in MEMBERS[:-1]:
        assert counts(group, ANNA) == [None, None, None]
        group.asks(name, c.Dot, seat=SEAT[BRAM])
        group.asks(name, c.Dot, seat=SEAT[DAAN])
    assert [counts(group, name) for name in SIX] == [[4, 0, 4]] * 6
    assert group.asks_in_vain(BRAM, c.Dot, seat=SEAT[BRAM]) is Reason.NOT_NOW


def test_whoever_leads_may_show_the_result_before() -> None:
    group = choosing()
    group.asks(EMMA, c.Dot, seat=SEAT[CATO])
    group.asks(ANNA, c.ShowDots)
    assert counts(group, BRAM) == [0, 1, 0]


@pytest.mark.parametrize(("titles", "dots"), [(MEMBERS[:2], 1), (MEMBERS[:3], 2), (MEMBERS[:4], 3), (MEMBERS, 3)])
def test_everyone_has_three_dots_but_fewer_than_there_are_casussen(titles: tuple[str, ...], dots: int) -> None:
    group = choosing(*titles)
    assert group.sees(FINN).dots_left == dots
    for name in titles[:dots]:
        group.asks(FINN, c.Dot, seat=SEAT[name])
    assert group.sees(FINN).dots_left == 0
    assert [group.seat(FINN, name).may_get_dot for name in titles] == [name in titles[:dots] for name in titles]
    if dots < len(titles):
        assert group.asks_in_vain(FINN, c.Dot, seat=SEAT[titles[dots]]) is Reason.NO_SUCH_SEAT
    group.asks(FINN, c.Dot, seat=SEAT[titles[0]])
    assert group.sees(FINN).dots_left == 1


def test_a_dot_is_for_a_casus_that_was_put_down_and_there_must_be_two() -> None:
    group = choosing()
    assert group.asks_in_vain(EMMA, c.Dot, seat=SEAT[FINN]) is Reason.NO_SUCH_SEAT
    assert "dot" not in choosing(BRAM).sees(EMMA).may


def test_dots_go_with_a_casus_that_is_taken_back_with_who_leaves_and_with_the_phase() -> None:
    group = choosing(*MEMBERS[:4])
    group.asks(EMMA, c.Dot, seat=SEAT[BRAM])
    group.asks(FINN, c.Dot, seat=SEAT[CATO])
    group.asks(FINN, c.Dot, seat=SEAT[DAAN])
    group.does(c.Title(by=BRAM, text=""))
    assert group.state.dots == {(SEAT[FINN], SEAT[CATO]), (SEAT[FINN], SEAT[DAAN])}
    group.does(c.Leave(by=CATO))
    assert group.state.dots == {(SEAT[FINN], SEAT[DAAN])}
    group.asks(ANNA, c.ShowDots)
    group.onward()
    assert (group.state.dots, group.state.dots_shown) == (frozenset(), False)


def test_a_group_on_its_own_chooses_without_anyone_leading() -> None:
    group = choosing(BRAM, CATO, group=on_their_own("casus", None))
    for name in SIX:
        group.asks(name, c.Dot, seat=SEAT[CATO])
    assert group.seat(ANNA, CATO).dots == 6
