"""What the pages work with, handed to each of them by name. Imports live and its neighbours in web."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, WebSocketException
from fastapi.requests import HTTPConnection

from server.live import House, LiveRoom
from server.shelf import Shelf

from .limits import Limits
from .render import LANGUAGES, Renderer
from .sessions import Session, Sessions

DEFAULT_LANGUAGE = "nl"
POLICY, TRY_LATER = 1008, 1013  # close codes, RFC 6455 part 7.4.1 and IANA's registry


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a page may need; built once, in app.py."""

    house: House
    shelf: Shelf
    renderer: Renderer
    sessions: Sessions
    limits: Limits


async def services(connection: HTTPConnection) -> Services:
    found = connection.app.state.services
    assert isinstance(found, Services)  # noqa: S101 - a promise of app.py, not a check of input
    return found


ServicesHere = Annotated[Services, Depends(services)]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request inside a room: the room, and who asks (None for a stranger)."""

    room: LiveRoom
    session: Session | None
    language: str

    @property
    def person(self) -> str:
        """The asking person's id; answers 403 to a stranger."""
        if self.session is None:
            raise HTTPException(403)
        return self.session.person


async def visit(room: str, connection: HTTPConnection, here: ServicesHere) -> Visit:
    """The visited room; unknown, full and locked rooms answer alike, and any room to whoever was removed from it.

    Who asks too often is refused before all else.
    """
    live = here.house.find(room)
    session = here.sessions.of(room, connection) if live else None
    address = address_of(connection)
    if live is None or (session is not None and live.has_removed(session.person)):
        raise refusal(connection, 404)
    within = here.limits.command(room, session.person) if session else here.limits.knock(room, address)
    if not within:
        raise refusal(connection, 429)
    return Visit(live, session, session.language if session else language_of(connection, DEFAULT_LANGUAGE))


def refusal(connection: HTTPConnection, status: int) -> HTTPException | WebSocketException:
    """The error that answers a page with this status, or ends a websocket before its handshake."""
    if connection.scope["type"] == "websocket":
        return WebSocketException(TRY_LATER if status == 429 else POLICY)
    return HTTPException(status)


def address_of(connection: HTTPConnection) -> str:
    """Where a request comes from, for the limits alone; never written down."""
    return connection.client.host if connection.client else ""


VisitHere = Annotated[Visit, Depends(visit)]


def language_of(connection: HTTPConnection, otherwise: str) -> str:
    """The language asked for in the address (`?lang=en`), if it is one of ours."""
    return known_language(connection.query_params.get("lang"), otherwise)


async def asked_language(connection: HTTPConnection) -> str:
    """The language of a page outside a session: Dutch, unless another one is asked for."""
    return language_of(connection, DEFAULT_LANGUAGE)


def known_language(asked: str | None, otherwise: str) -> str:
    """A language named in a form, if it is one of ours."""
    return asked if asked is not None and asked in LANGUAGES else otherwise


LanguageHere = Annotated[str, Depends(asked_language)]
