"""Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): tells a sender when each of its packets
arrived, so that it can estimate its line. Pure.
"""

import struct
from itertools import groupby
from operator import sub
from typing import Final

from .rtcp import TRANSPORT_FEEDBACK, packet
from .rtp import unwrap

FORMAT: Final = 15
TICK: Final = 0.00025  # seconds in one unit of delta
REFERENCE: Final = 0.064  # seconds in one unit of the reference time
TICKS: Final = round(REFERENCE / TICK)  # of the one in the other
SMALL, LARGE = 1, 2  # symbols: a delta of one octet without sign, of two octets with sign
MOST: Final = 512  # packets told of in one message; a flood from a member costs no more than this


class Arrivals:
    """The packets of one connection since the last feedback."""

    __slots__ = ("_count", "_near", "_next", "numbers", "times")

    def __init__(self) -> None:
        self.numbers: list[int] = []  # transport-wide sequence numbers of 16 bits; the packet path appends
        self.times: list[float] = []  # seconds, beside `numbers`
        self._near = 0
        self._next: int | None = None  # the number after the last one told
        self._count = 0

    def message(self, own: int, ssrc: int) -> bytes:
        """The feedback about everything that came in since the last one; empty when nothing came."""
        if not self.numbers:
            return b""
        body = self._regular() or self._irregular()
        self.numbers.clear()
        self.times.clear()
        self._count = (self._count + 1) & 0xFF
        return packet(TRANSPORT_FEEDBACK, FORMAT, struct.pack("!II", own, ssrc) + body)

    def _regular(self) -> bytes:
        """The body where every packet came, and in order: nearly always. Empty where that is not so."""
        first, count = self.numbers[0], len(self.numbers)
        expected = first if self._next is None else self._next & 0xFFFF
        if first != expected or count > MOST or self.numbers != list(range(first, first + count)):
            return b""
        reference = int(self.times[0] / REFERENCE)
        clock = reference * TICKS
        ticks = [round(time / TICK) for time in self.times]
        try:
            deltas = bytes(map(sub, ticks, [clock, *ticks]))
        except ValueError:  # a pause longer than an octet holds
            return b""
        self._near = unwrap(first, self._near) + count - 1
        self._next = self._near + 1
        head = struct.pack("!HHIH", first, count, (reference & 0xFFFFFF) << 8 | self._count, SMALL << 13 | count)
        return head + deltas + bytes(-(len(head) + count) % 4)

    def _irregular(self) -> bytes:
        seen: dict[int, float] = {}
        for number, time in zip(self.numbers, self.times, strict=True):
            self._near = unwrap(number, self._near)
            seen.setdefault(self._near, time)
        last = max(seen)
        first = min(seen)
        if self._next is not None and first > self._next:
            first = self._next  # what never came between the two messages is told as lost
        first = max(first, last - MOST + 1)
        self._next = last + 1
        return self._body(seen, first, last)

    def _body(self, seen: dict[int, float], first: int, last: int) -> bytes:
        start = seen[min(index for index in seen if index >= first)]
        reference = int(start / REFERENCE)
        clock = reference * TICKS
        symbols: list[int] = []
        deltas = bytearray()
        for index in range(first, last + 1):
            time = seen.get(index)
            if time is None:
                symbols.append(0)
                continue
            delta = max(-0x8000, min(0x7FFF, round(time / TICK) - clock))
            clock += delta
            small = 0 <= delta <= 0xFF
            symbols.append(SMALL if small else LARGE)
            deltas += struct.pack("!B" if small else "!h", delta)
        head = struct.pack("!HHI", first & 0xFFFF, len(symbols), (reference & 0xFFFFFF) << 8 | self._count)
        whole = head + chunks(symbols) + deltas
        return whole + bytes(-len(whole) % 4)


def chunks(symbols: list[int]) -> bytes:
    """Packs the symbols: long equal runs as run lengths, the rest as vectors of seven two-bit symbols."""
    words: list[int] = []
    pending: list[int] = []

    def vectors(whole: bool) -> None:
        while len(pending) >= 7 or (pending and whole):
            seven = [*pending[:7], 0, 0, 0, 0, 0, 0][:7]
            del pending[:7]
            words.append(0xC000 | sum(symbol << (12 - 2 * place) for place, symbol in enumerate(seven)))

    for symbol, run in groupby(symbols):
        length = len(list(run))
        # A run chunk may only follow full vectors: fill the last one from the run first.
        while pending and length:
            pending.append(symbol)
            length -= 1
            if len(pending) == 7:
                vectors(whole=False)
        if length >= 7:
            words.append(symbol << 13 | length)
            length = 0
        pending.extend([symbol] * length)
    vectors(whole=True)
    return struct.pack(f"!{len(words)}H", *words)
