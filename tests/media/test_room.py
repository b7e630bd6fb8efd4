"""Seats, entries and routes."""

import pytest

from server.media.room import MediaRefused
from server.media.routes import Routes

from .members import FRAME, KEYFRAME, Member, meeting, plane_running
from .page import everyone


async def test_a_closed_microphone_is_not_forwarded_and_an_opened_one_is() -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(Routes(heard={0: frozenset()}, seen={1: frozenset({0})}))
        a.rtp(1, b"secret", video=False)
        a.rtp(1, KEYFRAME)
        assert [packet[-len(KEYFRAME) :] for packet in await b.receive(1)] == [KEYFRAME]
        room.apply(Routes(heard={1: frozenset({0})}, seen={1: frozenset({0})}))
        a.rtp(2, b"open", video=False)
        assert [packet[12:] for packet in await b.receive(1)] == [b"open"]


async def test_a_camera_that_is_shown_again_begins_with_a_keyframe_and_without_a_gap() -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, KEYFRAME)
        a.rtp(2, FRAME)
        await b.receive(2)
        room.apply(Routes())
        a.rtp(3, FRAME)
        a.rtp(1, b"marker", video=False)
        await a.until(lambda: room._at[0].audio is not None)
        room.apply(everyone(2))
        a.rtp(4, FRAME)
        a.rtp(5, KEYFRAME)
        got = await b.receive(1)
        assert [int.from_bytes(packet[2:4]) for packet in got] == [3]
        assert got[0][-len(KEYFRAME) :] == KEYFRAME


async def test_a_seat_that_is_taken_again_goes_on_in_the_same_stream() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, KEYFRAME)
        (before,) = await b.receive(1)
        again = await Member().enter(plane, room, 2, 0)
        await again.until(lambda: plane.counters.connections_connected == 3)
        assert plane.counters.connections_closed == 1
        again.rtp(700, KEYFRAME)
        (after,) = await b.receive(1)
        assert after[8:12] == before[8:12]
        assert int.from_bytes(after[2:4]) == int.from_bytes(before[2:4]) + 1
        await again.leave()


async def test_leaving_is_idempotent_and_by_entry_or_by_seat() -> None:
    async with meeting(2) as (plane, room, (a, _b)):
        assert a.entry is not None
        room.leave(a.entry.id)
        room.leave(a.entry.id)
        room.leave("nobody")
        room.leave_seat(1)
        room.leave_seat(1)
        assert plane.counters.connections_closed == 2


@pytest.mark.parametrize("seat", [-1, 2])
async def test_there_are_no_seats_but_those_of_the_room(seat: int) -> None:
    async with plane_running() as plane:
        with pytest.raises(MediaRefused, match="no such seat"):
            await plane.open_room(2).enter(seat, "")


async def test_a_refused_offer_leaves_nothing_behind_and_the_seat_as_it_was() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        with pytest.raises(MediaRefused):
            await room.enter(0, "nonsense")
        assert plane.counters.offers_refused == 1
        assert len(plane._users) == 2
        a.rtp(1, KEYFRAME)
        await b.receive(1)


async def test_a_closed_room_ends_all_its_connections() -> None:
    async with meeting(2) as (plane, room, _):
        room.close()
        assert plane.counters.connections_closed == 2
        assert plane._rooms == set()
