"""Holds up whoever guesses rooms and tokens, before anything else is asked of the server. Imports services.

Plain ASGI: a thousand guesses a second must cost the server little, so they go past routes and pages, and the answer is
drawn once for each language.
"""

import anyio
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .services import DEFAULT_LANGUAGE, TRY_LATER, Services, address_of, language_of
from .sessions import COOKIE

# Whoever guessed too often waits this long for an answer (seconds): it costs the server nothing, and a guesser time.
# Not all as long: a thousand who wait for the same second come back together, and then keep everyone else waiting.
GUESSED_TOO_OFTEN = (0.5, 1.5)
GOLDEN = 0.618034  # steps of this part of a range, round and round, never come close to each other soon


class Guessing:
    """Counts requests for rooms that do not exist, and tokens that are none, by address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages: dict[str, str] = {}  # by language
        self._place = 0.0  # in the range of waiting times

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not str(scope.get("path", "")).startswith("/r/"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        here: Services = connection.app.state.services
        if not is_guess(connection, here) or here.limits.guess(address_of(connection)):
            await self._app(scope, receive, send)
            return
        await anyio.sleep(self._pause())
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": TRY_LATER})  # before the handshake: the browser sees a 403
            return
        language = language_of(connection, DEFAULT_LANGUAGE)
        if language not in self._pages:
            self._pages[language] = here.renderer.page("error", language, status=429, path="/")
        await HTMLResponse(self._pages[language], status_code=429)(scope, receive, send)

    def _pause(self) -> float:
        self._place = (self._place + GOLDEN) % 1
        shortest, longest = GUESSED_TOO_OFTEN
        return shortest + self._place * (longest - shortest)


def is_guess(connection: HTTPConnection, here: Services) -> bool:
    """Whether this asks for a room that is not there, or shows a token that opens nothing here."""
    room = connection.scope["path"].split("/")[2]
    if here.house.find(room) is None:
        return True
    return COOKIE in connection.cookies and here.sessions.of(room, connection) is None
