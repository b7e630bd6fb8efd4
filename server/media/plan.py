"""Who gets the next packet of a source, and in what guise: worked out once when something changes, used for every
packet. Pure.

Listeners differ in their keys, and seldom in anything else: numbers, clocks and names run alike for all who have been
there since the same opening. So a packet is dressed once for each guise, and copied to all listeners of that guise.
"""

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from .rtp import ONE_WORD, Bytes
from .vp8 import Frame, shift_picture

if TYPE_CHECKING:
    from .forwarding import Outbound

NEVER: Final = 1 << 62
pack_bare: Final = struct.Struct("!HHII").pack
pack_timed: Final = struct.Struct("!HHIIII").pack


class Guise(NamedTuple):
    """How a stream looks to a listener. The deltas are added to what the source sent."""

    head: int  # the first two octets of the header without the marker
    ssrc: int
    send_time: int  # the head of the abs-send-time element, or 0 where the listener has no use for it
    delta: int  # to the unwrapped number
    stamp_delta: int
    picture_delta: int
    base_delta: int


def dress(guise: Guise, index: int, stamp: int, marker: int, payload: Bytes, frame: Frame, time: int) -> Bytes:
    """The packet in the clear, as every listener with this guise is to get it. `time` is abs-send-time."""
    head, ssrc, send_time, delta, stamp_delta, picture_delta, base_delta = guise
    number, stamp = (index + delta) & 0xFFFF, (stamp + stamp_delta) & 0xFFFFFFFF
    if send_time:
        start = pack_timed(head | marker, number, stamp, ssrc, ONE_WORD, send_time | time)
    else:
        start = pack_bare(head | marker, number, stamp, ssrc)
    _, _, picture, base = frame
    if not (picture and picture_delta):
        return start + payload
    packet = bytearray(start)
    at = len(packet)
    packet += payload
    shift_picture(packet, at + picture, picture_delta)
    if base:
        packet[at + base] = (packet[at + base] + base_delta) & 0xFF
    return packet


@dataclass(frozen=True, slots=True)
class Plan:
    """From the number `start` on, each of `groups` gets the packet without a question; `careful` are always asked."""

    start: int
    groups: list[tuple[Guise, list[tuple[Any, Any]]]]  # (guise, (session, target) of each listener)
    careful: list["Outbound"]


def make_plan(fan: list["Outbound"]) -> Plan:
    groups: dict[Guise, list[tuple[Any, Any]]] = {}
    careful: list[Outbound] = []
    start = 0
    for out in fan:
        if out.start == NEVER:
            careful.append(out)
        else:
            start = max(start, out.start)
            groups.setdefault(out.guise(), []).append((out.session, out.target))
    return Plan(start, list(groups.items()), careful)
