"""The websocket: the newest overlay out, clock pings answered, presence kept. Imports services.

One writer per socket, only the newest state, and a limit on each send: a frozen reader holds up nobody but itself.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

import anyio
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from server.live import LiveRoom, Screen

from .render import Renderer
from .services import POLICY, ServicesHere, VisitHere

push = APIRouter()

SEND_WITHIN = 5.0  # seconds
LATEST = 2.0**53  # milliseconds; above it a browser's numbers are no longer whole
# Close codes of our own (RFC 6455, 7.4.2: 4000-4999 are private): the screen does not try again.
GONE, REPLACED = 4000, 4001


@push.websocket("/r/{room}/push")
async def pushing(socket: WebSocket, visit: VisitHere, here: ServicesHere) -> None:
    """Serve one screen until it goes, is replaced by a newer one, or its person has left."""
    person = visit.room.person(visit.session.person) if visit.session else None
    if person is None:
        await socket.close(POLICY)
        return
    await socket.accept()
    screen = visit.room.connect(person.id)
    at_the_door = socket.query_params.get("at") == "door"
    show = Show(visit.room, screen, here.renderer, visit.language, at_the_door)
    line = Line(socket)
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer_pings, line, visit.room, here.limits.messages())
            await show_news(line, show)
            tasks.cancel_scope.cancel()
    except* (WebSocketDisconnect, TimeoutError, RuntimeError, OSError):
        pass  # the line is gone; the browser connects again by itself
    finally:
        visit.room.disconnect(screen)


class Line:
    """A websocket that sends one message at a time, each within a limit."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._sending = anyio.Lock()

    async def send(self, text: str) -> None:
        async with self._sending:
            with anyio.fail_after(SEND_WITHIN):
                await self._socket.send_text(text)

    async def receive(self) -> str:
        """The next text; bytes count as an empty one."""
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect
        return str(message.get("text") or "")

    async def close(self, code: int) -> None:
        async with self._sending:
            with anyio.fail_after(SEND_WITHIN):
                await self._socket.close(code)


@dataclass(frozen=True, slots=True)
class Show:
    """What one screen is to show. `at_the_door` tells that it shows the waiting page, not the room."""

    live: LiveRoom
    screen: Screen
    renderer: Renderer
    language: str
    at_the_door: bool

    def now(self) -> tuple[str, int | None]:
        """The message for this moment (empty: nothing new) and, if it is the last one, the code to close with."""
        live, person = self.live, self.live.person(self.screen.person)
        if self.screen.replaced:
            return json.dumps({"replaced": True}), REPLACED
        if live.over or person is None:
            return json.dumps({"go": f"/bye?lang={self.language}"}), GONE
        if person.seat is None:
            return "", None
        if self.at_the_door:
            return json.dumps({"go": f"/r/{live.id}"}), GONE
        return self.renderer.push(live.overlay(person), self.language, live.now_ms(), live.id), None


async def show_news(line: Line, show: Show) -> None:
    """Send this screen the newest state whenever there is news; at the end, where to go."""
    code = None
    while code is None:
        await show.screen.news()
        text, code = show.now()
        if text:
            await line.send(text)
    await line.close(code)


async def answer_pings(line: Line, live: LiveRoom, within: Callable[[], bool]) -> None:
    """Tell a screen the time it asks for. Anything else from a screen, or too much of it, ends the connection."""
    while (sent := ping_of(await line.receive())) is not None and within():
        await line.send(json.dumps({"pong": sent, "server_ms": live.now_ms()}))
    await line.close(POLICY)
    raise WebSocketDisconnect(POLICY)


def ping_of(text: str) -> float | None:
    """The moment in a ping, or None if it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    sent = message.get("ping") if isinstance(message, dict) else None
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return None
    return sent if abs(sent) < LATEST else None
