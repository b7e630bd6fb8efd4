"""The meeting profile: what six people send while one has the turn.

One speaker with a large picture (30 frames a second, about 1 Mbit/s) and constant sound; five with small pictures (15
frames a second, about 120 kbit/s) and the rare packets that Opus sends in silence (DTX).
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from tests.media.client import FEEDBACK_ID, OPUS, SSRC, VP8

SEATS: Final = 6
PICTURE: Final = 1150  # octets of VP8 in a full packet
STAMP_BITS: Final = 21  # of a timestamp; the bits above say which stream of the whole load it is
LARGE: Final = (30, 1_000_000)  # frames a second, bits a second
SMALL: Final = (15, 120_000)
SPEECH: Final = (0.02, 80)  # seconds between packets, octets (32 kbit/s)
UNSIGNED: Final = b"\xff\xff\xff\xff"
SILENCE: Final = (0.4, 8)  # DTX


# (at, marker, stamp, payload)
Part: TypeAlias = tuple[float, int, int, bytes]


@dataclass(frozen=True, slots=True)
class Packet:
    """One RTP packet in the clear; `at` in seconds from the beginning."""

    at: float
    data: bytes
    stamp: int | None  # by which its delay is measured: sound, and the last packet of a picture


def signed(payload: bytes, stamp: int | None) -> bytes:
    """The payload with the stamp at its end, by which it is known again: servers may rewrite anything before that."""
    return payload[:-4] + (UNSIGNED if stamp is None else stamp.to_bytes(4))


def header(kind: int, sequence: int, stamp: int, ssrc: int, number: int) -> bytes:
    """With a transport-wide number, as browsers send it."""
    extension = struct.pack("!HHBHx", 0xBEDE, 1, FEEDBACK_ID << 4 | 1, number & 0xFFFF)
    return struct.pack("!BBHII", 0x90, kind, sequence & 0xFFFF, stamp, ssrc) + extension


def pictures(rate: int, bitrate: int, stream: int, seconds: float, chance: random.Random) -> Iterator[Part]:
    """What a camera sends. The first picture is a keyframe three times as large."""
    phase = chance.random() / rate
    filler = chance.randbytes(PICTURE)
    for frame in range(int(seconds * rate)):
        size = bitrate // 8 // rate * (3 if frame == 0 else 1)
        count = -(-size // PICTURE)
        for part in range(count):
            octets = size // count
            first = part == 0
            descriptor = struct.pack(
                "!BBHBB", 0x90 if first else 0x80, 0xE0, 0x8000 | frame & 0x7FFF, frame & 0xFF, (frame % 2) << 6
            )
            payload = descriptor + bytes([0 if frame == 0 else 1]) + filler[: octets - 7]
            stamp = stream << STAMP_BITS | frame * 90000 // rate
            yield phase + frame / rate + part * 0.0005, 0x80 if part == count - 1 else 0, stamp, payload


def sounds(pause: float, octets: int, stream: int, seconds: float, chance: random.Random) -> Iterator[Part]:
    phase = chance.random() * pause
    filler = chance.randbytes(octets)
    for number in range(int(seconds / pause)):
        yield phase + number * pause, 0, stream << STAMP_BITS | int(number * pause * 48000), filler


def person(speaks: bool, first_stream: int, seconds: float, chance: random.Random) -> list[Packet]:
    """All that one person sends, in order."""
    sound = sounds(*(SPEECH if speaks else SILENCE), first_stream, seconds, chance)
    picture = pictures(*(LARGE if speaks else SMALL), first_stream + 1, seconds, chance)
    both = sorted([(part, False) for part in sound] + [(part, True) for part in picture])
    sequences = [0, 0]
    packets = []
    for number, ((at, marker, stamp, payload), video) in enumerate(both):
        kind, ssrc = VP8 if video else OPUS, SSRC[video]
        head = header(kind | marker, sequences[video], stamp, ssrc, number)
        sequences[video] += 1
        known = stamp if marker or not video else None
        packets.append(Packet(at, head + signed(payload, known), known))
    return packets
