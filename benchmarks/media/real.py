"""Sound and pictures that really decode, for a server that insists on decoding them."""

import fractions
import random
from collections.abc import Iterator
from functools import cache

import av
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder

from tests.media.client import OPUS, SSRC, VP8

from .profile import LARGE, SMALL, STAMP_BITS, Packet, header


@cache
def pictures(width: int, height: int, rate: int, bitrate: int, seconds: int) -> list[list[bytes]]:
    """The packets' payloads of each frame: a grey that wanders, with some noise so that there is something to code."""
    encoder = Vp8Encoder()
    encoder.target_bitrate = bitrate
    chance = random.Random(2)
    frames = []
    for number in range(seconds * rate):
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane in frame.planes:
            row = chance.randbytes(plane.line_size // 8)
            plane.update((bytes([number % 256]) * (plane.line_size - len(row)) + row) * plane.height)
        frame.pts, frame.time_base = number * 90000 // rate, fractions.Fraction(1, 90000)
        payloads, _ = encoder.encode(frame, force_keyframe=number == 0)
        frames.append(payloads)
    return frames


@cache
def sounds(seconds: int) -> list[bytes]:
    encoder = OpusEncoder()
    chance = random.Random(3)
    packets = []
    for number in range(seconds * 50):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=960)
        frame.planes[0].update(chance.randbytes(3840))
        frame.sample_rate, frame.pts, frame.time_base = 48000, number * 960, fractions.Fraction(1, 48000)
        payloads, _ = encoder.encode(frame)
        packets += payloads
    return packets


def stream(speaks: bool, seconds: int) -> Iterator[tuple[float, bool, int, int, bytes]]:
    """(at, video, marker, stamp, payload)"""
    rate, bitrate = LARGE if speaks else SMALL
    size = (1280, 720) if speaks else (320, 180)
    for number, payloads in enumerate(pictures(*size, rate, bitrate, seconds)):
        for part, payload in enumerate(payloads):
            last = part == len(payloads) - 1
            yield number / rate + part * 0.0005, True, 0x80 if last else 0, number * 90000 // rate, payload
    for number, payload in enumerate(sounds(seconds)):
        yield number * 0.02, False, 0, number * 960, payload


def person(speaks: bool, first_stream: int, seconds: float, chance: random.Random) -> list[Packet]:
    """As `profile.person`."""
    phase = chance.random() / 50
    sequences = [0, 0]
    packets = []
    for number, (at, video, marker, stamp, payload) in enumerate(sorted(stream(speaks, int(seconds) + 1))):
        kind = VP8 if video else OPUS
        head = header(kind | marker, sequences[video], first_stream + video << STAMP_BITS | stamp, SSRC[video], number)
        sequences[video] += 1
        packets.append(Packet(phase + at, head + payload, None))
    return packets
