"""What the pages work with, handed to each of them by name. Imports live and its neighbours in web."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.requests import HTTPConnection

from server.live import House, LiveRoom
from server.shelf import Shelf

from .render import LANGUAGES, Renderer
from .sessions import Session, Sessions

DEFAULT_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a page may need; built once, in app.py."""

    house: House
    shelf: Shelf
    renderer: Renderer
    sessions: Sessions


def services(connection: HTTPConnection) -> Services:
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


def visit(room: str, connection: HTTPConnection, here: ServicesHere) -> Visit:
    """The visited room; unknown, full and locked rooms answer alike, and any room to whoever was removed from it."""
    live = here.house.find(room)
    if live is None:
        raise HTTPException(404)
    session = here.sessions.of(room, connection)
    if session is not None and live.has_removed(session.person):
        raise HTTPException(404)
    return Visit(live, session, session.language if session else asked_language(connection))


VisitHere = Annotated[Visit, Depends(visit)]


def language_of(connection: HTTPConnection, otherwise: str) -> str:
    """The language asked for in the address (`?lang=en`), if it is one of ours."""
    asked = connection.query_params.get("lang", otherwise)
    return asked if asked in LANGUAGES else otherwise


def asked_language(connection: HTTPConnection) -> str:
    """The language of a page outside a session: Dutch, unless another one is asked for."""
    return language_of(connection, DEFAULT_LANGUAGE)


LanguageHere = Annotated[str, Depends(asked_language)]
