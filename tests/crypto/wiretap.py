"""All that the server sees of voice and video: payloads as they lie in its memory, put together to frames again."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from cryptography.exceptions import InvalidTag

from server.media.path import Path

from .reference import Sender, decode_header

MARKER = 0x80  # ends a frame (RFC 7741, 4.1)
KEYFRAME = b"\x9d\x01\x2a"  # stands in every VP8 keyframe from the fourth byte on (RFC 6386, 9.1)
# Packets of a stream that are kept: some ten seconds. Whoever looks shares the processor with the server watched.
KEPT = 800
Packet = tuple[int, int, int, bytes]  # sequence number, timestamp, marker, payload


@dataclass
class Wiretap:
    """What was recorded: the last packets by stream (SSRC and whether it is video)."""

    streams: dict[tuple[int, bool], deque[Packet]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=KEPT))
    )

    def clear(self) -> None:
        self.streams.clear()

    def copy(self) -> "Wiretap":
        """What was recorded up to now, while recording goes on."""
        return Wiretap({stream: packets.copy() for stream, packets in list(self.streams.items())})

    def frames(self, kind: str) -> list[bytes]:
        """Every whole frame of this kind, of every stream."""
        found: list[bytes] = []
        for (_, video), packets in list(self.streams.items()):
            if video != (kind == "video"):
                continue
            found += list(pictures(packets.copy())) if video else [payload for *_, payload in packets.copy()]
        return found

    def opened(self, kind: str, secret: bytes, sender: Sender) -> list[bytes]:
        """The frames that someone with this secret can read as this sender's."""
        found = []
        for frame in self.frames(kind):
            try:
                found.append(sender.open(secret, kind, frame))
            except (InvalidTag, IndexError, ValueError):
                continue
        return found

    def epochs(self, kind: str) -> set[int]:
        """The epochs the frames say they are sealed under."""
        return {decode_header(frame[1 if kind == "video" else 0 :])[0] >> 48 for frame in self.frames(kind)}


def pictures(packets: Iterable[Packet]) -> Iterator[bytes]:
    """VP8 frames out of packets: descriptors off (RFC 7741, 4.2), only frames of which every packet is there."""
    parts: dict[int, dict[int, Packet]] = defaultdict(dict)
    for packet in packets:
        parts[packet[1]][packet[0]] = packet
    for of_frame in parts.values():
        ordered = [of_frame[sequence] for sequence in sorted(of_frame)]
        whole = ordered[-1][0] - ordered[0][0] == len(ordered) - 1
        if whole and ordered[0][3][0] & 0x10 and ordered[-1][2]:
            yield b"".join(payload[descriptor(payload) :] for *_, payload in ordered)


def descriptor(payload: bytes) -> int:
    """How long the VP8 payload descriptor is."""
    if not payload[0] & 0x80:
        return 1
    fields, length = payload[1], 2
    if fields & 0x80:
        length += 2 if payload[length] & 0x80 else 1
    return length + bool(fields & 0x40) + bool(fields & 0x30)


@contextmanager
def tapped() -> Iterator[Wiretap]:
    """Record from here on, in this process; the product has no such place."""
    tap, forward = Wiretap(), Path.packet

    def packet(
        self: Path, source: Any, sequence: int, stamp: int, marker: int, payload: bytes, now: float, *more: Any
    ) -> Any:
        tap.streams[source.ssrc, source.video].append((sequence, stamp, marker, payload))
        return forward(self, source, sequence, stamp, marker, payload, now, *more)

    with patch.object(Path, "packet", packet):
        yield tap
