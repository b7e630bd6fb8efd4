"""What is particular to batches; what both ports must do stands in test_sockets.py."""

import socket
from typing import Any

import pytest

from server.media import batches
from server.media.batches import BatchPort, best_port
from server.media.counters import Counters
from server.media.sockets import OUTGOING, PlainPort, open_socket


def test_batches_are_used_where_the_system_has_them() -> None:
    with open_socket(0) as sock:
        assert isinstance(best_port(sock, Counters()), BatchPort)


def test_without_them_the_plain_port_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    class Without:
        def dlopen(self, _: object) -> object:
            return object()

    with open_socket(0) as sock:
        monkeypatch.setattr(batches, "ffi", Without())
        assert type(best_port(sock, Counters())) is PlainPort


@pytest.mark.parametrize(
    ("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6), ("::ffff:192.0.2.1", socket.AF_INET6)]
)
def test_an_address_is_described_as_python_does(host: str, family: socket.AddressFamily) -> None:
    raw = family.to_bytes(2, "little") + (4321).to_bytes(2)
    raw += socket.inet_pton(family, host) if family == socket.AF_INET else bytes(4) + socket.inet_pton(family, host)
    with open_socket(0) as sock:
        assert BatchPort(sock, Counters()).describe(raw.ljust(28, b"\0")) == (host, 4321)


def test_a_socket_for_ipv4_alone_works_too() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer,
    ):
        sock.bind(("127.0.0.1", 0))
        port = BatchPort(sock, Counters())
        peer.connect(sock.getsockname())
        peer.send(b"hello")
        assert port.receive() == 1
        assert port.describe(port.origins[0]) == peer.getsockname()
        back = port.target(port.origins[0])
        port.out_sizes[0], port.out_targets[0], port.count = 4, back, 1
        port.flush()
        assert len(peer.recv(10)) == 4


def test_a_full_buffer_loses_the_rest_and_says_so() -> None:
    def full(*_: Any) -> int:
        batches.ffi.errno = 11  # EAGAIN
        return -1

    with open_socket(0) as sock:
        port = BatchPort(sock, Counters())
        port._send = full
        port.count = OUTGOING
        port.flush()
        assert (port.counters.dropped_unsent, port.counters.datagrams_out) == (OUTGOING, 0)
