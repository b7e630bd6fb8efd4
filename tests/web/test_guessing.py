"""Guesses: a few are answered like any mistake, a thousand are held up, and whoever belongs here notices nothing."""

from dataclasses import replace
from itertools import count

import pytest
from fastapi import FastAPI
from starlette.websockets import WebSocketDisconnect

from server.web import guessing, limits
from server.web.guard import HEADERS
from server.web.limits import Limits
from tests.house import OWN, Visitor, another, kring


def still(visitor: Visitor) -> None:
    """Time stands still: no bucket fills again."""
    app = visitor.client.app
    assert isinstance(app, FastAPI)
    app.state.services = replace(visitor.services, limits=Limits(lambda: 0.0))


@pytest.fixture(autouse=True)
def _without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "GUESSED_TOO_OFTEN", 0.0)


def test_guessing_rooms_and_tokens_is_held_up() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        still(anna)
        other = another(anna)
        numbers = count()
        found = [
            other.client.get(f"/r/guess-{next(numbers)}").status_code for _ in range(int(limits.GUESSES.burst) + 5)
        ]
        assert set(found[:-5]) == {404}
        assert found[-1] == 429
        wrong = {**OWN, "cookie": "kring=wrong"}
        refused = other.post(f"/r/{anna.room}/do/next", headers=wrong, seen=1)
        assert refused.status_code == 429
        assert {name: refused.headers.get(name) for name in HEADERS} == HEADERS
        assert '<html lang="en"' in other.client.get("/r/none", params={"lang": "en"}).text
        other.room = "none"
        with pytest.raises(WebSocketDisconnect), other.push():
            pass
        assert anna.get().status_code == 200
        assert another(anna).get().status_code == 200  # a stranger at a room that is there has not guessed
