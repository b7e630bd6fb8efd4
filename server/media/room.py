"""One room's media: who sits where, and who is forwarded to whom."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aiortc import RTCCertificate

from .budget import Level, Needs
from .connection import Connection
from .forwarding import Outbound
from .inbound import Inbound
from .negotiation import Identity, MediaRefused, read_offer, write_answer
from .routes import Routes
from .sockets import Address

if TYPE_CHECKING:
    from .plane import MediaPlane

FEWEST: Final = 2
MOST: Final = 16
NOBODY: Final[frozenset[int]] = frozenset()

__all__ = ["Entry", "MediaRefused", "MediaRoom"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a browser gets back: the answer (SDP), and the id by which its connection is ended."""

    id: str
    answer: str


class MediaRoom:
    """Made by `MediaPlane.open_room`. Each room has a certificate of its own, so that rooms cannot be linked by it."""

    def __init__(self, plane: "MediaPlane", seats: int, clock: Callable[[], float]) -> None:
        self._plane = plane
        self._seats = seats
        self._clock = clock
        self._certificate = RTCCertificate.generateCertificate()
        self._entries: dict[str, Connection] = {}
        self._at: dict[int, Connection] = {}
        self._routes = Routes()
        # One name for a seat's stream, whoever listens: a packet is then alike for all until it is encrypted.
        self._ssrc = secrets.randbits(31) | 1

    async def enter(self, seat: int, offer: str) -> Entry:
        """Answers a browser's offer and replaces the seat's earlier connection; may raise MediaRefused."""
        if not 0 <= seat < self._seats:
            raise MediaRefused("there is no such seat")
        try:
            read = read_offer(offer, self._seats, seat)
        except MediaRefused:
            self._plane.counters.offers_refused += 1
            raise
        own = Identity(
            user=secrets.token_hex(8),
            password=secrets.token_hex(16),
            certificate=self._certificate,
            addresses=self._plane.addresses,
            port=self._plane.port,
            ssrc=self._ssrc,
        )
        self.leave_seat(seat)
        connection = Connection(seat, read, own, self._plane.path, self, self._clock)
        self._entries[own.user] = self._at[seat] = connection
        self._plane.opened(connection)
        return Entry(own.user, write_answer(read, seat, own))

    def leave(self, entry_id: str) -> None:
        connection = self._entries.get(entry_id)
        if connection is not None:
            connection.close()

    def leave_seat(self, seat: int) -> None:
        connection = self._at.get(seat)
        if connection is not None:
            connection.close()

    def apply(self, routes: Routes) -> None:
        """Forwards as `routes` say from now on. Cheap when little changes."""
        if routes != self._routes:
            self._routes = routes
            self._refresh()

    def close(self) -> None:
        for connection in list(self._entries.values()):
            connection.close()
        self._plane.closed(self)

    # -- what connections tell -----------------------------------------------------------------------------------------

    def connected(self, connection: Connection) -> None:
        self._refresh()

    def source_changed(self, connection: Connection) -> None:
        self._refresh()

    def needs(self, connection: Connection) -> Needs:
        """What all that the routes give this listener takes at present."""
        heard, seen = (ways.get(connection.seat, NOBODY) for ways in (self._routes.heard, self._routes.seen))
        return Needs(
            sound=self._rate(heard, video=False),
            small=self._rate(seen - self._routes.large, video=True),
            large=self._rate(seen & self._routes.large, video=True),
        )

    def _rate(self, seats: frozenset[int], *, video: bool) -> float:
        return sum(source.rate for seat in seats if (source := self._source(seat, video)) is not None)

    def budget_changed(self, connection: Connection) -> None:
        self._refresh()

    def ended(self, connection: Connection) -> None:
        del self._entries[connection.user]
        if self._at.get(connection.seat) is connection:
            del self._at[connection.seat]
        self._plane.ended(connection)
        self._refresh()

    def reached(self, connection: Connection, address: Address) -> None:
        self._plane.reached(connection, address)

    def left(self, connection: Connection, address: Address) -> None:
        self._plane.left(connection, address)

    # -- routes become open and closed streams -------------------------------------------------------------------------

    def _affordable(self, listener: Connection) -> frozenset[int]:
        """The seats whose picture this listener is to see and whose picture fits its line."""
        seen = self._routes.seen.get(listener.seat, NOBODY)
        match listener.budget.level:
            case Level.SOUND_ONLY:
                return NOBODY
            case Level.NO_SMALL:
                return seen & self._routes.large
        return seen

    def _refresh(self) -> None:
        """Brings every stream in line with the routes, with the listeners' lines and with who is there."""
        now = self._clock()
        fans: dict[Inbound, list[Outbound]] = {
            source: []
            for speaker in self._at.values()
            for source in (speaker.audio, speaker.video)
            if source is not None
        }
        for listener in self._at.values():
            heard = self._routes.heard.get(listener.seat, NOBODY)
            seen = self._affordable(listener)
            for (seat, video), out in listener.outs.items():
                source = self._source(seat, video)
                if not listener.connected or seat not in (seen if video else heard):
                    source = None
                self._connect(out, source, now)
                if source is not None:
                    fans[source].append(out)
                if video:
                    out.thinned(listener.budget.level > Level.EVERYTHING and seat not in self._routes.large)
        for source, fan in fans.items():
            source.listened_by(fan)

    def _source(self, seat: int, video: bool) -> Inbound | None:
        speaker = self._at.get(seat)
        if speaker is None:
            return None
        return speaker.video if video else speaker.audio

    def _connect(self, out: Outbound, source: Inbound | None, now: float) -> None:
        """Feeds `out` from `source`, or from nothing."""
        if out.source is source:
            return
        if out.source is not None:
            out.close(now)
        if source is not None:
            out.open(source)
            if source.video:
                source.keyframes.want(now)
