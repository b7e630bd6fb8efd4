"""Every address, for everyone: members, guests, people of another room, and tokens that are missing, wrong or old."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI

from server.rooms import commands as c
from server.web.actions import COMMANDS
from server.web.limits import Limits
from server.web.services import Services
from tests.house import OWN, Visitor, another, kring

ANNA, BRAM, DORA = "QW5uYV9uYWFt", "QnJhbV9uYWFt", "RG9yYV9uYWFt"
# Written out by hand, so that the table in rooms/rules.py is not its own judge.
ONLY_THE_BEGELEIDER = {
    *("start", "next", "back", "pause", "resume", "extend", "shorten", "end", "hand-over", "give-turn", "skip-turn"),
    *("admit", "admit-all", "refuse", "remove", "lock", "unlock", "invite", "lay-down-task"),
}
FORM: dict[str, Any] = {
    "seen": 10**6,
    "seat": 1,
    "seconds": 60,
    "text": "QUJD",
    "guest": "nobody",
    "public": "QUJD",
    "epoch": 0,
    "proof": "",
    "card": 0,
    "ticket": "t" * 22,
}


class Scene:
    """A room under way: Anna leads, Bram takes part, Dora waits, Cato left; and another room with other people."""

    def __init__(self, anna: Visitor) -> None:
        self.anna = anna
        app = anna.client.app
        assert isinstance(app, FastAPI)
        moments = itertools.count(step=60)
        unlimited = replace(anna.services, limits=Limits(lambda: float(next(moments))))
        app.state.services = unlimited
        self.services: Services = unlimited
        anna.open_room()
        anna.join(ANNA)
        self.bram, self.cato, self.dora = (another(anna) for _ in range(3))
        self.bram.join(BRAM)
        self.cato.join("Q2F0b19uYWFt")
        anna.do("admit-all")
        self.old = self.cato.client.cookies["kring"]
        self.cato.post(f"/r/{anna.room}/leave")
        anna.do("start", seen=10**6)
        self.dora.join(DORA)
        self.elsewhere = another(anna)
        self.elsewhere.open_room()
        self.elsewhere.join("RXZhX25hYW0x")

    def outsiders(self) -> dict[str, str]:
        """What someone without a place here may send as a token."""
        own = self.anna.client.cookies["kring"]
        return {
            "missing": "",
            "nonsense": "nonsense",
            "altered": own[:-6] + ("AAAAAA" if own[-6:] != "AAAAAA" else "BBBBBB"),
            "old": self.old,
            "of another room": self.elsewhere.client.cookies["kring"],
        }

    def version(self) -> int:
        return self.anna.live._room.state.version


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with kring() as anna:
        yield Scene(anna)


@pytest.mark.parametrize("token", ["missing", "nonsense", "altered", "old", "of another room"])
def test_without_a_token_of_this_room_nothing_happens(scene: Scene, token: str) -> None:
    outsider, room, before = another(scene.anna), scene.anna.room, scene.version()
    headers = {**OWN, "cookie": f"kring={scene.outsiders()[token]}"}
    for command in COMMANDS:
        assert outsider.post(f"/r/{room}/do/{command}", headers=headers, **FORM).status_code in (403, 404), command
    sdp = {**headers, "content-type": "application/sdp"}
    assert outsider.client.post(f"/r/{room}/media", content="v=0", headers=sdp).status_code == 403
    assert outsider.post(f"/r/{room}/leave", headers=headers).status_code in (303, 403)
    page = outsider.client.get(f"/r/{room}", headers=headers).text
    assert not [name for name in (ANNA, BRAM, DORA) if name in page]
    assert scene.version() == before


def test_whoever_waits_can_do_nothing_inside(scene: Scene) -> None:
    before = scene.version()
    for command in COMMANDS:
        assert scene.dora.do(command, **FORM).status_code in (403, 404, 409, 422), command
    sdp = {**OWN, "content-type": "application/sdp"}
    assert scene.dora.client.post(f"/r/{scene.anna.room}/media", content="v=0", headers=sdp).status_code == 403
    assert not [name for name in (ANNA, BRAM) if name in scene.dora.get().text]
    assert scene.version() == before


def test_a_participant_cannot_do_what_is_the_begeleiders(scene: Scene) -> None:
    before = scene.version()
    for command in ONLY_THE_BEGELEIDER:
        assert scene.bram.do(command, **FORM).status_code in (403, 409), command
    assert scene.version() == before


def test_what_is_carried_out_is_what_the_rules_allow(scene: Scene) -> None:
    """Every command for every member: a 204 exactly where the one table says so (all else being well-formed)."""
    with kring() as fresh:
        there = Scene(fresh)
        room = there.anna.live._room
        opener = there.anna.live.opener
        participant = next(person.id for person in room.state.seated if person.id != opener)
        harmless = {
            "pause": c.Pause,
            "extend": c.Extend,
            "back": c.Back,
            "lock": c.Lock,
            "tick": c.Tick,
            "agree": c.Agree,
        }
        for who, id in ((there.bram, participant), (there.anna, opener)):
            for command, kind in harmless.items():
                allowed = room.may(id, kind, there.anna.live._clock())
                assert (who.do(command, **FORM).status_code == 204) is allowed, (id == opener, command)


def test_two_rooms_never_meet(scene: Scene) -> None:
    with scene.anna.push() as here, scene.elsewhere.push() as there:
        mine, theirs = here.receive_text(), there.receive_text()
        scene.elsewhere.do("title", text="VGl0ZWxfZWxkZXJz")
        scene.anna.do("pause", seen=10**6)
        mine += here.receive_text()
    assert "RXZhX25hYW0x" not in mine
    assert scene.elsewhere.room not in mine
    assert not [name for name in (ANNA, BRAM, DORA, scene.anna.room) if name in theirs]
    scene.anna.do("resume", seen=10**6)


def test_unknown_full_and_locked_rooms_answer_alike(scene: Scene) -> None:
    full = another(scene.anna)
    full.open_room(seats=3)
    full.join()
    for _ in range(2):
        another(full).join()
    full.do("admit-all")
    locked = another(scene.anna)
    locked.open_room()
    locked.join()
    locked.do("lock")
    unknown = another(scene.anna)
    unknown.room = "A" * 22
    answers = [another(room).join("QUJD") for room in (full, locked, unknown)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.items())) for answer in answers}) == 1


def test_looking_changes_nothing(scene: Scene) -> None:
    """Programs that preview links fetch them, a hundred times if they like."""
    before, rooms = scene.version(), len(scene.services.house)
    bot = another(scene.anna)
    for method, path in itertools.product(
        ("GET", "HEAD"), ("", "/join", "/leave", "/do/next", "/do/lock", "/media", "/push")
    ):
        bot.client.request(method, f"/r/{scene.anna.room}{path}")
        scene.anna.client.request(method, f"/r/{scene.anna.room}{path}")
    for _ in range(100):
        assert bot.get().status_code == 200
        bot.client.get("/rooms")
    assert (scene.version(), len(scene.services.house)) == (before, rooms)


def test_room_ids_are_long_random_and_never_the_same(scene: Scene) -> None:
    ids = {scene.anna.open_room() for _ in range(20)}
    assert len(ids) == 20
    assert {len(id) for id in ids} == {22}  # 128 bits in base64url
