"""The group's secret at the server: who shares it, what is passed on, and what is refused."""

import pytest

from server.rooms import commands as c
from server.rooms.errors import Reason

from .people import ANNA, BRAM, CATO, GUEST, SEAT, Group, guided, on_their_own

BOX = "b" * 80


def announce(group: Group, who: str, epoch: int = 0, public: str = "") -> None:
    """Show a public key, and that the secret of this epoch is there."""
    proof = "f" * 43 + ("." + "f" * 43 if epoch else "")
    group.does(c.Announce(by=who, public=public or who[0] * 43, epoch=epoch, proof=proof))


def share(group: Group, who: str, *to: str) -> None:
    group.does(c.ShareKey(by=who, epoch=group.state.epoch, boxes=tuple((SEAT[name], BOX) for name in to)))


def everyone_announces(group: Group) -> Group:
    for person in group.state.seated:
        announce(group, person.id)
    return group


def three(*, independent: bool = False) -> Group:
    return everyone_announces(Group(ANNA, BRAM, CATO, independent=independent))


def keeper(group: Group) -> str | None:
    return group.name_of(group.sees(group.state.seated[0].id).keys.keeper)


def test_what_one_announces_all_get_to_see() -> None:
    group = Group(ANNA, BRAM)
    announce(group, BRAM)
    for name in (ANNA, BRAM):
        shown = {entry.seat: entry for entry in group.sees(name).keys.seats}
        assert (shown[1].public, shown[1].epoch, shown[1].proof) == ("b" * 43, 0, "f" * 43)
        assert (shown[0].public, shown[0].proof) == ("", "")


@pytest.mark.parametrize("public", ["", "b" * 42, "b" * 44, "+" * 43])
def test_a_public_key_has_one_shape(public: str) -> None:
    assert guided().refused(c.Announce(by=BRAM, public=public, epoch=0, proof="f" * 43)) is Reason.BAD_TEXT


@pytest.mark.parametrize("proof", ["", "f" * 44, "f" * 43 + ".", "f" * 43 + "." + "f" * 44])
def test_a_proof_has_one_shape(proof: str) -> None:
    assert guided().refused(c.Announce(by=BRAM, public="b" * 43, epoch=0, proof=proof)) is Reason.BAD_TEXT


def test_nobody_holds_a_secret_that_was_never_asked_for() -> None:
    assert guided().refused(c.Announce(by=BRAM, public="b" * 43, epoch=1, proof="f" * 43)) is Reason.BAD_NUMBER


def test_locking_the_door_asks_for_a_new_secret_from_whoever_locks_it() -> None:
    group = three(independent=True)
    assert group.sees(ANNA).keys.epoch == 0
    group.does(c.Lock(by=BRAM))
    keys = group.sees(ANNA).keys
    assert (keys.epoch, keys.shared) == (1, False)
    assert keeper(group) == BRAM
    group.does(c.Unlock(by=BRAM))
    assert group.sees(ANNA).keys.epoch == 1


def test_the_keeper_seals_it_to_the_others_and_each_sees_only_their_own_box() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    share(group, ANNA, BRAM)
    assert (group.sees(BRAM).keys.box, group.sees(BRAM).keys.box_from) == (BOX, 0)
    assert (group.sees(CATO).keys.box, group.sees(CATO).keys.box_from) == ("", None)
    assert [entry.boxed for entry in group.sees(CATO).keys.seats] == [False, True, False]
    assert group.sees(CATO).keys.shared


def test_only_the_keeper_shares_and_only_the_newest_secret() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    boxes = ((1, BOX),)
    assert group.refused(c.ShareKey(by=BRAM, epoch=1, boxes=boxes)) is Reason.NOT_YOURS
    assert group.refused(c.ShareKey(by=ANNA, epoch=0, boxes=boxes)) is Reason.STALE
    assert group.refused(c.ShareKey(by=ANNA, epoch=1, boxes=((1, "b" * 81),))) is Reason.BAD_TEXT
    assert group.refused(c.ShareKey(by=ANNA, epoch=1, boxes=((1, ""),))) is Reason.BAD_TEXT


def test_boxes_for_nobody_or_oneself_are_dropped_and_one_that_waits_is_not_replaced() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    group.does(c.ShareKey(by=ANNA, epoch=1, boxes=((0, BOX), (1, BOX), (7, BOX))))
    assert group.sees(ANNA).keys.box == ""
    announce(group, ANNA, 1)
    group.does(c.ShareKey(by=ANNA, epoch=1, boxes=((1, "c" * 80), (2, BOX))))
    assert (group.sees(BRAM).keys.box, group.sees(CATO).keys.box) == (BOX, BOX)


def test_whoever_shows_the_new_secret_needs_no_box_any_more() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    share(group, ANNA, BRAM, CATO)
    announce(group, BRAM, 1)
    shown = group.sees(ANNA).keys.seats
    assert [(entry.epoch, entry.boxed) for entry in shown] == [(0, False), (1, False), (0, True)]


def test_when_the_one_who_asked_is_gone_someone_else_makes_the_secret() -> None:
    group = three(independent=True)
    group.does(c.Lock(by=BRAM))
    group.goes_away(BRAM)
    assert keeper(group) == ANNA
    share(group, ANNA, CATO)
    assert group.sees(ANNA).keys.shared


def test_a_secret_is_passed_on_by_someone_who_holds_it() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    share(group, ANNA, BRAM, CATO)
    assert keeper(group) is None  # nobody has shown it yet
    announce(group, CATO, 1)
    assert keeper(group) == CATO
    announce(group, ANNA, 1)
    assert keeper(group) == ANNA  # who asked for it
    group.goes_away(ANNA)
    assert keeper(group) == CATO


def test_a_newcomer_is_sealed_the_present_secret() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    share(group, ANNA, BRAM, CATO)
    for name in (ANNA, BRAM, CATO):
        announce(group, name, 1)
    group.does(c.Unlock(by=ANNA))
    group.enter(GUEST)
    announce(group, GUEST)
    assert keeper(group) == ANNA
    group.does(c.ShareKey(by=ANNA, epoch=1, boxes=((3, BOX),)))
    assert group.sees(GUEST).keys.box == BOX


def test_a_second_new_secret_makes_the_boxes_of_the_first_worthless() -> None:
    group = three()
    group.does(c.Lock(by=ANNA))
    share(group, ANNA, BRAM, CATO)
    announce(group, ANNA, 1)
    announce(group, CATO, 1)
    group.asks(ANNA, c.Remove, seat=SEAT[CATO])
    keys = group.sees(BRAM).keys
    assert (keys.epoch, keys.shared, keys.box, keys.box_from) == (2, False, "", None)
    assert keeper(group) == ANNA


def test_everyone_is_given_their_own_texts_to_seal_again_and_nobody_elses() -> None:
    group = guided("casus", CATO)
    group.does(c.Title(by=BRAM, text="van-Bram"))
    group.does(c.Question(by=CATO, text="van-Cato"))
    own = {name: dict(group.sees(name).keys.own) for name in (ANNA, BRAM, CATO)}
    assert own[ANNA] == {"name": ANNA, "title": "", "question": "", "sheet": ""}
    assert own[BRAM] == {"name": BRAM, "title": "van-Bram", "question": "", "sheet": ""}
    assert own[CATO] == {"name": CATO, "title": "", "question": "van-Cato", "sheet": ""}
    group = guided("vertellen", CATO)
    group.does(c.Sheet(by=CATO, text="vier-velden"))
    assert dict(group.sees(CATO).keys.own)["sheet"] == "vier-velden"
    assert dict(group.sees(BRAM).keys.own)["sheet"] == ""


def test_a_name_is_sealed_again_by_its_owner() -> None:
    group = on_their_own()
    group.does(c.Name(by=BRAM, text="opnieuw"))
    assert group.seat(ANNA, BRAM).name == "opnieuw"
    assert dict(group.sees(BRAM).keys.own)["name"] == "opnieuw"
    assert group.refused(c.Name(by=BRAM, text="")) is Reason.BAD_TEXT
