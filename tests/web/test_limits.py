"""Limits: floods get a kind sentence, and nobody else notices."""

import json
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from server.app import build
from server.settings import Settings
from server.web import limits, services
from server.web.limits import Limits, is_own_machine, prefix
from tests.house import HTMX, OWN, Visitor, another, kring


def still(visitor: Visitor) -> None:
    """Stop the limits' clock: what a test spends does not come back."""
    app = visitor.client.app
    assert isinstance(app, FastAPI)
    app.state.services = replace(visitor.services, limits=Limits(lambda: 0.0))


def statuses(times: float, ask: object) -> list[int]:
    assert callable(ask)
    return [ask().status_code for _ in range(int(times) + 5)]


def test_a_person_who_presses_without_end_is_asked_to_wait() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        still(anna)
        found = statuses(limits.PER_PERSON.burst, lambda: anna.do("start", seen=99))
        assert found[-1] == 429
        answer = anna.do("start", headers=HTMX, seen=99)
        assert "Wacht even" in answer.text
        assert "<html" not in answer.text
        assert 'data-testid="message"' in anna.do("start", headers=OWN, seen=99).text


def test_others_in_the_room_go_on() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        anna.do("admit-all")
        still(anna)
        assert statuses(limits.PER_PERSON.burst, lambda: bram.do("start", seen=99))[-1] == 429
        assert anna.do("start", seen=99).status_code == 204


def test_one_room_takes_no_more_than_its_share() -> None:
    mine = Limits(lambda: 0.0)
    taken = [mine.command("room", str(person)) for person in range(int(limits.PER_ROOM.burst) + 1)]
    assert taken[-2:] == [True, False]
    assert mine.command("another room", "somebody")


def test_knocking_again_and_again_stops_at_the_door() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        still(anna)
        late = another(anna)
        assert statuses(limits.KNOCKS.burst, late.get)[-1] == 429
        assert anna.get().status_code == 200


def test_rooms_are_not_opened_in_bulk_from_one_address() -> None:
    app = build(Settings(media_port=0, media_address=("127.0.0.1",)))
    with TestClient(app, client=("192.0.2.7", 50000)) as client:
        visitor = Visitor(client)
        still(visitor)
        found = statuses(
            limits.OPENINGS.burst,
            lambda: visitor.post("/rooms", method="incident", seats=4, guidance="guided"),
        )
        assert (found[0], found[-1]) == (303, 429)


def test_a_full_house_says_so() -> None:
    app = build(Settings(media_port=0, media_address=("127.0.0.1",), most_rooms=1))
    with TestClient(app) as client:
        anna, bram = Visitor(client), Visitor(client)
        anna.open_room()
        anna.join()
        assert bram.post("/rooms", method="incident", seats=4, guidance="guided").status_code == 503


def test_a_screen_that_shouts_is_closed() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        still(anna)
        with anna.push() as socket:
            socket.receive_text()
            for _ in range(int(limits.MESSAGES.burst) + 1):
                socket.send_text(json.dumps({"ping": 1}))
            for _ in range(int(limits.MESSAGES.burst)):
                assert "pong" in socket.receive_text()
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_text()
            assert closed.value.code == services.POLICY


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2ff:3::4", "2001:db8:1:200::/56"),
        ("testclient", "unknown"),
    ],
)
def test_an_address_counts_by_its_connection(address: str, place: str) -> None:
    assert prefix(address) == place


def test_the_machine_itself() -> None:
    assert [is_own_machine(each) for each in ("127.0.0.1", "::1", "192.0.2.7", "testclient")] == [
        True,
        True,
        False,
        False,
    ]
