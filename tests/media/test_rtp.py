"""RTP headers against tables of cases, and against aiortc's own reader and writer."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.media import rtp


@pytest.mark.parametrize(
    ("data", "start", "end", "extension"),
    [
        (b"\x80\x60" + bytes(10) + b"payload", 12, 19, 0),
        (b"\x82\x60" + bytes(10) + bytes(8) + b"xy", 20, 22, 0),  # two contributing sources
        (b"\x90\x60" + bytes(10) + b"\xbe\xde\x00\x01\x10\x01\x00\x00" + b"xy", 20, 22, 12),
        (b"\xa0\x60" + bytes(10) + b"xy\x00\x00\x03", 12, 14, 0),  # three octets of padding
        (b"\xa0\x60" + bytes(10) + b"\x01", 12, 12, 0),  # nothing but padding
        (b"\x80\x60" + bytes(10), 12, 12, 0),
    ],
)
def test_a_header_tells_where_the_payload_lies(data: bytes, start: int, end: int, extension: int) -> None:
    parsed = rtp.parse(data, len(data))
    assert parsed is not None
    assert parsed[4:] == (start, end, extension)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x80\x60" + bytes(9),  # one octet short
        b"\x40\x60" + bytes(10),  # version 1
        b"\x90\x60" + bytes(10) + b"\xbe",  # extension announced, not there
        b"\x90\x60" + bytes(10) + b"\xbe\xde\x00\x09" + bytes(8),  # extension longer than the packet
        b"\xa0\x60" + bytes(10) + b"\x00",  # padding of no octets
        b"\xa0\x60" + bytes(10) + b"\xff",  # padding longer than the packet
        b"\x8f\x60" + bytes(10),  # fifteen contributing sources, none there
    ],
)
def test_a_malformed_header_is_none(data: bytes) -> None:
    assert rtp.parse(data, len(data)) is None


@given(st.binary(max_size=80), st.integers(1, 14))
def test_no_bytes_make_the_reader_stumble(data: bytes, wanted: int) -> None:
    parsed = rtp.parse(data, len(data))
    if parsed is not None and parsed[6]:
        at = rtp.element(data, parsed[6], parsed[4], wanted)
        assert at == 0 or parsed[6] + 4 < at <= parsed[4]


@pytest.mark.parametrize(
    ("block", "wanted", "value"),
    [
        ("bede0001 32aabbcc", 3, "aabbcc"),
        ("bede0002 10ff 00 32aabbcc 00", 3, "aabbcc"),  # another element, then padding, before it
        ("bede0001 10ff0000", 3, None),
        ("bede0001 f0ff32aa", 3, None),  # 15 ends the list (RFC 8285 part 4.2)
        ("bede0001 00000032", 3, None),  # its value lies outside
        ("10000002 0300 0502aabb 0000", 5, "aabb"),  # two-byte form
        ("10000001 0509aabb", 5, None),
        ("12340001 32aabbcc", 3, None),  # neither form
    ],
)
def test_an_extension_is_found_in_either_form(block: str, wanted: int, value: str | None) -> None:
    data = bytes.fromhex(block)
    at = rtp.element(data, 0, len(data), wanted)
    expected = bytes.fromhex(value) if value else b""
    assert (data[at : at + len(expected)] if at else b"") == expected


@pytest.mark.parametrize(
    ("sequence", "near", "index"),
    [
        (5, 4, 5),
        (0, 0x1FFFF, 0x20000),
        (0xFFFF, 0x20000, 0x1FFFF),
        (7, 0x20007, 0x20007),
        (0x8006, 0x20007, 0x18006 + 0x10000),
    ],
)
def test_a_number_is_unwrapped_to_the_nearest(sequence: int, near: int, index: int) -> None:
    assert rtp.unwrap(sequence, near) == index


@given(st.integers(0x10000, 1 << 40), st.integers(-0x7FFF, 0x7FFF))
def test_unwrapping_undoes_wrapping(near: int, away: int) -> None:
    assert rtp.unwrap((near + away) & 0xFFFF, near) == near + away


def test_the_send_time_wraps_each_64_seconds() -> None:
    assert rtp.send_time(1.0) == 1 << 18
    assert rtp.send_time(64.5) == 1 << 17


@pytest.mark.parametrize(
    ("second", "control"), [(191, False), (192, True), (200, True), (223, True), (224, False), (96, False)]
)
def test_rtcp_is_told_by_its_second_byte(second: int, control: bool) -> None:
    assert rtp.is_rtcp(second) is control


def test_the_fixed_header_is_twelve_octets() -> None:
    assert struct.calcsize("!BBHII") == rtp.FIXED.size == rtp.BARE_SIZE
