"""The role matrix: every command by every role in every kind of room at every moment, against a table written by hand.

The table is drawn from the requirements (who leads, who may speak, who opens the door), not from the rules it tests.

Roles: G at the door, D deelnemer, H deelnemer who has the turn, I inbrenger, B holds the begeleider's task; and X, a
stranger, whom the room does not know. Rooms: led by a begeleider; led, but the begeleider has left; on its own with
someone who took the task; on its own with nobody.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import cache

import pytest

from server.rooms import commands as c
from server.rooms.errors import Reason, Refused
from server.rooms.overlay import NAMES, overlay
from server.rooms.rules import RULES
from server.rooms.state import Card, Person, State

from .people import ANNA, BRAM, CATO, GUEST, SIX, STRANGER, Group

ROOMS = ("led", "left", "own led", "own")
MODES = {
    "uitleg", "vertellen", "ronde", "allen", "vragen", "gesprek", "rug", "schrijven", "tonen", "spelen", "kiezen"
}  # fmt: skip
# Besides the modes: agreements to tick, a casus to choose, one chosen, an inbrenger missing where one is needed.
RUNNING = MODES | {"afspraken", "casus", "gekozen", "zonder"}
UNDER_WAY = RUNNING | {"paused"}  # in a ronde
BEFORE = {"waiting", "locked"}
ALWAYS = UNDER_WAY | BEFORE
MOMENTS = (*sorted(ALWAYS), "done")
MEMBERS_ROUND = {"ronde", "vragen", "spelen", "paused"}
EVERYONES_ROUND = {"allen", "casus", "gekozen"}
TURNS = MEMBERS_ROUND | EVERYONES_ROUND

# A row: who may, in each of the four rooms, and when. A command may have several rows; all else is refused.
Row = tuple[tuple[str, str, str, str], set[str]]
LEADS = ("B", "", "B", "")
LEADS_OR_GROUP = ("B", "", "B", "DHI")
PORTER = ("B", "DHI", "DHIB", "DHI")
EVERYONE = ("GDHIB", "GDHIB", "GDHIB", "GDHIB")
SEATED = ("DHIB", "DHIB", "DHIB", "DHIB")
INBRENGER = ("I", "I", "I", "I")
PARTICIPANTS = ("DHI", "DHI", "DHIB", "DHI")
TABLE: Mapping[type[c.Command], list[Row]] = {
    c.Connect: [(EVERYONE, ALWAYS)],
    c.Disconnect: [(EVERYONE, ALWAYS)],
    c.Leave: [(EVERYONE, ALWAYS)],
    c.Admit: [(PORTER, ALWAYS - {"locked"})],
    c.AdmitAll: [(PORTER, ALWAYS - {"locked"})],
    c.Refuse: [(PORTER, ALWAYS - {"locked"})],
    c.Lock: [(LEADS_OR_GROUP, ALWAYS - {"locked"})],
    c.Unlock: [(LEADS_OR_GROUP, {"locked"})],
    c.Invite: [(PORTER, ALWAYS - {"locked"})],
    c.Remove: [(PORTER, ALWAYS)],
    c.Announce: [(SEATED, ALWAYS)],
    c.ShareKey: [],  # whoever keeps the secret, whatever the role: test_keys.py
    c.Name: [(SEATED, ALWAYS)],
    c.Start: [(LEADS_OR_GROUP, BEFORE)],
    c.Next: [(LEADS, UNDER_WAY)],
    c.Back: [(LEADS, UNDER_WAY)],
    c.Pause: [(LEADS_OR_GROUP, RUNNING)],
    c.Resume: [(LEADS_OR_GROUP, {"paused"})],
    c.Extend: [(LEADS_OR_GROUP, UNDER_WAY)],
    c.Shorten: [(LEADS_OR_GROUP, UNDER_WAY)],
    c.CatchUp: [(LEADS_OR_GROUP, UNDER_WAY)],
    c.Skip: [(LEADS, {"casus", "gekozen"})],
    c.GoTo: [(LEADS, UNDER_WAY)],
    c.Repeat: [(LEADS, UNDER_WAY)],
    c.ChooseModule: [(("BI", "I", "BI", "DHI"), {"kiezen"})],
    c.Insert: [(LEADS_OR_GROUP, UNDER_WAY)],
    c.Swap: [(LEADS_OR_GROUP, BEFORE)],
    c.Again: [(LEADS, UNDER_WAY - {"afspraken", "casus", "gekozen", "uitleg"})],
    c.End: [(LEADS, ALWAYS)],
    c.TurnDone: [(("HB", "H", "HB", "DHI"), TURNS)],
    c.Pass: [(("DH", "DH", "DHB", "DH"), MEMBERS_ROUND), (("DHI", "DHI", "DHIB", "DHI"), EVERYONES_ROUND)],
    c.SkipTurn: [(LEADS_OR_GROUP, TURNS)],
    c.GiveTurn: [(LEADS_OR_GROUP, TURNS)],
    c.Later: [(LEADS_OR_GROUP, TURNS)],
    c.Speak: [(INBRENGER, {"rug"}), (("DI", "DI", "DI", "DI"), {"schrijven", "tonen"})],
    c.Pictures: [(SEATED, ALWAYS)],
    c.Agree: [(("", "", "DHIB", "DHI"), UNDER_WAY)],
    c.Tick: [(SEATED, {"afspraken"})],
    c.Written: [(SEATED, {"schrijven"})],
    c.Inbrenger: [(SEATED, {"casus", "zonder"}), (("IB", "I", "IB", "I"), {"gekozen"})],
    c.Title: [(PARTICIPANTS, {"casus", "gekozen"})],
    c.Question: [(INBRENGER, UNDER_WAY)],
    c.Dot: [(PARTICIPANTS, {"gekozen"})],
    c.ShowDots: [(LEADS_OR_GROUP, {"gekozen"})],
    c.Write: [(PARTICIPANTS, {"schrijven"})],
    c.Rate: [(INBRENGER, {"tonen"})],
    c.Sheet: [(INBRENGER, {"vertellen"})],
    c.HandOver: [(LEADS, ALWAYS)],
    c.TakeTask: [(("", "DHI", "", "DHI"), ALWAYS)],
    c.LayDownTask: [(("", "", "B", ""), ALWAYS)],
}


@dataclass(frozen=True)
class Moment:
    """A room at a moment, and who plays which role in it."""

    group: Group
    roles: Mapping[str, str]  # person -> role


# Moments that are not simply a phase with an inbrenger: the phase (or none) and who brings in.
SPECIAL: Mapping[str, tuple[str | None, str | None]] = {
    "waiting": (None, None),
    "locked": (None, None),
    "afspraken": ("afspraken", None),
    "casus": ("casus", None),
    "gekozen": ("casus", CATO),
    "zonder": ("vertellen", None),
    "paused": ("ronde", CATO),
    "done": ("ronde", CATO),
}


@cache
def moment(room: str, when: str) -> Moment:
    group = Group(*SIX, independent=room.startswith("own"))
    if room == "own led" or (room, when) == ("own", "done"):
        group.asks(ANNA, c.TakeTask)
    phase, inbrenger = SPECIAL.get(when, (when, CATO))
    if phase is not None:
        group.goes_to(phase, inbrenger)
    if when == "gekozen":  # casussen to choose from
        group.room.state = replace(group.state, titles=((1, "een"), (3, "twee")))
    if when == "tonen":  # cards on the table
        group.room.state = replace(group.state, cards=(Card("schrijven", 1, "een"),))
    if when not in ("done", "locked"):
        group.knock(GUEST)
    ending = {"locked": c.Lock(by=ANNA), "paused": c.Pause(by=ANNA, seen=1000), "done": c.End(by=ANNA, seen=1000)}
    if when in ending:
        group.does(ending[when])
    if room == "left" and when != "done":
        group.does(c.Leave(by=ANNA))
    return Moment(group, {person.id: role(group.state, person) for person in group.state.people})


def role(state: State, person: Person) -> str:
    roles = {
        "G": person.seat is None,
        "B": state.leads(person),
        "I": person.seat == state.inbrenger,
        "H": person.seat == state.meeting.holder,
    }
    return next((letter for letter, holds in roles.items() if holds), "D")


CHOICES: Mapping[type[c.Command], Mapping[str, object]] = {
    c.Invite: {"ticket": "t" * 22},
    c.GoTo: {"phase": "ronde"},
    c.ChooseModule: {"module": "moduul"},
    c.Insert: {"module": "moduul"},
    c.Swap: {"method": "proef"},
    c.Pictures: {"shown": False},
    c.Dot: {"seat": 3},
    c.Rate: {"card": 0, "rating": "warm"},
    c.Write: {"phase": "schrijven", "texts": ("een", "twee")},
}


def command(kind: type[c.Command], who: str, group: Group) -> c.Command:
    """What this person would ask: with the newest version and a sensible choice of seat, guest or text."""
    state, seat = group.state, None if (person := group.state.person(who)) is None else person.seat
    leads = seat is not None and seat == state.begeleider
    others = [p.seat for p in state.seated if p.seat not in (seat, state.begeleider, state.inbrenger)]
    extra: dict[str, object] = {"seen": state.version} if issubclass(kind, c.Seen) else {}
    if kind in (c.Admit, c.Refuse):
        extra["guest"] = GUEST
    elif kind in (c.Extend, c.Shorten):
        extra["seconds"] = 60
    elif kind in (c.Title, c.Question, c.Name, c.Sheet):
        extra["text"] = "tekst"
    elif kind in CHOICES:
        extra |= CHOICES[kind]
    elif kind is c.Announce:
        extra |= {"public": "p" * 43, "epoch": 0, "proof": "p" * 43}
    elif kind is c.ShareKey:
        extra |= {"epoch": state.epoch, "boxes": ()}
    elif kind in (c.GiveTurn, c.Later):
        extra["seat"] = state.meeting.round.queue[0] if state.meeting.round and state.meeting.round.queue else 1
    elif kind in (c.HandOver, c.Remove):
        extra["seat"] = others[0]
    elif kind is c.Inbrenger:
        extra["seat"] = others[0] if leads else seat
    return kind(by=who, **extra)


def expected(kind: type[c.Command], room: str, when: str, role: str) -> bool:
    return any(role in who[ROOMS.index(room)] and when in moments for who, moments in TABLE[kind])


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_each_role_may_do_what_the_table_says_and_nothing_else(kind: type[c.Command], room: str) -> None:
    wrong = []
    for when in MOMENTS:
        here = moment(room, when)
        for who, role in here.roles.items():
            attempt = copy(here.group.room)
            try:
                attempt.handle(command(kind, who, here.group), here.group.now)
            except Refused:
                allowed = False
                assert attempt.state is here.group.state, "a refused command changes nothing"
            else:
                allowed = True
            if allowed != expected(kind, room, when, role):
                wrong.append((when, who, role, "allowed" if allowed else "refused"))
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("when", MOMENTS)
def test_each_role_is_offered_what_the_table_says_and_nothing_else(room: str, when: str) -> None:
    here = moment(room, when)
    for who, role in here.roles.items():
        if role != "G":
            offered = overlay(here.group.state, here.group.person(who), here.group.now).may
            assert offered == {NAMES[kind] for kind in NAMES if expected(kind, room, when, role)}, (who, role)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("when", MOMENTS)
def test_a_stranger_may_do_nothing_but_knock(room: str, when: str) -> None:
    here = moment(room, when)
    for kind in TABLE:
        attempt = copy(here.group.room)
        with pytest.raises(Refused) as caught:
            attempt.handle(command(kind, STRANGER, here.group), here.group.now)
        assert caught.value.reason is Reason.CLOSED
    attempt = copy(here.group.room)
    if when in ("locked", "done"):
        with pytest.raises(Refused):
            attempt.handle(c.Knock(by=STRANGER, name="X"), here.group.now)
    else:
        attempt.handle(c.Knock(by=STRANGER, name="X"), here.group.now)


def test_the_table_has_every_command_and_the_matrix_every_role() -> None:
    assert set(TABLE) == set(RULES)
    played = {role for room in ROOMS for when in MOMENTS for role in moment(room, when).roles.values()}
    assert played == set("GDHIB")


@pytest.mark.parametrize("when", sorted(TURNS))
def test_in_every_round_someone_has_the_turn(when: str) -> None:
    for room in ROOMS:
        assert "H" in moment(room, when).roles.values()


# What the table cannot say: things that depend on what happened before


def test_there_is_nothing_before_the_first_phase_and_nothing_after_the_last() -> None:
    group = Group(*SIX)
    group.asks(ANNA, c.Start)
    assert group.asks_in_vain(ANNA, c.Back) is Reason.NOT_NOW
    group = Group(*SIX).goes_to("volgende-keer")
    assert group.asks_in_vain(ANNA, c.Next) is Reason.NOT_NOW
    group.asks(ANNA, c.End)


def test_an_outdated_screen_is_told_so_before_anything_else() -> None:
    group = Group(*SIX).goes_to("vertellen", CATO)
    seen = group.state.version
    group.asks(ANNA, c.Next)
    assert group.refused(c.Next(by=BRAM, seen=seen)) is Reason.STALE
    assert group.asks_in_vain(BRAM, c.Next) is Reason.NOT_YOURS
    assert group.asks_in_vain(ANNA, c.Resume) is Reason.NOT_NOW
