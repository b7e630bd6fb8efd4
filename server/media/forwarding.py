"""One source's stream towards one listener: numbered without gaps, opened on a keyframe, thinned by layers. Pure.

The packet path calls nothing here for an ordinary packet: it follows the source's plan, which is made anew whenever
something here changes. Only a packet before `start` (a closed gate, a thinned stream, a late packet) asks `admit`.
"""

from collections import deque
from typing import Any, Final

from .inbound import Inbound
from .plan import NEVER, Guise
from .rtcp import SenderInfo
from .rtp import BARE, TIMED, unwrap

REMEMBERED: Final = 512  # left-out packets kept in mind, for those that come late


class Outbound:
    """The state of one forwarded stream. `listener` belongs to the edge; it is opaque here."""

    __slots__ = (
        "_began",
        "_kept",
        "_last",
        "_left_octets",
        "_left_packets",
        "_mark",
        "_skipped",
        "_thickening",
        "base_delta",
        "delta",
        "head",
        "listener",
        "picture_delta",
        "retransmission",
        "rtx_head",
        "rtx_ssrc",
        "send_time",
        "session",
        "source",
        "ssrc",
        "stamp_delta",
        "start",
        "target",
        "thin",
        "video",
    )

    def __init__(
        self, ssrc: int, payload_type: int, *, video: bool, rtx: tuple[int, int] | None, send_time: int
    ) -> None:
        """`rtx` is (SSRC, payload type) for retransmissions; `send_time` the id of abs-send-time or 0."""
        self.ssrc = ssrc
        self.video = video
        self.send_time = send_time << 28 | 2 << 24 if send_time else 0  # id and length-1 of the element
        shape = TIMED if send_time else BARE
        self.head = shape | payload_type
        self.rtx_ssrc, rtx_type = rtx or (0, 0)
        self.rtx_head = shape | rtx_type
        self.retransmission = 0  # the next sequence number on the RTX stream
        self.source: Inbound | None = None
        self.start = NEVER  # from this number on nothing needs thought
        self.delta = self.stamp_delta = self.picture_delta = self.base_delta = 0
        self.thin = False
        self._thickening = False
        self._began = NEVER  # the first number forwarded at all
        self._skipped: deque[int] = deque(maxlen=REMEMBERED)
        self._last: tuple[Inbound, int, int, int, int, float] | None = None
        self._kept = (0, 0)  # packets and octets before the present opening
        self._left_packets = self._left_octets = 0  # of the present opening
        self._mark = (0, 0)  # the source's counts at the present opening
        self.listener: Any = None
        self.session: Any = None
        self.target: Any = None

    def guise(self) -> Guise:
        """How the source's next packet is to look here."""
        return Guise(
            self.head,
            self.ssrc,
            self.send_time,
            self.delta,
            self.stamp_delta,
            self.picture_delta,
            self.base_delta,
        )

    def rtx_guise(self) -> Guise:
        """The same for a retransmission: numbered by itself."""
        ordinary = self.guise()
        return ordinary._replace(head=self.rtx_head, ssrc=self.rtx_ssrc, delta=0)

    def aim(self, target: Any) -> None:
        """Send to this address from now on."""
        self.target = target
        self._replan()

    def _replan(self) -> None:
        if self.source is not None:
            self.source.plan = None

    def open(self, source: Inbound) -> None:
        """Lets the stream through from the next keyframe (sound: the next packet) on."""
        self.source = source
        self.start = self._began = NEVER
        self._replan()

    def close(self, now: float) -> None:
        """Stops the stream; numbering will continue where it stopped."""
        source = self.source
        if source is not None and self._began != NEVER:
            self._last = (
                source,
                (source.highest + self.delta) & 0xFFFF,
                (source.stamp + self.stamp_delta) & 0xFFFFFFFF,
                source.picture + self.picture_delta,
                source.base_index + self.base_delta,
                now,
            )
            self._kept = self.counts()
        self._replan()
        self.source = None
        self.start = self._began = NEVER
        self._skipped.clear()

    @property
    def waiting(self) -> bool:
        """Open, and no keyframe yet."""
        return self.source is not None and self._began == NEVER

    def thinned(self, thin: bool) -> None:
        """Forward only the base temporal layer, or (from the next frame that permits it) all of them again."""
        if thin:
            self.thin, self._thickening = True, False
            self.start = NEVER
            self._replan()
        elif self.thin:
            self._thickening = True

    def admit(self, index: int, stamp: int, keyframe: bool, layer: int, now: float) -> int | None:
        """What to add to `index` for this packet, or None when it is not for this listener.

        `layer` is the temporal layer twice, plus one where switching up is allowed (the Y bit).
        """
        if self._began == NEVER:
            if self.source is None or (self.video and not keyframe):
                return None
            self._begin(self.source, index, stamp, now)
            return self.delta
        if index < self._began:
            return None
        if self.source is not None and index < self.source.highest:
            return None if index in self._skipped else self.delta + sum(other > index for other in self._skipped)
        if self.thin and layer > 1:
            if not (self._thickening and layer & 1):
                self._skip(index)
                return None
            self._thicken(index)
        elif self._thickening and keyframe:
            self._thicken(index)
        return self.delta

    def _thicken(self, index: int) -> None:
        self.thin = self._thickening = False
        self.start = index
        self._replan()

    def _begin(self, source: Inbound, index: int, stamp: int, now: float) -> None:
        self._began = index
        self.start = NEVER if self.thin else index
        if self._last is None:
            self.delta = -(index & ~0xFFFF)
        else:
            before, sequence, last_stamp, picture, base, at = self._last
            self.delta = sequence + 1 - index
            if before is not source:
                # Another source has clocks and ids of its own: let the listener's run on.
                passed = max(1, int((now - at) * source.reception.rate))
                self.stamp_delta = last_stamp + passed - stamp
                self.picture_delta = picture + 1 - source.picture
                self.base_delta = base + 1 - source.base_index
        self._mark = (source.packets, source.octets)  # this packet is counted after it went out
        self._left_packets = self._left_octets = 0
        self._replan()

    def omitted(self, octets: int) -> None:
        """A packet of the source was not for this listener, though its stream is open."""
        self._left_packets += 1
        self._left_octets += octets

    def leave_out(self, index: int) -> None:
        """A number that will never be forwarded (padding only): the next packet takes its place."""
        if self._began <= index:
            self._skip(index)
            if self.start <= index:
                self.start = index + 1
            self._replan()

    def _skip(self, index: int) -> None:
        self._skipped.append(index)
        self.delta -= 1

    def find(self, sequence: int) -> int | None:
        """The source's number of what this listener knows as `sequence`, or None when that was never sent."""
        if self.source is None or self._began == NEVER:
            return None
        index = unwrap((sequence - self.delta) & 0xFFFF, self.source.highest)
        for skipped in sorted(self._skipped, reverse=True):
            if skipped < index:
                break
            index -= 1
        return index if index >= self._began else None

    def behind(self, sequence: int) -> float | None:
        """Seconds from the packet this listener knows as `sequence` to the newest one, on the source's own clock.

        None when it is not in the history.
        """
        index = self.find(sequence)
        if self.source is None or index is None or (known := self.source.history.get(index)) is None:
            return None
        passed = (self.source.stamp - known[1]) & 0xFFFFFFFF
        return passed / self.source.reception.rate if passed < 1 << 31 else 0.0

    def counts(self) -> tuple[int, int]:
        """(packets, octets) sent to this listener, taken from the source's counts: nothing is counted per packet."""
        packets, octets = self._kept
        if self.source is not None and self._began != NEVER:
            packets += self.source.packets - self._mark[0] - self._left_packets
            octets += self.source.octets - self._mark[1] - self._left_octets
        return packets, octets

    def report(self, now: float) -> SenderInfo | None:
        """The sender report for this listener, in its own numbering; None while the source's clock is unknown."""
        if self.source is None or self._began == NEVER:
            return None
        moment = self.source.clock.at(now)
        if moment is None:
            return None
        ntp, stamp = moment
        return SenderInfo(self.ssrc, ntp, (stamp + self.stamp_delta) & 0xFFFFFFFF, *self.counts())
