"""Dressing a packet, and who is served without a question."""

from collections.abc import Callable

import pytest
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from server.media import rtp
from server.media.forwarding import Outbound
from server.media.inbound import Inbound
from server.media.plan import Guise, dress, make_plan
from server.media.vp8 import NOTHING

SEND_TIME = 2 << 28 | 2 << 24


def listener(ssrc: int = 7, *, send_time: int = 2) -> Outbound:
    out = Outbound(ssrc, 96, video=True, rtx=None, send_time=send_time)
    out.session, out.target = "session", "target"
    return out


@given(
    st.integers(0, 1 << 20),
    st.integers(0, 0xFFFFFFFF),
    st.integers(0, 0xFFFFFFFF),
    st.integers(-0x20000, 0x20000),
    st.binary(min_size=1, max_size=20),
)
def test_what_is_written_aiortc_reads(index: int, stamp: int, ssrc: int, delta: int, payload: bytes) -> None:
    for send_time, marker in ((0, rtp.MARKER), (SEND_TIME, 0)):
        head = (rtp.TIMED if send_time else rtp.BARE) | 96
        guise = Guise(head, ssrc, send_time, delta, stamp_delta=5, picture_delta=0, base_delta=0)
        packet = dress(guise, index, stamp, marker, payload, NOTHING, time=9)
        read = RtpPacket.parse(bytes(packet))
        assert (read.ssrc, read.payload, read.payload_type) == (ssrc, payload, 96)
        assert (read.sequence_number, read.timestamp) == ((index + delta) & 0xFFFF, (stamp + 5) & 0xFFFFFFFF)
        assert read.marker == bool(marker)
        mine = rtp.parse(packet, len(packet))
        assert mine is not None
        assert mine[4] == (20 if send_time else 12)


@pytest.mark.parametrize(("base", "expected"), [(4, "80e08007ff09"), (0, "80e08007ff08")])
def test_picture_ids_are_moved_where_a_source_was_replaced(base: int, expected: str) -> None:
    guise = Guise(rtp.BARE | 96, 1, 0, 0, 0, picture_delta=2, base_delta=-255)
    packet = dress(guise, 1, 1, 0, bytes.fromhex("80e08005ff08"), (False, 0, 2, base and 5), 0)
    assert packet[12:].hex() == expected


def test_listeners_who_differ_in_nothing_but_their_keys_are_one_group() -> None:
    source = Inbound(1, video=True)
    outs = [listener(), listener(), listener(send_time=0)]
    for out in outs:
        out.open(source)
        out.admit(5, 0, True, 0, 0.0)
    plan = make_plan(outs)
    assert [(guise.send_time, len(listeners)) for guise, listeners in plan.groups] == [(SEND_TIME, 2), (0, 1)]
    assert (plan.start, plan.careful) == (5, [])


def test_who_waits_for_a_keyframe_or_gets_a_thin_stream_is_asked_each_time() -> None:
    source = Inbound(1, video=True)
    waiting, thin, ordinary = listener(), listener(), listener()
    for out in (waiting, thin, ordinary):
        out.open(source)
    for out in (thin, ordinary):
        out.admit(5, 0, True, 0, 0.0)
    thin.thinned(True)
    plan = make_plan([waiting, thin, ordinary])
    assert plan.careful == [waiting, thin]
    assert [len(listeners) for _, listeners in plan.groups] == [1]


def thicken(out: Outbound) -> None:
    out.thinned(False)
    out.admit(7, 0, True, 0, 0.0)


def test_every_change_of_a_listener_is_a_reason_for_a_new_plan() -> None:
    source = Inbound(1, video=True)
    out = listener()
    source.listened_by([out])
    out.open(source)
    changes: list[Callable[[], object]] = [
        lambda: out.admit(5, 0, True, 0, 0.0),
        lambda: out.aim("elsewhere"),
        lambda: out.leave_out(6),
        lambda: out.thinned(True),
        lambda: thicken(out),
        lambda: out.close(1.0),
        lambda: out.open(source),
        lambda: source.listened_by([]),
    ]
    for change in changes:
        before = source.planned()
        assert source.planned() is before
        change()
        assert source.planned() is not before
