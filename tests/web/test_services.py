"""Visits: who asks what of which room, and in which language."""

import pytest
from fastapi import HTTPException
from starlette.requests import HTTPConnection

from server.web.services import Visit, asked_language, language_of, visit
from tests.house import kring


def connection(query: str = "") -> HTTPConnection:
    return HTTPConnection(
        {"type": "http", "query_string": query.encode(), "headers": [], "client": ("192.0.2.1", 50000)}
    )


@pytest.mark.parametrize(("query", "language"), [("", "nl"), ("lang=en", "en"), ("lang=nl", "nl"), ("lang=xx", "nl")])
async def test_dutch_unless_another_language_is_asked_for(query: str, language: str) -> None:
    assert await asked_language(connection(query)) == language


def test_a_language_we_do_not_speak_changes_nothing() -> None:
    assert language_of(connection("lang=xx"), "en") == "en"


async def test_a_stranger_in_a_room_is_nobody() -> None:
    with kring() as visitor:
        room = visitor.open_room()
        stranger = await visit(room, connection(), visitor.services)
        assert stranger.session is None
        with pytest.raises(HTTPException) as refused:
            assert stranger.person
        assert refused.value.status_code == 403


async def test_an_unknown_room_is_not_found() -> None:
    with kring() as visitor:
        with pytest.raises(HTTPException) as refused:
            await visit("unknown", connection(), visitor.services)
        assert refused.value.status_code == 404


def test_a_visit_knows_its_person() -> None:
    with kring() as visitor:
        visitor.open_room()
        session = visitor.services.sessions.open(visitor.room, visitor.client.cookies["kring"])
        assert session is not None
        assert Visit(visitor.live, session, "nl").person == session.person
