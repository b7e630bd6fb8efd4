"""RTCP against aiortc's reader and writer, and against malformed input."""

import pytest
from aiortc import rtp as theirs
from hypothesis import given
from hypothesis import strategies as st

from server.media import rtcp

words = st.integers(0, 0xFFFFFFFF)
blocks = st.builds(rtcp.Block, words, st.integers(0, 255), st.integers(0, 0x7FFFFF), words, words, words, words)


@given(words, st.lists(blocks, max_size=31))
def test_aiortc_reads_the_receiver_report(own: int, told: list[rtcp.Block]) -> None:
    (read,) = theirs.RtcpPacket.parse(rtcp.receiver_report(own, told))
    assert isinstance(read, theirs.RtcpRrPacket)
    assert [(r.ssrc, r.fraction_lost, r.packets_lost, r.highest_sequence) for r in read.reports] == [
        (b.ssrc, b.lost, b.total_lost, b.highest) for b in told
    ]
    ((kind, count, body),) = rtcp.split(bytes(read))
    assert (kind, count) == (rtcp.RECEIVER_REPORT, len(told))
    assert rtcp.read_blocks(body, 4, count) == told


@given(st.builds(rtcp.SenderInfo, words, st.integers(0, 2**64 - 1), words, words, words))
def test_aiortc_reads_the_sender_report(info: rtcp.SenderInfo) -> None:
    (read,) = theirs.RtcpPacket.parse(rtcp.sender_report(info))
    assert isinstance(read, theirs.RtcpSrPacket)
    assert (read.ssrc, read.sender_info.ntp_timestamp, read.sender_info.rtp_timestamp) == (
        info.ssrc,
        info.ntp,
        info.stamp,
    )
    ((_, _, body),) = rtcp.split(bytes(read))
    assert rtcp.read_sender(body) == info


@given(st.sets(st.integers(0, 400), max_size=60), st.integers(0, 0xFFFF))
def test_every_missing_number_is_asked_for_once(missing: set[int], base: int) -> None:
    asked = [(base + number) & 0xFFFF for number in sorted(missing)]
    message = rtcp.nack(1, 2, asked)
    ((_, _, body),) = rtcp.split(message)
    assert (rtcp.read_target(body), rtcp.read_nack(body)) == (2, asked)
    if asked:
        (read,) = theirs.RtcpPacket.parse(message)
        assert isinstance(read, theirs.RtcpRtpfbPacket)
        assert [number & 0xFFFF for number in read.lost] == asked  # aiortc 1.16 forgets to wrap


def test_aiortc_reads_the_keyframe_request() -> None:
    (read,) = theirs.RtcpPacket.parse(rtcp.keyframe_request(1, 2))
    assert isinstance(read, theirs.RtcpPsfbPacket)
    assert (read.fmt, read.ssrc, read.media_ssrc) == (theirs.RTCP_PSFB_PLI, 1, 2)


def test_aiortc_reads_the_description() -> None:
    (read,) = theirs.RtcpPacket.parse(rtcp.description(7, b"seat-3"))
    assert isinstance(read, theirs.RtcpSdesPacket)
    assert [(chunk.ssrc, chunk.items) for chunk in read.chunks] == [(7, [(1, b"seat-3")])]


@pytest.mark.parametrize("bitrate", [0, 30_000, 262_143, 1_200_000, 10_000_000])
def test_the_estimate_of_a_listener_is_read(bitrate: int) -> None:
    fci = theirs.pack_remb_fci(bitrate, [1, 2])
    ((kind, count, body),) = rtcp.split(
        bytes(theirs.RtcpPsfbPacket(fmt=theirs.RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=fci))
    )
    assert (kind, count) == (rtcp.PAYLOAD_FEEDBACK, rtcp.APPLICATION)
    read = rtcp.read_remb(body)
    assert read is not None
    assert abs(read - bitrate) <= bitrate / 2**17  # 18 bits of mantissa


def test_other_application_messages_are_no_estimate() -> None:
    assert rtcp.read_remb(bytes(8) + b"XXXX" + bytes(8)) is None


def test_a_demand_for_keyframes_names_its_streams() -> None:
    body = bytes(8) + b"\0\0\0\x05" + bytes(4) + b"\0\0\0\x06" + bytes(4)
    assert rtcp.read_fir(body) == [5, 6]


def test_a_compound_is_taken_apart_and_padding_removed() -> None:
    padded = b"\xa1\xce\x00\x03" + bytes(8) + b"\x00\x00\x00\x04"
    assert [(kind, len(body)) for kind, _, body in rtcp.split(rtcp.receiver_report(1, []) + padded)] == [
        (201, 4),
        (206, 8),
    ]


@pytest.mark.parametrize("data", ["80c9", "80c90001", "40c90000", "a0c90000", "a0c9000100000009", "a0c9000100000000"])
def test_a_malformed_compound_is_a_value_error(data: str) -> None:
    with pytest.raises(ValueError, match="RTCP"):
        list(rtcp.split(bytes.fromhex(data)))


@pytest.mark.parametrize(
    ("read", "body"),
    [
        (rtcp.read_sender, bytes(23)),
        (rtcp.read_target, bytes(7)),
        (rtcp.read_nack, bytes(9)),
        (rtcp.read_fir, bytes(12)),
        (lambda body: rtcp.read_blocks(body, 4, 1), bytes(20)),
    ],
)
def test_a_body_that_is_too_short_is_a_value_error(read: object, body: bytes) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r"short|length"):
        read(body)
