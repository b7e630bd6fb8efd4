"""RTCP as bytes (RFC 3550, RFC 4585, REMB): what the server says, what it understands of what browsers say. Pure."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
DESCRIPTION: Final = 202
GOODBYE: Final = 203
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206
# Formats within the two kinds of feedback.
NACK: Final = 1
PLI: Final = 1
FIR: Final = 4
APPLICATION: Final = 15  # REMB lives here


@dataclass(frozen=True, slots=True)
class Block:
    """One report block: how one stream arrives. `lost` is the fraction of the last interval, in 256ths."""

    ssrc: int
    lost: int
    total_lost: int
    highest: int
    jitter: int
    last_report: int
    delay: int  # in 1/65536 s

    def __bytes__(self) -> bytes:
        words = (self.lost << 24 | self.total_lost & 0xFFFFFF, self.highest, self.jitter, self.last_report, self.delay)
        return struct.pack("!6I", self.ssrc, *words)


@dataclass(frozen=True, slots=True)
class SenderInfo:
    """The sender's half of a report: which wall clock time (NTP, 32.32 bits) belongs to which RTP timestamp."""

    ssrc: int
    ntp: int
    stamp: int
    packets: int
    octets: int


def packet(kind: int, count: int, body: bytes) -> bytes:
    """One RTCP packet; `body` is a whole number of 32-bit words."""
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def receiver_report(own: int, blocks: Iterable[Block]) -> bytes:
    listed = [bytes(block) for block in blocks][:31]
    return packet(RECEIVER_REPORT, len(listed), struct.pack("!I", own) + b"".join(listed))


def sender_report(info: SenderInfo) -> bytes:
    counts = (info.packets & 0xFFFFFFFF, info.octets & 0xFFFFFFFF)
    return packet(SENDER_REPORT, 0, struct.pack("!IQIII", info.ssrc, info.ntp, info.stamp, *counts))


def description(ssrc: int, cname: bytes) -> bytes:
    """The CNAME that ties a seat's sound to its picture (RFC 3550 part 6.5)."""
    item = struct.pack("!IBB", ssrc, 1, len(cname)) + cname + b"\0"
    return packet(DESCRIPTION, 1, item + bytes(-len(item) % 4))


def nack(own: int, ssrc: int, sequences: Iterable[int]) -> bytes:
    """Asks for packets again. `sequences` in ascending order (modulo 65536); neighbours share a word."""
    words: list[bytes] = []
    first, mask = -1, 0
    for sequence in sequences:
        after = (sequence - first) & 0xFFFF
        if first >= 0 and 1 <= after <= 16:
            mask |= 1 << (after - 1)
            continue
        if first >= 0:
            words.append(struct.pack("!HH", first, mask))
        first, mask = sequence, 0
    if first >= 0:
        words.append(struct.pack("!HH", first, mask))
    return packet(TRANSPORT_FEEDBACK, NACK, struct.pack("!II", own, ssrc) + b"".join(words))


def keyframe_request(own: int, ssrc: int) -> bytes:
    return packet(PAYLOAD_FEEDBACK, PLI, struct.pack("!II", own, ssrc))


def split(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yields (kind, count or format, body) for each packet of a compound; ValueError when it is malformed."""
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            raise ValueError("RTCP ends in the middle of a header")
        first, kind, words = struct.unpack_from("!BBH", data, at)
        end = at + 4 + 4 * words
        if first >> 6 != 2 or end > len(data):
            raise ValueError("RTCP version or length is wrong")
        body = data[at + 4 : end]
        if first & 0x20:
            if not body or not 0 < body[-1] <= len(body):
                raise ValueError("RTCP padding is wrong")
            body = body[: -body[-1]]
        yield kind, first & 0x1F, body
        at = end


def read_sender(body: bytes) -> SenderInfo:
    if len(body) < 24:
        raise ValueError("sender report is too short")
    return SenderInfo(*struct.unpack_from("!IQIII", body))


def read_blocks(body: bytes, at: int, count: int) -> list[Block]:
    """The report blocks that begin at `at`: 4 in a receiver report, 24 in a sender report."""
    if len(body) < at + 24 * count:
        raise ValueError("report is too short for its blocks")
    blocks = []
    for start in range(at, at + 24 * count, 24):
        ssrc, loss, *rest = struct.unpack_from("!6I", body, start)
        blocks.append(Block(ssrc, loss >> 24, loss & 0xFFFFFF, *rest))
    return blocks


def read_target(body: bytes) -> int:
    """The SSRC a feedback message is about."""
    if len(body) < 8:
        raise ValueError("feedback is too short")
    target: int = struct.unpack_from("!I", body, 4)[0]
    return target


def read_nack(body: bytes) -> list[int]:
    """The sequence numbers asked for again."""
    if len(body) < 8 or len(body) % 4:
        raise ValueError("NACK has a wrong length")
    asked: list[int] = []
    for at in range(8, len(body), 4):
        first, mask = struct.unpack_from("!HH", body, at)
        asked.append(first)
        asked.extend((first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1)
    return asked


def read_fir(body: bytes) -> list[int]:
    """The SSRCs a keyframe is demanded of (RFC 5104 part 4.3.1)."""
    if len(body) < 8 or len(body) % 8:
        raise ValueError("FIR has a wrong length")
    return [struct.unpack_from("!I", body, at)[0] for at in range(8, len(body), 8)]


def read_remb(body: bytes) -> int | None:
    """The listener's estimate of what it can receive, in bits per second; None for other application messages."""
    if len(body) < 16 or body[8:12] != b"REMB":
        return None
    word: int = struct.unpack_from("!I", body, 12)[0]
    return (word & 0x3FFFF) << (word >> 18 & 0x3F)
