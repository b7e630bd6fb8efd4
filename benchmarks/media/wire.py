"""The generator's one socket: many members, each with an address of its own, in batches and with the kernel's clock.

A route makes a whole range of addresses this machine's own (root only; Janus answers no loopback address), so every
member gets one; the source address is chosen per datagram (IP_PKTINFO), the arrival is stamped by the kernel
(SO_TIMESTAMPNS), so that the generator's own lateness is no part of any delay. A packet is known by the last four
octets of its payload (one in SAMPLE is decrypted for that): a server may rewrite numbers and clocks; Janus does.
"""

import array
import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from server.media import srtp
from server.media.batches import NOW, ffi

PACKET_INFO: Final = 8  # IP_PKTINFO on Linux; Python 3.11 has no name for it
TIMESTAMP: Final = 35  # SO_TIMESTAMPNS on Linux
BATCH: Final = 64
SAMPLE: Final = 4  # of the packets that arrive, one in so many is decrypted to see which it is
PAUSE: Final = 0.0005  # seconds
SLOT: Final = 2048
CONTROL_HEAD: Final = struct.pack("@qii", 28, socket.IPPROTO_IP, PACKET_INFO)  # struct cmsghdr
RANGE: Final = "10.77.0.0/16"
CONTROL: Final = 64  # octets: a time stamp and a packet info fit
SECOND: Final = 1_000_000_000


def packet_info(source: bytes) -> bytes:
    """The control message that sets a datagram's source address."""
    return struct.pack("@I4s4s", 0, source, bytes(4))


def socket_name(host: str, port: int) -> bytes:
    """A sockaddr_in."""
    return struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)


def clock() -> int:
    """Nanoseconds on the clock the kernel stamps with."""
    return time.clock_gettime_ns(time.CLOCK_REALTIME)


class Wire:
    """Setup goes datagram by datagram; `run` sends a prepared load and measures what comes back."""

    def __init__(self) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.setsockopt(socket.IPPROTO_IP, PACKET_INFO, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, TIMESTAMP, 1)
        for size in (socket.SO_RCVBUF, 33):  # 33: SO_RCVBUFFORCE, for root
            try:
                self.sock.setsockopt(socket.SOL_SOCKET, size, 32 << 20)
            except OSError:
                continue
        self.sock.setblocking(False)
        self.sock.bind(("0.0.0.0", 0))
        self._feeds: dict[bytes, Callable[[bytes], None]] = {}

    def member(
        self, number: int, destination: list[tuple[str, int]], feed: Callable[[bytes], None]
    ) -> tuple[bytes, Callable[[bytes], None]]:
        """(its address, its way of sending) for one more member; `destination[0]` may be filled in later."""
        source = bytes([10, 77, number // 250, 1 + number % 250])
        self._feeds[source] = feed
        ancillary = [(socket.IPPROTO_IP, PACKET_INFO, packet_info(source))]

        def send(data: bytes) -> None:
            if destination:  # a check may come before the description that tells where to answer
                self.sock.sendmsg([data], ancillary, 0, destination[0])

        return source, send

    def readable(self) -> None:
        """Setup: hands out what has come."""
        while True:
            try:
                data, ancillary, _, _ = self.sock.recvmsg(SLOT, 256)
            except BlockingIOError:
                return
            for level, kind, value in ancillary:
                if level == socket.IPPROTO_IP and kind == PACKET_INFO and value[4:8] in self._feeds:
                    self._feeds[value[4:8]](data)

    def close(self) -> None:
        self.sock.close()


class Batch:
    """Structures for one recvmmsg or sendmmsg of BATCH datagrams, with views of what changes."""

    def __init__(self, control: int) -> None:
        self.headers = ffi.new("struct mmsghdr[]", BATCH)
        self.parts = ffi.new("struct iovec[]", BATCH)
        self.names = ffi.new("unsigned char[]", 16 * BATCH)
        self.memory = ffi.new("unsigned char[]", SLOT * BATCH)
        self.control = ffi.new("unsigned char[]", max(control, 1) * BATCH)
        for slot in range(BATCH):
            self.parts[slot].iov_base, self.parts[slot].iov_len = self.memory + slot * SLOT, SLOT
            head = self.headers[slot].msg_hdr
            head.msg_name, head.msg_namelen = self.names + slot * 16, 16
            head.msg_iov, head.msg_iovlen = self.parts + slot, 1
            if control:
                head.msg_control, head.msg_controllen = self.control + slot * control, control
        whole = memoryview(ffi.buffer(self.headers)).cast("Q")
        self.control_lengths, self.control_pointers = whole[5::8], whole[4::8]
        halves = memoryview(ffi.buffer(self.headers)).cast("I")
        stride = ffi.sizeof("struct mmsghdr") // 4
        self.received = halves[ffi.offsetof("struct mmsghdr", "msg_len") // 4 :: stride]
        self.data = memoryview(ffi.buffer(self.memory))
        self.stamps = memoryview(ffi.buffer(self.control)).cast("q")
        pairs = memoryview(ffi.buffer(self.parts)).cast("Q")
        self.bases, self.lengths = pairs[0::2], pairs[1::2]


class Load:
    """A prepared load: protected packets one behind the other in memory, in the order of sending."""

    def __init__(self, destinations: dict[int, tuple[str, int]]) -> None:
        self._packets: list[tuple[float, int, int | None, bytes]] = []
        self._destinations = destinations
        self._sources: list[bytes] = []

    def add(self, at: float, member: int, stamp: int | None, protected: bytes) -> None:
        self._packets.append((at, member, stamp, protected))

    def source(self, address: bytes) -> int:
        self._sources.append(address)
        return len(self._sources) - 1

    def finish(self) -> None:
        self._packets.sort(key=lambda packet: packet[0])
        blob = b"".join(data for *_, data in self._packets)
        self._blob = ffi.from_buffer(blob)
        base = int(ffi.cast("uintptr_t", self._blob))
        self.times = array.array("q", (int(at * SECOND) for at, *_ in self._packets))
        self.members = array.array("i", (member for _, member, *_ in self._packets))
        self.stamps = [stamp for _, _, stamp, _ in self._packets]
        self.sizes = array.array("i", (len(data) for *_, data in self._packets))
        self.bases = array.array("Q")
        for size in self.sizes:
            self.bases.append(base)
            base += size
        # One control message and one destination for each member.
        self._controls = [
            ffi.new(
                "unsigned char[]",
                struct.pack("@qii", 28, socket.IPPROTO_IP, PACKET_INFO) + packet_info(source) + bytes(4),
            )
            for source in self._sources
        ]
        self.controls = [int(ffi.cast("uintptr_t", control)) for control in self._controls]
        self._names = {
            member: ffi.new("unsigned char[]", socket_name(host, port))
            for member, (host, port) in self._destinations.items()
        }
        self.names = {member: int(ffi.cast("uintptr_t", name)) for member, name in self._names.items()}
        self._packets.clear()


class Result:
    """What came back during the measured part."""

    def __init__(self) -> None:
        self.received = 0  # in the measured part
        self.sent_in_all = self.received_in_all = 0  # of the whole run: what is on its way at a boundary is no loss
        self.unread = 0  # sampled packets that could not be decrypted
        self.delays: list[float] = []  # milliseconds


class Reader:
    """Tells which packet has arrived."""

    def __init__(self, sessions: Mapping[int, Any], batch: "Batch") -> None:
        """`sessions` are pylibsrtp's, by the address at which a packet arrives."""
        self._sessions = sessions
        self._handles = {address: srtp.handle(session) for address, session in sessions.items()}
        self._data = batch.data
        # Where the address lies in the second control message: after a time stamp (32 octets) and two fields.
        self._addresses = memoryview(ffi.buffer(batch.control))[32 + 16 + 8 :]
        self._memory = batch.memory
        self._size, (self._cell,) = srtp.sizes(1)

    def stamp(self, slot: int, size: int) -> int | None:
        """The last four octets of the payload; None when it cannot be read. Decrypts in place."""
        place = slot * CONTROL
        handle = self._handles.get(int.from_bytes(self._addresses[place : place + 4]))
        self._size[0] = size
        if handle is None or srtp.unprotect(handle, self._memory + slot * SLOT, self._cell):
            return None
        end = slot * SLOT + self._size[0]
        return int.from_bytes(self._data[end - 4 : end])


def run(
    wire: Wire,
    load: Load,
    begin: float,
    end: float,
    at_begin: Callable[[], None],
    sessions: Mapping[int, Any] | None = None,
) -> Result:
    """Sends the load and counts what comes back for packets due between `begin` and `end` seconds.

    Delays are measured where `sessions` can read what arrives.
    """
    library: Any = ffi.dlopen(None)
    descriptor = wire.sock.fileno()
    sending, receiving = Batch(0), Batch(CONTROL)
    reader = Reader(sessions or {}, receiving)
    names = memoryview(ffi.buffer(sending.headers)).cast("Q")[0::8]
    result = Result()
    moments: dict[int, int] = {}
    leaving: list[int] = []
    start = clock()
    first, last = start + int(begin * SECOND), start + int(end * SECOND)
    at, count, begun = 0, len(load.times), False
    while True:
        now = clock()
        if not begun and now >= first:
            begun = True
            at_begin()
        due = 0
        while due < BATCH and at < count and load.times[at] + start <= now:
            member = load.members[at]
            sending.bases[due], sending.lengths[due] = load.bases[at], load.sizes[at]
            sending.control_pointers[due], sending.control_lengths[due] = load.controls[member], 32
            names[due] = load.names[member]
            stamp = load.stamps[at]
            inside = first <= load.times[at] + start < last
            result.sent_in_all += 1
            if stamp is not None and inside:
                leaving.append(stamp)
            due += 1
            at += 1
        if due:
            moments.update(dict.fromkeys(leaving, clock()))
            leaving.clear()
            library.sendmmsg(descriptor, sending.headers, due, 0)
        taken = _take(library, descriptor, receiving, reader, moments, result, first, last)
        if not due and taken <= 0:
            if at == count and now > last + SECOND:
                return result
            time.sleep(PAUSE)  # arrivals are stamped by the kernel and departures below: lateness here costs nothing


def _take(
    library: Any,
    descriptor: int,
    batch: Batch,
    reader: Reader,
    moments: dict[int, int],
    result: Result,
    first: int,
    last: int,
) -> int:
    taken: int = library.recvmmsg(descriptor, batch.headers, BATCH, NOW, ffi.NULL)
    data, stamps, lengths = batch.data, batch.stamps, batch.control_lengths
    words = CONTROL // 8
    for slot in range(taken):
        lengths[slot] = CONTROL
        place = slot * SLOT
        if 64 <= data[place + 1] & 0x7F < 96 or data[place] < 128:
            continue  # RTCP, STUN, DTLS
        result.received_in_all += 1
        arrived = stamps[slot * words + 2] * SECOND + stamps[slot * words + 3]
        if not first <= arrived < last:
            continue
        result.received += 1
        if result.received % SAMPLE or not moments:
            continue
        stamp = reader.stamp(slot, batch.received[slot])
        result.unread += stamp is None
        sent = None if stamp is None else moments.get(stamp)
        if sent is not None:
            result.delays.append((arrived - sent) / 1e6)
    return taken
