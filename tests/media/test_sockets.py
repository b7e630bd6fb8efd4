"""The UDP port, on real loopback sockets."""

import socket
import time
from collections.abc import Iterator

import pytest

from server.media import batches
from server.media.batches import BatchPort
from server.media.counters import Counters
from server.media.sockets import INCOMING, PlainPort, open_socket


@pytest.fixture(params=[PlainPort, BatchPort])
def port(request: pytest.FixtureRequest) -> Iterator[PlainPort]:
    """One by one, and in batches: every test runs over both."""
    sock = open_socket(0)
    try:
        made: PlainPort = request.param(sock, Counters())
    except (OSError, AttributeError):
        sock.close()
        pytest.skip("this system has no recvmmsg and sendmmsg")
    yield made
    made.close()


@pytest.fixture(params=[socket.AF_INET, socket.AF_INET6])
def peer(request: pytest.FixtureRequest, port: PlainPort) -> Iterator[socket.socket]:
    """Someone who talks to the port over IPv4, and over IPv6."""
    with socket.socket(request.param, socket.SOCK_DGRAM) as sock:
        number = port.sock.getsockname()[1]
        try:
            sock.connect(("127.0.0.1" if request.param == socket.AF_INET else "::1", number))
        except OSError:
            pytest.skip("this machine has no IPv6")
        sock.settimeout(2)
        yield sock


def test_datagrams_come_in_with_their_size_and_origin(port: PlainPort, peer: socket.socket) -> None:
    peer.send(b"one")
    peer.send(b"second")
    assert port.receive() == 2
    assert [bytes(port.views[slot][: port.sizes[slot]]) for slot in range(2)] == [b"one", b"second"]
    assert port.origins[0] == port.origins[1]
    assert port.describe(port.origins[0])[1] == peer.getsockname()[1]


def test_nothing_waiting_is_nothing_taken(port: PlainPort) -> None:
    assert port.receive() == 0


def test_no_more_is_taken_at_once_than_there_are_slots(port: PlainPort, peer: socket.socket) -> None:
    for number in range(INCOMING + 3):
        peer.send(bytes([number]))
    assert port.receive() == INCOMING
    assert port.receive() == 3


def test_a_port_tells_how_long_the_first_datagram_has_waited_or_nothing(
    port: PlainPort, peer: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.send(b"one")
    assert port.receive() == 1
    now = time.time()
    monkeypatch.setattr(batches, "time", lambda: now + 5)
    assert port.waited() == (pytest.approx(5, abs=2) if isinstance(port, BatchPort) else 0)
    assert port.receive() == 0
    assert port.waited() == 0


def test_filled_slots_go_out_in_order(port: PlainPort, peer: socket.socket) -> None:
    peer.send(b"hello")
    port.receive()
    back = port.target(port.origins[0])
    for text in (b"one", b"second"):
        slot = port.count
        port.out_views[slot][: len(text)] = text
        port.out_sizes[slot], port.out_targets[slot] = len(text), back
        port.count += 1
    port.flush()
    assert [peer.recv(100), peer.recv(100)] == [b"one", b"second"]
    assert (port.count, port.counters.datagrams_out, port.counters.octets_out) == (0, 2, 9)


def test_what_the_system_refuses_is_counted_and_harms_nobody_else(port: PlainPort, peer: socket.socket) -> None:
    peer.send(b"hello")
    port.receive()
    origin = port.origins[0]
    back = port.target(origin)
    nowhere = port.target(
        origin[:2] + bytes(2) + origin[4:] if isinstance(origin, bytes) else (origin[0], 0, *origin[2:])
    )
    for target in (back, nowhere, back):  # port 0 is nowhere
        port.out_sizes[port.count], port.out_targets[port.count] = 3, target
        port.count += 1
    port.flush()
    assert len(peer.recv(100)) == len(peer.recv(100)) == 3
    assert port.counters.dropped_unsent == 1


def test_a_single_datagram_goes_out_at_once(port: PlainPort, peer: socket.socket) -> None:
    peer.send(b"hello")
    port.receive()
    port.send(b"answer", port.origins[0])
    assert peer.recv(100) == b"answer"


def test_a_port_that_is_taken_is_an_error_and_leaves_no_socket() -> None:
    with open_socket(0) as taken, pytest.raises(OSError, match="in use"):
        open_socket(taken.getsockname()[1])
