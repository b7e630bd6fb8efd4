"""The media plane of one process: one UDP port for every room, and who each datagram is for (RFC 7983)."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from typing import Final

import ifaddr

from .batches import best_port
from .connection import Connection
from .counters import Counters
from .path import Path
from .room import MediaRoom
from .sockets import INCOMING, Address, open_socket
from .stun import local_user, read_check

TICK: Final = 0.02  # seconds
GATHER: Final = 0.001  # seconds
BUSY: Final = 16  # datagrams in a tick from which on they are let gather: about three full rooms ...
CALM: Final = 8  # ... until there are fewer than this
ROUNDS: Final = 4  # batches taken from the socket before the web side gets its turn


def own_addresses() -> list[str]:
    """Every address of this machine a browser may reach it by, loopback last."""
    found = [str(ip.ip if ip.is_IPv4 else ip.ip[0]) for adapter in ifaddr.get_adapters() for ip in adapter.ips]
    usable = [host for host in found if not host.startswith(("127.", "fe80:", "169.254.")) and host != "::1"]
    usable.sort(key=lambda host: ":" in host)  # IPv4 first: fewer surprises
    return [*usable, "127.0.0.1"]


class MediaPlane:
    """Make one, `start()` it, open rooms in it, `close()` it."""

    def __init__(self, *, port: int, addresses: Sequence[str], clock: Callable[[], float]) -> None:
        """`port` 0 lets the system choose; no `addresses` announces all the machine's own. `clock` is in seconds."""
        self.port = port
        self.addresses = tuple(addresses) or tuple(own_addresses())
        self.counters = Counters()
        self._clock = clock
        self._rooms: set[MediaRoom] = set()
        self._users: dict[str, Connection] = {}
        self._at: dict[Address, Connection] = {}
        self._farewells: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._ticks = 0
        self._seen = 0  # datagrams, at the last tick
        self._gathering: asyncio.TimerHandle | None = None  # set: the port is looked at by the clock

    async def start(self) -> None:
        """Binds the port. OSError when it is taken."""
        sock = open_socket(self.port)
        self.port = sock.getsockname()[1]
        if sock.family == socket.AF_INET:
            self.addresses = tuple(host for host in self.addresses if ":" not in host)
        self._port = best_port(sock, self.counters)
        self.path = Path(self._port, self.counters)
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(sock, self._readable)

    async def close(self) -> None:
        """Ends every room and gives the port back."""
        for room in list(self._rooms):
            room.close()
        if self._farewells:
            await asyncio.gather(*self._farewells, return_exceptions=True)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._at_once()
        self._loop.remove_reader(self._port.sock)
        self._port.close()

    def open_room(self, seats: int) -> MediaRoom:
        room = MediaRoom(self, seats, self._clock)
        self._rooms.add(room)
        return room

    # -- what rooms tell -----------------------------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        self._users[connection.user] = connection
        self.counters.connections_opened += 1
        if self._timer is None:
            self._timer = self._loop.call_later(TICK, self._tick)

    def ended(self, connection: Connection) -> None:
        del self._users[connection.user]
        self._port.flush()  # nothing may be on its way to memory that goes with the connection
        if connection.task is not None and not connection.task.done():
            self._farewells.add(connection.task)
            connection.task.add_done_callback(self._farewells.discard)

    def closed(self, room: MediaRoom) -> None:
        self._rooms.discard(room)

    def reached(self, connection: Connection, address: Address) -> None:
        self._at[address] = connection

    def left(self, connection: Connection, address: Address) -> None:
        if self._at.get(address) is connection:
            del self._at[address]

    # -- the port ------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Takes what has gathered, and looks again a moment later."""
        self._gathering = self._loop.call_later(GATHER, self._look)
        self._readable()

    def _pace(self) -> None:
        """Under load, lets packets gather for a moment: each wake-up costs as much as several packets do."""
        came, self._seen = self.counters.datagrams_in - self._seen, self.counters.datagrams_in
        if self._gathering is None and came >= BUSY:
            self._loop.remove_reader(self._port.sock)
            self._gathering = self._loop.call_later(GATHER, self._look)
        elif came < CALM:
            self._at_once()

    def _at_once(self) -> None:
        """Takes packets as they come."""
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
            self._loop.add_reader(self._port.sock, self._readable)

    def _readable(self) -> None:
        port = self._port
        for _ in range(ROUNDS):
            count = port.receive()
            now = self._clock()
            waited = port.waited()
            before = self.counters.datagrams_out
            for slot in range(count):
                self._datagram(slot, now)
            port.flush()
            self.counters.datagrams_in += count
            self.counters.delayed(waited + self._clock() - now, self.counters.datagrams_out - before)
            if count < INCOMING:
                return

    def _datagram(self, slot: int, now: float) -> None:
        port = self._port
        size, view, origin = port.sizes[slot], port.views[slot], port.origins[slot]
        self.counters.octets_in += size
        first = view[0] if size else 255
        if first < 4:
            self._check(bytes(view[:size]), origin, now)
            return
        connection = self._at.get(origin)
        if connection is None:
            self.counters.dropped_strangers += 1
        elif 128 <= first < 192:
            connection.media(slot, now)
        elif 20 <= first < 64:
            connection.handshake(bytes(view[:size]))
        else:
            self.counters.dropped_malformed += 1

    def _check(self, data: bytes, origin: Address, now: float) -> None:
        check = read_check(data)
        if check is None:
            self.counters.dropped_malformed += 1
            return
        connection = self._users.get(local_user(check))
        if connection is None:
            self.counters.dropped_strangers += 1
        else:
            connection.check(check, origin, self._port.describe(origin), now)

    def _tick(self) -> None:
        self._timer = None
        if not self._users:
            self._at_once()
            return
        self._timer = self._loop.call_later(TICK, self._tick)
        self._ticks += 1
        self._pace()
        now = self._clock()
        for connection in list(self._users.values()):
            connection.tick(self._ticks, now)
        self._port.flush()
