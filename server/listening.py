"""How connections are held: who gets one, how long a request may take to arrive. Extends uvicorn's protocols.

uvicorn waits for ever for a request that does not come (a slowloris) and counts nobody's connections; both limits stand
here, so that Kring needs no proxy in front of it to stay upright. Imports web's prefixes and headers.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response
from websockets.server import ServerProtocol

from server.web.guard import HEADERS
from server.web.limits import is_own_machine, prefix

# Seconds for a whole request to arrive, from its first byte (or the connection) to the end of its body.
REQUEST_WITHIN = 15.0
# Seconds a websocket whose conversation is over may still take to read what was sent to it.
LAST_WORDS = 10.0
PLAIN = {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store", "connection": "close"}
UNFINISHED = (h11.IDLE, h11.SEND_BODY)


class Connections:
    """Counts open connections, in all and by address prefix. A prefix without connections is not remembered."""

    def __init__(self, most: int, most_per_address: int, trusted: frozenset[str] = frozenset()) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._trusted = trusted  # a proxy's connections are many people's
        self._total = 0
        self._by_prefix: Counter[str] = Counter()

    def __len__(self) -> int:
        return self._total

    @property
    def prefixes(self) -> int:
        return len(self._by_prefix)

    def enter(self, address: str) -> Callable[[], None] | None:
        """Take a place; the answer gives it back. None where there is none."""
        shared = is_own_machine(address) or not self._trusted.isdisjoint((address, "*"))
        place = "" if shared else prefix(address)
        if self._total >= self._most or (place and self._by_prefix[place] >= self._most_per_address):
            return None
        self._total += 1
        if place:
            self._by_prefix[place] += 1
        return lambda: self._leave(place)

    def _leave(self, place: str) -> None:
        self._total -= 1
        if place:
            self._by_prefix[place] -= 1
            if not self._by_prefix[place]:
                del self._by_prefix[place]


class Patient(H11Protocol):
    """HTTP with a limit on connections and on the time a request takes to arrive."""

    connections_open: Connections
    request_within: float = REQUEST_WITHIN

    _leave: Callable[[], None] | None = None
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._leave = self.connections_open.enter(self.client[0] if self.client else "")
        if self._leave is None:
            transport.abort()
            return
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_watching()
        if self._leave is not None:
            self._leave()
            self._leave = None
        super().connection_lost(exc)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """The connection goes on as a websocket, and takes its place along."""
        super().handle_websocket_upgrade(event)
        self._stop_watching()
        speaking = self.transport.get_protocol()
        if isinstance(speaking, Counted):
            speaking.leave, self._leave = self._leave, None

    def send_400_response(self, msg: str) -> None:
        """What is no request at all never reaches the application; its answer carries the same headers."""
        headers = [(name.encode(), value.encode()) for name, value in (*PLAIN.items(), *HEADERS.items())]
        for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=msg.encode()), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        self.transport.close()

    def _watch(self) -> None:
        """Keep the time from the first byte of a request to its last; uvicorn itself watches the pause in between."""
        if self.transport.get_protocol() is self and self.conn.their_state in UNFINISHED:
            self._deadline = self._deadline or self.loop.call_later(self.request_within, self.transport.abort)
        else:
            self._stop_watching()

    def _stop_watching(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Handshakes(ServerProtocol):
    """The beginning of a websocket; a refusal carries the same headers as every other answer."""

    def send_response(self, response: Response) -> None:
        for name, value in HEADERS.items():
            if name not in response.headers:
                response.headers[name] = value
        super().send_response(response)


class Counted(WebSocketsSansIOProtocol):
    """A websocket that gives its connection's place back at the end, and at its end does not wait for a slow reader."""

    leave: Callable[[], None] | None = None

    _last: asyncio.TimerHandle | None = None

    def __init__(self, *settings: Any, **more: Any) -> None:
        super().__init__(*settings, **more)
        self.conn = Handshakes(max_size=self.config.ws_max_size, logger=self.conn.logger)

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """Nobody sends any more: what its peer has not read by then is thrown away, and the connection with it."""
        super().on_task_complete(task)
        if not self.disconnected:
            self._last = self.loop.call_later(LAST_WORDS, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._last is not None:
            self._last.cancel()
            self._last = None
        if self.leave is not None:
            self.leave()
            self.leave = None
        super().connection_lost(exc)


def patient(connections: Connections, within: float = REQUEST_WITHIN) -> type[Any]:
    """The protocol for uvicorn's `http` setting, with these limits."""
    return type("PatientHere", (Patient,), {"connections_open": connections, "request_within": within})
