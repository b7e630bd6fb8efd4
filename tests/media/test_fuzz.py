"""Hostile input, from strangers and from members: counted, nothing thrown, nothing logged.

A little in every run; `make fuzz` for all of it: 10,000 of each.
"""

import asyncio
import logging
import struct
from collections.abc import Iterator
from typing import Any, cast

import pytest
from aioice import stun
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.media import rtcp
from server.media.room import MediaRoom

from .members import FRAME, KEYFRAME, Member, meeting
from .page import everyone

# The fixture below is one meeting for all examples, on purpose: what one example leaves behind meets the next.
kept = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


class Hall:
    """Two members in a room, driven without waiting: datagrams are put before the plane as the socket would."""

    def __init__(self, room: MediaRoom, members: list[Member]) -> None:
        self.room = room
        self.plane = room._plane
        self.member = members[0]
        self.origin = origin = cast(Any, room._at[0].address)
        port = b"\0\x09"  # of the same machine; a whole check is answered to where it came from
        self.stranger = origin[:2] + port + origin[4:] if isinstance(origin, bytes) else (*origin[:1], 9)
        self.sequence = 0

    def put(self, datagram: bytes, *, member: bool) -> None:
        port = self.plane._port
        for connection in self.room._at.values():
            connection._heard = self.plane._clock()  # consent lasts, though 10,000 cases take longer than it does
        size = min(len(datagram), len(port.views[0]))
        port.views[0][:size] = datagram[:size]
        port.sizes[0] = size
        port.origins[0] = self.origin if member else self.stranger
        self.plane._datagram(0, self.plane._clock())
        port.flush()

    def dropped(self) -> int:
        counters = self.plane.counters
        return counters.dropped_strangers + counters.dropped_malformed + counters.dropped_unauthenticated


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    with asyncio.Runner() as runner:
        entered = meeting(2)
        _, room, members = runner.run(entered.__aenter__())
        room.apply(everyone(2))
        yield Hall(room, members)
        runner.run(entered.__aexit__(None, None, None))


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.INFO)
    yield
    assert caplog.records == []


@kept
@given(st.binary(max_size=300))
def test_strangers_bytes(hall: Hall, data: bytes) -> None:
    before = hall.dropped()
    hall.put(data, member=False)
    assert hall.dropped() == before + 1


@kept
@given(
    st.one_of(st.integers(0, 3), st.integers(20, 63), st.integers(128, 191)),
    st.one_of(st.integers(0, 255), st.integers(192, 223)),
    st.binary(max_size=300),
)
def test_strangers_bytes_that_look_like_something(hall: Hall, first: int, second: int, data: bytes) -> None:
    before = hall.dropped()
    hall.put(bytes([first, second]) + data, member=False)
    assert hall.dropped() == before + 1


@kept
@given(
    st.dictionaries(
        st.sampled_from(["PRIORITY", "USE-CANDIDATE", "ICE-CONTROLLING", "ICE-CONTROLLED", "ERROR-CODE", "SOFTWARE"]),
        st.integers(0, 0xFFFFFFFF),
    ),
    st.sampled_from(list(stun.Class)),
    st.text(max_size=40),
)
def test_members_signed_checks(hall: Hall, given: dict[str, int], kind: stun.Class, rest: str) -> None:
    message = stun.Message(stun.Method.BINDING, kind)
    message.attributes["USERNAME"] = f"{hall.room._at[0].user}:{rest}"
    odd = {"USE-CANDIDATE": None, "ERROR-CODE": (400, "x"), "SOFTWARE": "x"}
    for name, number in given.items():
        message.attributes[name] = odd.get(name, number)
    message.add_message_integrity(hall.room._at[0]._own.password.encode())
    hall.put(bytes(message), member=True)
    assert hall.room._at[0].connected


@kept
@given(st.data())
def test_damaged_checks(hall: Hall, data: st.DataObject) -> None:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    user = data.draw(st.sampled_from([hall.room._at[0].user, "nobody"]))
    message.attributes["USERNAME"] = f"{user}:x"
    message.add_message_integrity(b"guessed")
    whole = bytearray(bytes(message))
    for _ in range(data.draw(st.integers(0, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    before = hall.dropped()
    hall.put(
        bytes([whole[0] & 3]) + bytes(whole[1 : data.draw(st.integers(1, len(whole)))]), member=data.draw(st.booleans())
    )
    assert hall.dropped() == before + 1


@kept
@given(st.integers(20, 63), st.binary(max_size=200))
def test_members_handshake_bytes(hall: Hall, first: int, data: bytes) -> None:
    hall.put(bytes([first]) + data, member=True)
    assert hall.room._at[0].connected


@kept
@given(st.binary(min_size=1, max_size=200), st.integers(128, 191))
def test_members_media_that_fails_its_check(hall: Hall, data: bytes, first: int) -> None:
    before = hall.dropped()
    hall.put(bytes([first]) + data, member=True)
    assert hall.dropped() == before + 1


@kept
@given(
    st.integers(0, 31),
    st.sampled_from([0x60, 0xE0, 0x61, 0x6F, 0xEF, 0x00, 0x7F]),
    st.integers(0, 0xFFFF),
    st.one_of(st.binary(max_size=120), st.sampled_from([KEYFRAME, FRAME, b"\x90\xff", b"\x00\x05" + FRAME])),
    st.sampled_from([1000, 2000, 2001, 5]),
)
def test_members_authenticated_rtp(hall: Hall, bits: int, second: int, jump: int, rest: bytes, ssrc: int) -> None:
    hall.sequence = (hall.sequence + jump) & 0xFFFF
    packet = struct.pack("!BBHII", 0x80 | bits & 0x10, second, hall.sequence, jump << 8, ssrc) + rest
    try:
        protected = hall.member.tx.protect(packet)
    except Exception:  # libsrtp itself refuses to protect it: no member can send it
        return
    hall.put(protected, member=True)
    assert hall.room._at[0].connected


@kept
@given(
    st.lists(
        st.tuples(
            st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]), st.integers(0, 31), st.binary(max_size=60)
        ),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_members_authenticated_rtcp(hall: Hall, packets: list[tuple[int, int, bytes]], aimed: bool) -> None:
    out = hall.room._at[0].outs[1, True]
    compound = rtcp.receiver_report(1, [])
    for kind, count, body in packets:
        about = struct.pack("!II", 1, out.ssrc) if aimed else b""
        whole = about + body
        compound += rtcp.packet(kind, count, whole + bytes(-len(whole) % 4))
    hall.put(hall.member.tx.protect_rtcp(compound), member=True)
    hall.plane._tick()
    assert hall.room._at[0].connected
