"""The port of the process: strangers, abandoned offers, comings and goings."""

import asyncio
import gc
import mmap
import os
import socket
from pathlib import Path

import pytest
from aiortc import RTCCertificate
from hypothesis import given, settings
from hypothesis import strategies as st

from server.media.connection import DEADLINE, Connection
from server.media.plane import BUSY, MediaPlane, own_addresses
from server.media.room import MediaRoom

from .members import KEYFRAME, Member, meeting, plane_running
from .page import everyone


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def resident() -> int:
    """Octets of memory this process takes, in whatever language they were asked for."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE


def connections() -> int:
    gc.collect()
    return sum(isinstance(thing, Connection) for thing in gc.get_objects())


async def test_fifty_abandoned_offers_leave_no_socket_no_task_and_no_object() -> None:
    moments = [0.0]
    async with plane_running(clock=lambda: moments[0]) as plane:
        room = plane.open_room(8)
        before = descriptors(), len(asyncio.all_tasks()), connections()
        for number in range(50):
            member = Member()
            entry = await room.enter(number % 8, member.client.offer(8, number % 8))
            member.client.read_answer(entry.answer)
            if number % 2:  # half of them begin, and never finish the handshake
                member.port = plane.port
                await member.bind()
                member.send(member.client.check())
                await member.until(member.client.checked.is_set)
                await member.leave()
        del member
        moments[0] = DEADLINE + 1
        plane._tick()
        await asyncio.gather(*plane._farewells, return_exceptions=True)
        await asyncio.sleep(0)
        assert (descriptors(), len(asyncio.all_tasks()), connections()) == before
        assert (plane._users, plane._at) == ({}, {})


async def come_and_go(plane: MediaPlane, room: MediaRoom, certificate: RTCCertificate, times: int) -> None:
    for number in range(times):
        member = await Member(certificate).enter(plane, room, 4, 2 + number % 2)
        member.rtp(1, KEYFRAME)
        assert member.entry is not None
        room.leave(member.entry.id)
        await member.leave()
        await asyncio.gather(*plane._farewells, return_exceptions=True)
    del member
    await asyncio.sleep(0)


async def test_joins_and_leaves_leave_nothing_behind() -> None:
    """20 of them, or 200 in `make fuzz`."""
    times = 200 if "KRING_FUZZ" in os.environ else 20
    async with meeting(4, present=2) as (plane, room, _):
        room.apply(everyone(4))
        certificate = RTCCertificate.generateCertificate()
        await come_and_go(plane, room, certificate, times)  # what is made once and kept is made now
        before = descriptors(), len(asyncio.all_tasks()), connections(), len(plane._at), len(plane._users)
        things, memory = len(gc.get_objects()), resident()
        await come_and_go(plane, room, certificate, times)
        after = descriptors(), len(asyncio.all_tasks()), connections(), len(plane._at), len(plane._users)
        assert after == before
        # Cancelled timers wait in the event loop for a while, up to two hundred; a lost connection is fifty things.
        assert len(gc.get_objects()) - things < 500
        # One connection takes about 100 KiB outside Python alone: a fifth of that each would be a leak.
        assert resident() - memory < (1 << 20) + times * (20 << 10)


async def test_strangers_are_counted_and_get_no_answer() -> None:
    async with plane_running() as plane:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.connect(("127.0.0.1", plane.port))
            stranger.setblocking(False)
            for datagram in (b"", b"\x80\x60" + bytes(20), b"\x16\xfe\xfd" + bytes(20), b"\x50", b"\x01" + bytes(30)):
                stranger.send(datagram)
            await Member().until(lambda: plane.counters.datagrams_in == 5)
            with pytest.raises(BlockingIOError):
                stranger.recv(100)
        assert (plane.counters.dropped_strangers, plane.counters.dropped_malformed) == (4, 1)


async def test_a_check_for_nobody_is_a_strangers() -> None:
    async with plane_running() as plane:
        member = Member()
        member.port = plane.port
        member.client.remote_user = "nobody"
        await member.bind()
        member.send(member.client.check())
        await member.until(lambda: plane.counters.dropped_strangers == 1)
        await member.leave()


async def test_what_is_neither_media_nor_handshake_is_malformed() -> None:
    async with meeting(2) as (plane, _, (a, _b)):
        a.send(b"\x50nonsense")
        await a.until(lambda: plane.counters.dropped_malformed == 1)


async def test_the_plane_tells_its_port_and_gives_it_back() -> None:
    plane = MediaPlane(port=0, addresses=["192.0.2.1"], clock=lambda: 0.0)
    await plane.start()
    number = plane.port
    assert number
    await plane.close()
    again = MediaPlane(port=number, addresses=[], clock=lambda: 0.0)
    await again.start()
    await again.close()


def test_all_addresses_of_the_machine_are_announced_loopback_last() -> None:
    addresses = own_addresses()
    assert addresses[-1] == "127.0.0.1"
    assert not any(host.startswith(("fe80:", "169.254.")) or host == "::1" for host in addresses)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=20))
async def test_whatever_strangers_send_is_counted_and_nothing_else(datagrams: list[bytes]) -> None:
    async with plane_running() as plane:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            stranger.connect(("127.0.0.1", plane.port))
            for datagram in datagrams:
                stranger.send(datagram)
            await Member().until(lambda: plane.counters.datagrams_in == len(datagrams))
        assert plane.counters.dropped_strangers + plane.counters.dropped_malformed == len(datagrams)


async def test_under_load_packets_are_taken_together_and_all_arrive() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(0, KEYFRAME)
        await b.receive(1)
        plane._seen -= BUSY  # as if so many had come since the last tick; real ones may fall on both sides of one
        plane._pace()
        assert plane._gathering is not None
        for number in range(1, BUSY + 1):
            a.rtp(number, KEYFRAME)
        assert len(await b.receive(BUSY)) == BUSY
        await a.until(lambda: plane._gathering is None)
        a.rtp(BUSY + 1, KEYFRAME)
        await b.receive(1)


async def test_a_plane_that_was_busy_and_is_left_takes_packets_as_they_come_again() -> None:
    async with meeting(2) as (plane, room, (a, _)):
        plane._seen = -BUSY
        plane._tick()
        assert plane._gathering is not None
        room.close()
        plane._tick()
        assert plane._gathering is None
        a.send(b"stranger by now")
        before = plane.counters.dropped_strangers
        await a.until(lambda: plane.counters.dropped_strangers > before)
