"""Who hears and sees whom, and whose picture is large, in every speaking mode."""

import pytest

from server.rooms import commands as c
from server.rooms.routes import routes
from tests.methods.samples import MODES

from .people import ANNA, BRAM, CATO, DAAN, FINN, GUEST, SEAT, SIX, Group, guided, on_their_own

ALL = frozenset(range(6))
# phase: whose microphone is closed, whose picture is large (Anna leads, Cato brings in, Daan has the first turn)
EXPECTED: dict[str, tuple[set[str], set[str]]] = {
    "uitleg": (set(), {ANNA}),
    "vertellen": (set(), {CATO}),
    "ronde": (set(), {DAAN}),
    "allen": (set(), {DAAN}),
    "vragen": (set(), {DAAN, CATO}),
    "gesprek": (set(), set()),
    "rug": ({CATO}, set()),
    "schrijven": (set(SIX) - {ANNA}, set()),
    "tonen": (set(SIX) - {ANNA}, set()),
    "spelen": (set(), {DAAN, CATO}),
    "kiezen": (set(), set()),
}


def seats(names: set[str]) -> set[int]:
    return {SEAT[name] for name in names}


def heard(group: Group) -> set[str]:
    """Whom at least one other hears."""
    return {name for name in SIX if any(SEAT[name] in ears for ears in routes(group.state, group.now).heard.values())}


@pytest.mark.parametrize("id", MODES)
def test_the_mode_decides_who_is_heard_and_who_is_large(id: str) -> None:
    closed, large = EXPECTED[id]
    found = routes(guided(id).state, 1000)
    assert found.heard == {seat: ALL - seats(closed) - {seat} for seat in ALL}
    assert found.large == seats(large)
    assert found.seen == {seat: ALL - {seat} for seat in ALL}


def test_the_table_has_every_mode() -> None:
    assert set(EXPECTED) == set(MODES)


def test_an_opened_microphone_is_heard_again_and_no_other() -> None:
    group = guided("schrijven")
    group.asks(FINN, c.Speak)
    assert heard(group) == {ANNA, FINN}
    group.asks(FINN, c.Speak, on=False)
    assert heard(group) == {ANNA}


def test_who_wants_sound_only_is_sent_no_picture_and_is_seen_and_heard_as_before() -> None:
    group = guided("ronde")
    before = routes(group.state, group.now)
    group.does(c.Pictures(by=BRAM, shown=False))
    found = routes(group.state, group.now)
    assert found.seen == {**before.seen, SEAT[BRAM]: frozenset()}
    assert (found.heard, found.large) == (before.heard, before.large)
    assert SEAT[BRAM] in found.seen[SEAT[ANNA]]
    group.does(c.Pictures(by=BRAM, shown=True))
    assert routes(group.state, group.now) == before


def test_sound_only_survives_a_lost_connection_and_another_phase_but_not_leaving() -> None:
    group = guided("ronde")
    group.does(c.Pictures(by=BRAM, shown=False))
    group.goes_away(BRAM)
    group.does(c.Connect(by=BRAM))
    group.asks(ANNA, c.Next)
    assert routes(group.state, group.now).seen[SEAT[BRAM]] == frozenset()
    group.does(c.Leave(by=BRAM))
    group.enter(BRAM)
    assert routes(group.state, group.now).seen[SEAT[BRAM]] == ALL - {SEAT[BRAM]}


def test_in_a_pause_everyone_is_heard_and_nobody_is_large() -> None:
    group = guided("rug")
    assert CATO not in heard(group)
    group.asks(ANNA, c.Pause)
    assert heard(group) == set(SIX)
    talking = guided("vertellen")
    talking.asks(ANNA, c.Pause)
    assert routes(talking.state, talking.now).large == frozenset()


def test_before_the_start_everyone_hears_everyone() -> None:
    found = routes(guided().state, 1000)
    assert found.heard == {seat: ALL - {seat} for seat in ALL}
    assert found.large == frozenset()


def test_someone_at_the_door_neither_hears_nor_is_heard() -> None:
    group = guided()
    group.knock(GUEST)
    found = routes(group.state, group.now)
    assert set(found.heard) == set(found.seen) == ALL
    assert set().union(*found.heard.values(), *found.seen.values()) == ALL


def test_someone_without_a_connection_keeps_the_routes_for_when_they_return() -> None:
    group = guided("ronde")
    before = routes(group.state, group.now)
    group.goes_away(BRAM)
    assert routes(group.state, group.now) == before


def test_a_turn_that_moves_on_moves_the_large_picture() -> None:
    group = guided("ronde")
    group.asks(DAAN, c.TurnDone)
    assert routes(group.state, group.now).large == {4}


def test_a_large_picture_belongs_to_someone_in_a_seat() -> None:
    group = guided("vertellen")
    group.does(c.Leave(by=CATO))
    assert routes(group.state, group.now).large == frozenset()
    assert routes(on_their_own("uitleg").state, 1000).large == frozenset()
