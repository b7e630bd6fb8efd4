"""Members of a room without a browser: each a client on a loopback socket of its own."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, cast

from aiortc import RTCCertificate

from server.media.plane import MediaPlane
from server.media.room import Entry, MediaRoom

from .client import OPUS, SSRC, VP8, Client

KEYFRAME = b"\x90\x80\x80\x01\x00" + bytes(50)  # X, I with a picture id of 15 bits; payload header with P clear
FRAME = b"\x90\x80\x80\x02\x01" + bytes(50)


class Member(asyncio.DatagramProtocol):
    """Sits in a seat; sends RTP in the clear through its own SRTP session and keeps what it is sent."""

    def __init__(self, certificate: RTCCertificate | None = None) -> None:
        self.client = Client(self.send, certificate)
        self.port = 0
        self.entry: Entry | None = None
        self.rx: Any = None  # pylibsrtp sessions, once connected
        self.tx: Any = None
        self.transport: asyncio.DatagramTransport | None = None
        self._arrived = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.client.feed(data)
        self._arrived.set()

    def send(self, data: bytes) -> None:
        assert self.transport is not None
        self.transport.sendto(data, ("127.0.0.1", self.port))

    async def bind(self, host: str = "127.0.0.1") -> None:
        """A new socket: the address others see changes."""
        if self.transport is not None:
            self.transport.close()
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=(host, 0))

    async def enter(self, plane: MediaPlane, room: MediaRoom, seats: int, seat: int) -> "Member":
        self.port = plane.port
        await self.bind()
        self.entry = await room.enter(seat, self.client.offer(seats, seat))
        self.rx, self.tx = await self.client.connect(self.entry.answer)
        return self

    def rtp(self, sequence: int, payload: bytes, *, video: bool = True, ssrc: int = 0, stamp: int = 0) -> None:
        kind = (VP8 if video else OPUS) | 0x80
        header = struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, stamp, ssrc or SSRC[video])
        self.send(self.tx.protect(header + payload))

    def rtcp(self, data: bytes) -> None:
        self.send(self.tx.protect_rtcp(data))

    def take(self, *, control: bool = False) -> list[bytes]:
        """What came so far, decrypted: RTP, or RTCP when `control`."""
        found: list[bytes] = []
        rest: list[bytes] = []
        for data in self.client.media:
            (found if (192 <= data[1] <= 223) == control else rest).append(data)
        self.client.media[:] = rest
        read = self.rx.unprotect_rtcp if control else self.rx.unprotect
        return [read(data) for data in found]

    async def until(self, there: Callable[[], bool], seconds: float = 5) -> None:
        """Waits for something that a datagram, or the server, brings about."""
        async with asyncio.timeout(seconds):
            while not there():
                self._arrived.clear()
                try:
                    await asyncio.wait_for(self._arrived.wait(), 0.02)
                except TimeoutError:
                    continue

    async def receive(self, count: int, *, control: bool = False, seconds: float = 5) -> list[bytes]:
        """The next `count` packets of this kind (or more, if they came together)."""
        got: list[bytes] = []

        def enough() -> bool:
            got.extend(self.take(control=control))
            return len(got) >= count

        await self.until(enough, seconds)
        return got

    async def leave(self) -> None:
        await self.client.close()
        if self.transport is not None:
            self.transport.close()
            self.transport = None


@asynccontextmanager
async def plane_running(**settings: Any) -> AsyncIterator[MediaPlane]:
    made = MediaPlane(**{"port": 0, "addresses": ["127.0.0.1"], "clock": monotonic, **settings})
    await made.start()
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def meeting(seats: int, present: int | None = None) -> AsyncIterator[tuple[MediaPlane, MediaRoom, list[Member]]]:
    """A room in which the first `present` seats are taken and connected; nothing is routed yet."""
    async with plane_running() as plane:
        room = plane.open_room(seats)
        certificate = RTCCertificate.generateCertificate()
        members = [Member(certificate) for _ in range(seats if present is None else present)]
        for seat, member in enumerate(members):
            await member.enter(plane, room, seats, seat)
        await members[0].until(lambda: plane.counters.connections_connected == len(members))
        try:
            yield plane, room, members
        finally:
            for member in members:
                await member.leave()
