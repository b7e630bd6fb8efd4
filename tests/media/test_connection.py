"""One connection through a real socket: its checks, its streams, its reports, its end."""

import itertools
import struct
import time

import pytest
from aiortc import rtp as theirs

from server.media import connection as under_test
from server.media import rtcp
from server.media.budget import Budget, Level, Needs
from server.media.routes import Routes

from .members import FRAME, KEYFRAME, Member, meeting, plane_running
from .page import everyone


def sequence(packet: bytes) -> int:
    number: int = struct.unpack_from("!H", packet, 2)[0]
    return number


async def test_packets_reach_the_others_and_nobody_else() -> None:
    async with meeting(3) as (plane, room, (a, b, c)):
        room.apply(everyone(3))
        a.rtp(10, KEYFRAME)
        a.rtp(11, FRAME)
        a.rtp(50, b"sound", video=False)
        for listener in (b, c):
            got = await listener.receive(3)
            assert [packet[-len(FRAME) :] for packet in got[:2]] == [KEYFRAME, FRAME]
            assert got[2][12:] == b"sound"
        assert a.take() == []
        assert plane.counters.packets_out == 6


async def test_a_newcomer_makes_the_server_ask_for_a_keyframe() -> None:
    async with meeting(2) as (_plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(10, FRAME)
        asked = await a.receive(1, control=True)
        kinds = [(kind, count) for kind, count, _ in rtcp.split(asked[0])]
        assert kinds[0][0] == rtcp.RECEIVER_REPORT
        assert (rtcp.PAYLOAD_FEEDBACK, rtcp.PLI) in kinds
        assert b.take() == []


@pytest.mark.parametrize("fir", [False, True])
async def test_a_listeners_wish_for_a_keyframe_reaches_the_source(fir: bool) -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(10, KEYFRAME)
        (packet,) = await b.receive(1)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        a.take(control=True)
        before = plane.counters.keyframes_asked
        body = struct.pack("!II", 1, 0) + struct.pack("!II", ssrc, 1 << 24)
        wish = rtcp.packet(rtcp.PAYLOAD_FEEDBACK, rtcp.FIR, body) if fir else rtcp.keyframe_request(1, ssrc)
        b.rtcp(rtcp.receiver_report(1, []) + wish)
        await a.until(lambda: plane.counters.keyframes_asked > before)


async def test_a_missed_packet_is_asked_of_the_sender_and_given_to_the_listener() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(10, KEYFRAME)
        a.rtp(12, FRAME)
        await b.receive(2)

        asked: list[bytes] = []
        await a.until(lambda: bool(plane.counters.packets_asked_again))
        asked = await a.receive(1, control=True)
        lost = [
            packet.lost
            for data in asked
            for packet in theirs.RtcpPacket.parse(data)
            if isinstance(packet, theirs.RtcpRtpfbPacket) and packet.fmt == theirs.RTCP_RTPFB_NACK
        ]
        assert lost[0] == [11]
        # The sender answers on its RTX stream; the packet takes its place under its old number.
        a.send(a.tx.protect(struct.pack("!BBHII", 0x80, 97, 1, 0, 2001) + b"\x00\x0b" + FRAME))
        (late,) = await b.receive(1)
        assert sequence(late) == 11
        (ssrc,) = struct.unpack_from("!I", late, 8)
        b.rtcp(rtcp.receiver_report(1, []) + rtcp.nack(1, ssrc, [12]))
        (again,) = await b.receive(1)
        assert again[20:22] == b"\x00\x0c"
        assert again[22:] == FRAME


async def test_a_sender_is_told_how_its_packets_arrive() -> None:
    async with meeting(2) as (_, room, (a, _b)):
        room.apply(everyone(2))
        extension = bytes.fromhex("bede0001") + bytes([3 << 4 | 1, 0, 7, 0])
        a.send(a.tx.protect(struct.pack("!BBHII", 0x90, 96, 1, 0, 2000) + extension + KEYFRAME))
        seen: set[tuple[int, int]] = set()

        def told() -> bool:
            for data in a.take(control=True):
                seen.update((kind, count) for kind, count, _ in rtcp.split(data))
            return (rtcp.TRANSPORT_FEEDBACK, 15) in seen and (rtcp.RECEIVER_REPORT, 1) in seen

        await a.until(told)


async def test_a_listener_is_told_the_senders_clock_in_its_own_numbers() -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(10, KEYFRAME)
        (packet,) = await b.receive(1)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        sent = time.monotonic()
        a.rtcp(rtcp.sender_report(rtcp.SenderInfo(2000, 77 << 32, 5000, 1, 50)))
        found: list[rtcp.SenderInfo] = []

        def told() -> bool:
            for data in b.take(control=True):
                found.extend(rtcp.read_sender(body) for kind, _, body in rtcp.split(data) if kind == rtcp.SENDER_REPORT)
            return bool(found)

        await b.until(told)
        assert (found[0].ssrc, found[0].packets) == (ssrc, 1)
        assert 77 <= found[0].ntp / 2**32 <= 77 + time.monotonic() - sent  # carried forward to the moment of telling


async def test_the_estimate_and_the_losses_of_a_listener_are_remembered() -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, b"sound", video=False)
        (packet,) = await b.receive(1)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        remb = theirs.RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=theirs.pack_remb_fci(300_000, [ssrc]))
        b.rtcp(rtcp.receiver_report(1, [rtcp.Block(ssrc, 25, 1, 1, 0, 0, 0)]) + bytes(remb))
        listener = room._at[1]
        await b.until(lambda: listener.estimate is not None)
        assert listener.estimate == pytest.approx(300_000, rel=0.001)
        assert listener.lost == 25
        # The sender of that sound is told of it, so that it protects what it sends.
        told: list[int] = []

        def reported() -> bool:
            for data in a.take(control=True):
                for kind, count, body in rtcp.split(data):
                    if kind == rtcp.RECEIVER_REPORT:
                        told.extend(block.lost for block in rtcp.read_blocks(body, 4, count))
            return 25 in told

        await a.until(reported)


async def test_what_a_listener_needs_is_what_the_others_send_it_now() -> None:
    async with meeting(3) as (_, room, (a, b, c)):
        others = everyone(3)
        room.apply(Routes(others.heard, others.seen, large=frozenset({0})))
        for speaker in (a, b):
            speaker.rtp(1, KEYFRAME)
            speaker.rtp(1, b"sound", video=False)
        await c.receive(4)
        needs = room.needs(room._at[2])
        for sender in (room._at[0], room._at[1]):
            assert sender.audio is not None
            assert sender.video is not None
            sender.audio.weigh()
            sender.video.weigh()
        assert needs == Needs()
        assert room.needs(room._at[2]) == Needs(sound=80, small=8 * len(KEYFRAME), large=8 * len(KEYFRAME))


async def test_a_listener_on_a_poor_line_loses_small_pictures_first_and_sound_never() -> None:
    async with meeting(3) as (_, room, (a, b, c)):
        others = everyone(3)
        room.apply(Routes(others.heard, others.seen, large=frozenset({0})))
        for speaker in (a, b):
            speaker.rtp(1, KEYFRAME)
            speaker.rtp(1, b"sound", video=False)
        await c.receive(4)
        listener = room._at[2]
        for level, large, small in ((1, 1, 1), (2, 1, 0), (3, 0, 0)):
            listener.budget.level = Level(level)
            room.budget_changed(listener)
            for speaker in (a, b):
                speaker.rtp(1 + level, KEYFRAME)
                speaker.rtp(1 + level, b"sound", video=False)
            got = await c.receive(large + small + 2)
            assert sum(packet.endswith(b"sound") for packet in got) == 2
            assert sum(packet.endswith(KEYFRAME) for packet in got) == large + small


async def test_a_listener_who_asks_for_most_of_it_again_gets_less_before_any_report() -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(everyone(2))
        listener = room._at[1]
        a.rtp(1, KEYFRAME)
        (packet,) = await b.receive(1)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        numbers = itertools.count(2)

        def flooded() -> bool:
            missing = list(itertools.islice(numbers, 5))
            for number in missing:
                a.rtp(number, FRAME)
            b.rtcp(rtcp.nack(1, ssrc, missing))
            return listener.budget.level is not Level.EVERYTHING

        await b.until(flooded)
        assert room._at[0].budget.level is Level.EVERYTHING


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])  # another port; another interface
async def test_a_connection_follows_its_browser_to_another_address(host: str) -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, KEYFRAME)
        await b.receive(1)
        await b.bind(host)
        b.client.checked.clear()
        b.send(b.client.check())
        await b.until(b.client.checked.is_set)
        a.rtp(2, FRAME)
        (packet,) = await b.receive(1)
        assert sequence(packet) == 2
        assert plane.counters.connections_moved == 1
        # The call goes on as it was: both ways, with the same keys, and what was sent before can be asked for again.
        b.rtp(1, b"sound", video=False)
        await a.receive(1)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        b.rtcp(rtcp.receiver_report(1, []) + rtcp.nack(1, ssrc, [1]))
        (again,) = await b.receive(1)
        assert again[22:] == KEYFRAME
        assert plane.counters.connections_opened == plane.counters.connections_connected == 2


async def test_media_from_a_checked_address_moves_the_connection_without_a_nomination() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, KEYFRAME)
        await b.receive(1)
        await b.bind()
        b.client.checked.clear()
        b.send(b.client.check(nominate=False))
        await b.until(b.client.checked.is_set)
        assert plane.counters.connections_moved == 0
        b.rtp(1, b"sound", video=False)
        await a.receive(1)
        assert plane.counters.connections_moved == 1


async def test_no_more_addresses_are_kept_than_a_browser_has() -> None:
    async with meeting(2) as (plane, _, (_a, b)):
        for _ in range(under_test.MOST_ADDRESSES + 5):
            await b.bind()
            b.client.checked.clear()
            b.send(b.client.check(nominate=False))
            await b.until(b.client.checked.is_set)
        assert len(plane._at) <= 1 + under_test.MOST_ADDRESSES


async def test_a_forged_check_moves_nothing() -> None:
    async with meeting(2) as (plane, _, (_a, b)):
        b.client.remote_password = "guessed"
        await b.bind()
        b.send(b.client.check())
        await b.until(lambda: plane.counters.dropped_unauthenticated == 1)
        assert plane.counters.connections_moved == 0


async def test_forged_media_is_dropped_and_counted() -> None:
    async with meeting(2) as (plane, room, (a, _b)):
        room.apply(everyone(2))
        a.send(b"\x80\x60" + bytes(60))
        a.send(b"\x80\xc8" + bytes(60))
        await a.until(lambda: plane.counters.dropped_unauthenticated == 2)


async def test_a_stream_nobody_agreed_on_is_dropped_and_counted() -> None:
    async with meeting(2) as (plane, _, (a, _b)):
        a.send(a.tx.protect(struct.pack("!BBHII", 0x80, 100, 1, 0, 5) + b"x"))
        a.send(a.tx.protect(struct.pack("!BBHII", 0x80, 97, 1, 0, 6)))  # an empty retransmission: probing
        await a.until(lambda: plane.counters.packets_in == 2)
        assert plane.counters.dropped_unknown == 1


async def test_a_browser_that_keeps_inventing_streams_is_held_off() -> None:
    async with meeting(2) as (plane, _, (a, _b)):
        for number in range(under_test.MOST_STREAMS + 3):
            a.rtp(1, KEYFRAME, ssrc=5000 + number)
        await a.until(lambda: plane.counters.dropped_unknown == 3)


async def test_malformed_reports_of_members_are_counted() -> None:
    async with meeting(2) as (plane, _, (a, _b)):
        a.rtcp(b"\x81\xc9\x00\x01" + bytes(4))  # announces a block that is not there
        await a.until(lambda: plane.counters.dropped_malformed == 1)


async def test_a_connection_that_never_completes_ends_by_its_deadline() -> None:
    moments = [0.0]
    async with plane_running(clock=lambda: moments[0]) as plane:
        room = plane.open_room(2)
        await room.enter(0, Member().client.offer(2, 0))
        plane._tick()
        assert plane.counters.connections_expired == 0
        moments[0] = under_test.DEADLINE + 0.1
        plane._tick()
        assert plane.counters.connections_expired == 1
        assert plane._users == {}


async def test_a_connection_that_falls_silent_is_ended() -> None:
    moments = [0.0]
    async with plane_running(clock=lambda: moments[0]) as plane:
        room = plane.open_room(2)
        member = await Member().enter(plane, room, 2, 0)
        await member.until(lambda: plane.counters.connections_connected == 1)
        moments[0] = under_test.SILENCE + 0.1
        await member.until(lambda: plane.counters.connections_expired == 1)
        await member.leave()


async def test_a_browsers_goodbye_ends_the_connection() -> None:
    async with meeting(2) as (plane, room, (_a, b)):
        await b.client.close()
        await b.until(lambda: plane.counters.connections_closed == 1)
        assert list(room._at) == [0]


async def test_a_wrong_certificate_gets_no_keys() -> None:
    async with plane_running() as plane:
        room = plane.open_room(2)
        member = Member()
        member.port = plane.port
        await member.bind()
        offer = member.client.offer(2, 0).replace(member.client.fingerprint, ":".join(["AA"] * 32))
        entry = await room.enter(0, offer)
        await member.client.connect(entry.answer)
        await member.until(lambda: plane.counters.connections_closed == 1)
        assert plane.counters.connections_connected == 0
        await member.leave()


async def test_what_is_lost_on_either_side_is_counted_once() -> None:
    async with meeting(2) as (plane, room, (a, b)):
        room.apply(everyone(2))
        a.rtp(1, b"sound", video=False)
        a.rtp(4, b"sound", video=False)
        (packet, _) = await b.receive(2)
        (ssrc,) = struct.unpack_from("!I", packet, 8)
        for total in (3, 3, 5, 0xFFFFFF, 5, 6):
            b.rtcp(rtcp.receiver_report(1, [rtcp.Block(ssrc, 9, total, 1, 0, 0, 0)]))
        await b.until(lambda: plane.counters.packets_lost_out == 6)
        await a.until(lambda: plane.counters.packets_lost_in == 2)


@pytest.mark.parametrize("waiting", [False, True])
async def test_a_low_estimate_is_believed_while_packets_wait_on_the_way(
    waiting: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with meeting(2) as (_, room, (a, b)):
        room.apply(everyone(2))
        for number in range(20):
            a.rtp(number, KEYFRAME, stamp=number * 3000)
        ssrc = struct.unpack_from("!I", (await b.receive(20))[0], 8)[0]
        listener = room._at[1]
        remb = bytes(theirs.RtcpPsfbPacket(fmt=15, ssrc=1, media_ssrc=0, fci=theirs.pack_remb_fci(5_000, [ssrc])))
        for highest in (19, 5 if waiting else 19):
            listener.estimate = None
            b.rtcp(rtcp.receiver_report(1, [rtcp.Block(ssrc, 0, 0, highest, 0, 0, 0)]) + remb)
            await b.until(lambda: listener.estimate is not None)
        weighed: list[int | None] = []

        def step(budget: Budget, estimate: int | None, *_: object) -> bool:
            weighed.extend([estimate] if budget is listener.budget else [])
            return False

        monkeypatch.setattr(Budget, "step", step)
        await b.until(lambda: bool(weighed))
        assert weighed[0] == (pytest.approx(5_000, rel=0.001) if waiting else None)
