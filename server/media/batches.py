"""Many datagrams with one system call: recvmmsg and sendmmsg through cffi, without a compiler (ABI mode). Linux only.

The kernel's structures are seen as arrays of numbers: writing `out_sizes[slot]` writes the length into the very
structure that sendmmsg reads, so nothing is gathered or copied before a call.
"""

import errno
import socket
import sys
from time import time
from typing import Any, Final

from cffi import FFI

from .counters import Counters
from .sockets import INCOMING, SLOT, Address, PlainPort
from .srtp import cell_at

NAME: Final = 28  # octets of a sockaddr_in6, the longest there is here
STAMP: Final = getattr(socket, "SO_TIMESTAMPNS", 35)  # Python 3.11 has no name for it
STAMPED: Final = 32  # octets of a control message with a time in seconds and nanoseconds
NOW: Final = int(getattr(socket, "MSG_DONTWAIT", 0x40))

ffi: Final = FFI()
# As in <sys/socket.h> and <bits/socket.h>.
ffi.cdef(
    """
    struct iovec { void *iov_base; size_t iov_len; };
    struct msghdr {
        void *msg_name; unsigned int msg_namelen;
        struct iovec *msg_iov; size_t msg_iovlen;
        void *msg_control; size_t msg_controllen;
        int msg_flags;
    };
    struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
    int recvmmsg(int, struct mmsghdr *, unsigned int, int, void *);
    int sendmmsg(int, struct mmsghdr *, unsigned int, int);
    """
)


class Target(int):
    """Where a sockaddr lies in memory, as a number, and what keeps it there.

    A slot holds the bare number: flush before letting a target go.
    """

    memory: Any


class Messages:
    """An array of `struct mmsghdr`, each with one buffer, and views of the fields that change."""

    def __init__(self, pointers: list[Any], size: int, name_length: int) -> None:
        count = len(pointers)
        self.headers = ffi.new("struct mmsghdr[]", count)
        self._parts = ffi.new("struct iovec[]", count)
        for slot, pointer in enumerate(pointers):
            self._parts[slot].iov_base, self._parts[slot].iov_len = pointer, size
            header = self.headers[slot].msg_hdr
            header.msg_namelen = name_length
            header.msg_iov, header.msg_iovlen = self._parts + slot, 1
        whole = memoryview(ffi.buffer(self.headers))
        words, halves = whole.cast("Q"), whole.cast("I")
        stride = ffi.sizeof("struct mmsghdr")
        self.names = words[:: stride // 8]  # msg_name stands first
        self.received = halves[ffi.offsetof("struct mmsghdr", "msg_len") // 4 :: stride // 4]
        self.lengths = memoryview(ffi.buffer(self._parts)).cast("Q")[1::2]  # iov_len of each

    def length_cells(self) -> list[Any]:
        """The lower half of each iov_len, as the `int` of libsrtp: it holds no more than a packet's size."""
        offset = ffi.offsetof("struct iovec", "iov_len") + (4 if sys.byteorder == "big" else 0)
        begin, stride = int(ffi.cast("uintptr_t", self._parts)) + offset, ffi.sizeof("struct iovec")
        return [cell_at(begin + slot * stride) for slot in range(len(self.lengths))]

    def received_cells(self) -> list[Any]:
        """Each msg_len likewise."""
        offset, stride = ffi.offsetof("struct mmsghdr", "msg_len"), ffi.sizeof("struct mmsghdr")
        begin = int(ffi.cast("uintptr_t", self.headers)) + offset
        return [cell_at(begin + slot * stride) for slot in range(len(self.received))]


class BatchPort(PlainPort):
    """The same port in batches. Addresses are sockaddr bytes as the kernel writes them."""

    def __init__(self, sock: socket.socket, counters: Counters) -> None:
        """OSError or AttributeError where the system has no such calls."""
        super().__init__(sock, counters)
        library: Any = ffi.dlopen(None)
        self._receive, self._send = library.recvmmsg, library.sendmmsg
        self._descriptor = sock.fileno()
        self._name_length = NAME if sock.family == socket.AF_INET6 else 16
        incoming = Messages(self.pointers, SLOT, self._name_length)
        memory = ffi.new("unsigned char[]", INCOMING * NAME)
        for slot in range(INCOMING):
            incoming.headers[slot].msg_hdr.msg_name = memory + slot * NAME
        whole = memoryview(ffi.buffer(memory))
        self._names = [whole[slot * NAME : slot * NAME + self._name_length] for slot in range(INCOMING)]
        self._incoming, self._memory = incoming, memory
        # The oldest datagram of a batch alone brings the time at which the kernel got it.
        sock.setsockopt(socket.SOL_SOCKET, STAMP, 1)
        stamp = ffi.new("unsigned char[]", STAMPED)
        self._first = incoming.headers[0].msg_hdr
        self._first.msg_control, self._stamp = stamp, memoryview(ffi.buffer(stamp)).cast("q")
        self.sizes, self.cells = incoming.received, incoming.received_cells()
        self._outgoing = Messages(self.out_pointers, 0, self._name_length)
        self.out_sizes, self.out_cells = self._outgoing.lengths, self._outgoing.length_cells()
        self.out_targets = self._outgoing.names

    def target(self, address: Address) -> Target:
        memory = ffi.new("unsigned char[]", bytes(address))
        target = Target(ffi.cast("uintptr_t", memory))
        target.memory = memory
        return target

    def describe(self, address: Address) -> tuple[str, int]:
        family = socket.AddressFamily(int.from_bytes(address[:2], sys.byteorder))
        host = address[8:24] if family == socket.AF_INET6 else address[4:8]
        return socket.inet_ntop(family, host), int.from_bytes(address[2:4])

    def waited(self) -> float:
        if self._first.msg_controllen < STAMPED:
            return 0.0
        return max(0.0, time() - self._stamp[2] - self._stamp[3] / 1e9)

    def receive(self) -> int:
        self._first.msg_controllen = STAMPED
        taken: int = self._receive(self._descriptor, self._incoming.headers, INCOMING, NOW, ffi.NULL)
        if taken <= 0:
            self._first.msg_controllen = 0
            return 0
        names, origins = self._names, self.origins
        for slot in range(taken):
            origins[slot] = bytes(names[slot])
        return taken

    def flush(self) -> None:
        count, self.count = self.count, 0
        first = refused = 0
        while first < count:
            sent = self._send(self._descriptor, self._outgoing.headers + first, count - first, NOW)
            if sent > 0:
                first += sent
                continue
            if ffi.errno in (errno.EAGAIN, errno.ENOBUFS):  # the buffer is full, for the rest as well
                refused += count - first
                break
            refused += 1  # this one cannot be sent; the next one may
            first += 1
        self.counters.datagrams_out += count - refused
        self.counters.octets_out += sum(self.out_sizes[:count])
        self.counters.dropped_unsent += refused

    def send(self, data: bytes, address: Address) -> None:
        super().send(data, self.describe(address))


def best_port(sock: socket.socket, counters: Counters) -> PlainPort:
    """In batches where the system can, else one by one."""
    try:
        return BatchPort(sock, counters)
    except (OSError, AttributeError):
        return PlainPort(sock, counters)
