"""Guesses: a few are answered like any mistake, a thousand are held up, and whoever belongs here notices nothing."""

import itertools
from dataclasses import replace

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
    monkeypatch.setattr(guessing, "GUESSED_TOO_OFTEN", (0.0, 0.01))


def test_guessing_rooms_and_tokens_is_held_up() -> None:
    with kring() as anna:
        anna.open_room()
        anna.join()
        still(anna)
        other = another(anna)
        numbers = itertools.count()
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


def test_guessers_come_back_one_by_one() -> None:
    held = guessing.Guessing(kring)  # type: ignore[arg-type]
    pauses = sorted(held._pause() for _ in range(100))
    shortest, longest = guessing.GUESSED_TOO_OFTEN
    assert shortest <= pauses[0] < pauses[-1] <= longest
    even = (longest - shortest) / 100
    assert all(even / 3 < after - before < 3 * even for before, after in itertools.pairwise(pauses))
