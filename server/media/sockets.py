"""The UDP port: one socket for all rooms, datagrams in and out of fixed slots.

`PlainPort` asks the system for one datagram at a time and works everywhere; `batches.py` has the quicker one.
"""

import contextlib
import errno
import socket
from typing import Any, Final, TypeAlias

from .counters import Counters
from .srtp import sizes, slots

SLOT: Final = 2048  # octets; no path carries larger datagrams unbroken
HEADROOM: Final = 256  # octets an outgoing packet may be longer than the one that came in: extension, RTX, tag
INCOMING: Final = 32  # datagrams taken at once
OUTGOING: Final = 32  # datagrams handed over at once; more only adds delay
BUFFER: Final = 4 << 20  # octets of socket buffer wished for; the system may give less

# Where a datagram came from, as the port that received it writes it: a key for dictionaries.
Address: TypeAlias = Any


def open_socket(port: int) -> socket.socket:
    """A non-blocking socket for IPv6 and IPv4 alike, or for IPv4 alone where the system has no IPv6."""
    try:
        sock = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    except OSError:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        _enlarge(sock, socket.SO_RCVBUF, getattr(socket, "SO_RCVBUFFORCE", 33))
        _enlarge(sock, socket.SO_SNDBUF, getattr(socket, "SO_SNDBUFFORCE", 32))
        sock.setblocking(False)
        sock.bind(("", port))
    except OSError:
        sock.close()
        raise
    return sock


def _enlarge(sock: socket.socket, ordinary: int, forced: int) -> None:
    """Asks for a large buffer; beyond the system's limit only where the process may (CAP_NET_ADMIN)."""
    sock.setsockopt(socket.SOL_SOCKET, ordinary, BUFFER)
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, forced, BUFFER)


class PlainPort:
    """`recvfrom` and `sendto`, one datagram each.

    Incoming: after `receive()` returned n, slot i < n holds `sizes[i]` octets in `views[i]` from `origins[i]`.
    Outgoing: fill `out_views[count]`, its size in `out_sizes`, its target in `out_targets`, count one up; `flush()`.
    For libsrtp the same slots lie at `pointers` and `out_pointers`, the same sizes at `cells` and `out_cells`.
    """

    def __init__(self, sock: socket.socket, counters: Counters) -> None:
        self.sock = sock
        self.counters = counters
        self.views, self.pointers = slots(INCOMING, SLOT)
        self.sizes, self.cells = sizes(INCOMING)
        self.origins: list[Address] = [None] * INCOMING
        self.out_views, self.out_pointers = slots(OUTGOING, SLOT + HEADROOM)
        self.out_sizes, self.out_cells = sizes(OUTGOING)
        self.out_targets: list[Any] | memoryview = [None] * OUTGOING
        self.count = 0

    def close(self) -> None:
        self.sock.close()

    def target(self, address: Address) -> Any:
        """What `out_targets` wants for this address."""
        return address

    def describe(self, address: Address) -> tuple[str, int]:
        """(host, port) in words."""
        return address[0], address[1]

    def receive(self) -> int:
        """Takes what is waiting, up to the number of slots."""
        taken = 0
        while taken < INCOMING:
            try:
                self.sizes[taken], self.origins[taken] = self.sock.recvfrom_into(self.views[taken])
            except BlockingIOError:
                break
            except OSError:  # an ICMP error about something sent earlier; there may be more behind it
                continue
            taken += 1
        return taken

    def waited(self) -> float:
        """Seconds since the first datagram of the last batch reached this machine; 0 where the system does not tell."""
        return 0.0

    def flush(self) -> None:
        """Sends the filled slots. What the system does not take at once is lost, as on any busy line."""
        count, self.count = self.count, 0
        sent = octets = 0
        for slot in range(count):
            size = self.out_sizes[slot]
            if self._sent(self.out_views[slot][:size], self.out_targets[slot]):
                sent += 1
                octets += size
        self.counters.datagrams_out += sent
        self.counters.octets_out += octets
        self.counters.dropped_unsent += count - sent

    def send(self, data: bytes, address: Address) -> None:
        """Sends one datagram now: STUN and DTLS, which are few."""
        if self._sent(data, address):
            self.counters.datagrams_out += 1
            self.counters.octets_out += len(data)
        else:
            self.counters.dropped_unsent += 1

    def _sent(self, data: bytes | memoryview, address: Address) -> bool:
        try:
            self.sock.sendto(data, address)
        except OSError as error:
            if error.errno == errno.EBADF:
                raise
            return False
        return True
