"""A bad line: a UDP proxy between browsers and the media plane that loses, delays and narrows. Needs no privileges."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

Send = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One direction of one browser's line. Delays in seconds, `rate` in bits per second (0: as fast as can be)."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    rate: int = 0
    queue: float = 0.3  # seconds of packets that wait before a narrow line; what comes on top is lost


class Direction:
    """Applies a line to the datagrams of one direction, in order."""

    def __init__(self, line: Line, chance: random.Random) -> None:
        self.line = line
        self._chance = chance
        self._free = 0.0  # when the narrow line has sent what it has
        self._last = 0.0

    def carry(self, data: bytes, send: Send) -> None:
        line, loop = self.line, asyncio.get_running_loop()
        if self._chance.random() < line.loss:
            return
        now = loop.time()
        at = now
        if line.rate:
            self._free = max(self._free, now)
            if self._free - now > line.queue:
                return
            self._free += len(data) * 8 / line.rate
            at = self._free
        at += line.delay + self._chance.random() * line.jitter
        self._last = max(self._last, at)  # a line with jitter still keeps the order
        if self._last <= now:
            send(data)
        else:
            loop.call_at(self._last, send, data)


class Ends(asyncio.DatagramProtocol):
    """A socket that hands what it gets to a function."""

    def __init__(self, got: Callable[[bytes, Any], None]) -> None:
        self.datagram_received = got  # type: ignore[method-assign,assignment]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)


class Proxy:
    """Browsers talk to `port`; each appears at the media plane with a socket of its own."""

    def __init__(self, server: tuple[str, int], up: Line, down: Line, host: str = "127.0.0.1", seed: int = 1) -> None:
        self._server, self._host = server, host
        self._up, self._down = up, down
        self._chance = random.Random(seed)
        self._browsers: dict[Any, tuple[Direction, asyncio.Future[Ends]]] = {}
        self._downs: list[Direction] = []
        self.port = 0

    async def start(self) -> None:
        self._front = await self._open(self._from_browser, (self._host, 0))
        self.port = self._front.transport.get_extra_info("sockname")[1]

    async def _open(self, got: Callable[[bytes, Any], None], address: tuple[str, int]) -> Ends:
        loop = asyncio.get_running_loop()
        _, ends = await loop.create_datagram_endpoint(lambda: Ends(got), local_addr=address)
        return ends

    def _from_browser(self, data: bytes, origin: Any) -> None:
        if origin not in self._browsers:
            self._browsers[origin] = (Direction(self._up, self._chance), self._behind(origin))
        direction, behind = self._browsers[origin]

        def send(data: bytes) -> None:
            if behind.done() and not behind.cancelled() and not self._front.transport.is_closing():
                behind.result().transport.sendto(data, self._server)

        direction.carry(data, send)

    def _behind(self, origin: Any) -> "asyncio.Future[Ends]":
        down = Direction(self._down, self._chance)
        self._downs.append(down)

        def back(data: bytes, _: Any) -> None:
            down.carry(data, forth)

        def forth(data: bytes) -> None:
            if not self._front.transport.is_closing():
                self._front.transport.sendto(data, origin)

        return asyncio.ensure_future(self._open(back, (self._host, 0)))

    def change(self, down: Line) -> None:
        """Every browser's way down is this line from now on."""
        self._down = down
        for direction in self._downs:
            direction.line = down

    async def move(self) -> None:
        """Every browser's address changes, as seen from the media plane."""
        for origin, (direction, behind) in list(self._browsers.items()):
            (await behind).transport.close()
            moved = self._behind(origin)
            await moved
            self._browsers[origin] = (direction, moved)

    def close(self) -> None:
        self._front.transport.close()
        for _, behind in self._browsers.values():
            if behind.done() and not behind.cancelled():
                behind.result().transport.close()
            else:
                behind.cancel()
