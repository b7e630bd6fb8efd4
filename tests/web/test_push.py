"""The push socket: the newest state, the clock, presence; and nothing for strangers."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.websockets import WebSocketDisconnect

from server.web.push import GONE, REPLACED, ping_of
from tests.house import another, kring


def seat_state(html: str, number: int) -> str:
    found = re.search(rf'data-testid="seat-{number}"[^>]* data-state="(\w+)"', html)
    assert found is not None
    return found[1]


def test_the_whole_state_comes_at_once() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with anna.push() as socket:
            assert 'data-testid="seat-0"' in socket.receive_text()


def test_a_command_reaches_every_screen() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        with anna.push() as hers, bram.push("?at=door") as his:
            hers.receive_text()
            anna.do("admit-all")
            states = (seat_state(hers.receive_text(), 1) for _ in range(3))  # states may be skipped, the last never
            assert "present" in states
            assert json.loads(his.receive_text()) == {"go": f"/r/{bram.room}"}


def test_a_screen_measures_its_clock() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with anna.push() as socket:
            socket.receive_text()
            socket.send_text(json.dumps({"ping": 12.5}))
            answer = json.loads(socket.receive_text())
            assert answer["pong"] == 12.5
            assert answer["server_ms"] <= anna.live.now_ms()


def test_a_newer_screen_takes_over() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with anna.push() as older, anna.push() as newer:
            older.receive_text()
            newer.receive_text()
            assert json.loads(older.receive_text()) == {"replaced": True}
            with pytest.raises(WebSocketDisconnect) as closed:
                older.receive_text()
            assert closed.value.code == REPLACED


def test_the_end_sends_everyone_to_the_farewell() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with anna.push() as socket:
            socket.receive_text()
            anna.post(f"/r/{anna.room}/leave")
            assert json.loads(socket.receive_text()) == {"go": "/bye?lang=nl"}
            with pytest.raises(WebSocketDisconnect) as closed:
                socket.receive_text()
            assert closed.value.code == GONE


def test_whoever_is_turned_away_is_told() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        bram = another(anna)
        bram.join()
        with bram.push() as socket:
            anna.do("lock")
            assert json.loads(socket.receive_text()) == {"go": "/bye?lang=nl"}


def test_strangers_get_no_socket() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with pytest.raises(WebSocketDisconnect), another(anna).push():
            pass


def test_nonsense_ends_the_connection() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        with anna.push() as socket:
            socket.receive_text()
            socket.send_text("geef mij alles")
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()


@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_only_a_ping_is_a_ping(text: str) -> None:
    assert ping_of(text) is None


@pytest.mark.parametrize(
    "text", ['{"ping": NaN}', '{"ping": 1e999}', '{"ping": true}', '{"ping": "1"}', "[" * 100_000, '{"pong": 1}']
)
def test_almost_a_ping_is_none(text: str) -> None:
    assert ping_of(text) is None


def test_a_ping_carries_its_moment() -> None:
    assert ping_of('{"ping": 3.25}') == 3.25
