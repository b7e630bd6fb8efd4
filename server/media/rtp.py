"""RTP headers as bytes (RFC 3550, RFC 8285): read one without building an object, write one in a single call. Pure."""

import struct
from typing import Final, TypeAlias

# Packet bytes as they lie in a slot, or as they were copied out of one.
Bytes: TypeAlias = bytes | bytearray | memoryview

FIXED: Final = struct.Struct("!BBHII")
LENGTH: Final = struct.Struct("!H")
BARE_SIZE: Final = 12
# What goes out has one of two shapes: a bare header, or one with the send time (abs-send-time) as its only extension.
BARE: Final = 0x8000  # version 2
TIMED: Final = 0x9000  # version 2 with the extension bit
ONE_WORD: Final = 0xBEDE0001  # one-byte extensions (RFC 8285), one 32-bit word of them
MARKER: Final = 0x80


def is_rtcp(second: int) -> bool:
    """Tells RTCP from RTP by the second byte, as RFC 5761 part 4 lays down."""
    return 192 <= second <= 223


def parse(data: Bytes, size: int) -> tuple[int, int, int, int, int, int, int] | None:
    """Returns (second byte, sequence number, timestamp, SSRC, payload start, payload end, extension start or 0).

    None when the packet is malformed. Padding lies outside the payload.
    """
    if size < BARE_SIZE:
        return None
    first, second, sequence, stamp, ssrc = FIXED.unpack_from(data)
    start = 12 + 4 * (first & 0x0F)
    extension = 0
    if first & 0x10:
        extension = start
        start += 4
        if start > size:
            return None
        start += 4 * LENGTH.unpack_from(data, extension + 2)[0]
    end = size - data[size - 1] if first & 0x20 else size
    if first >> 6 != 2 or start > end or (first & 0x20 and end == size):
        return None
    return second, sequence, stamp, ssrc, start, end, extension


def element(data: Bytes, extension: int, end: int, wanted: int) -> int:
    """Where the value of header extension `wanted` begins, or 0. `extension` and `end` bound the extension block."""
    profile = LENGTH.unpack_from(data, extension)[0]
    at = extension + 4
    if profile == 0xBEDE:
        while at < end:
            head = data[at]
            if head == 0:  # padding between elements
                at += 1
            elif head >> 4 == wanted:
                return at + 1 if at + 2 + (head & 0x0F) <= end else 0
            elif head >> 4 == 15:  # reserved: stop here (RFC 8285 part 4.2)
                return 0
            else:
                at += 2 + (head & 0x0F)
    elif profile & 0xFFF0 == 0x1000:
        while at + 1 < end:
            if data[at] == wanted:
                return at + 2 if at + 2 + data[at + 1] <= end else 0
            at += 1 if data[at] == 0 else 2 + data[at + 1]
    return 0


def unwrap(sequence: int, near: int) -> int:
    """The number without end that has `sequence` as its low 16 bits and lies nearest to `near`."""
    return near + ((sequence - near + 0x8000) & 0xFFFF) - 0x8000


def send_time(seconds: float) -> int:
    """abs-send-time: 24 bits, seconds with 18 binary places, wrapping each 64 s."""
    return int(seconds * 262144) & 0xFFFFFF
