"""What is known of one incoming stream: its numbering, its gaps, its history, its clocks. Pure."""

from typing import TYPE_CHECKING, Final

from .gaps import Gaps
from .history import History
from .keyframes import KeyframeRequests
from .plan import Plan, make_plan
from .rtcp import Block
from .rtp import unwrap
from .timing import Reception, SenderClock

if TYPE_CHECKING:
    from .forwarding import Outbound

VIDEO_RATE: Final = 90000
AUDIO_RATE: Final = 48000
# Four seconds of a large picture; a second of sound. A second is the longest a listener still wants a packet again.
VIDEO_HISTORY: Final = 512
AUDIO_HISTORY: Final = 64
STALE: Final = -1


class Inbound:
    """One stream from one browser (one SSRC). `fan` are the listeners it is forwarded to, kept by the room."""

    __slots__ = (
        "_weighed",
        "base",
        "base_index",
        "clock",
        "fan",
        "gaps",
        "highest",
        "history",
        "keyframes",
        "octets",
        "packets",
        "picture",
        "plan",
        "rate",
        "reach",
        "reception",
        "ssrc",
        "stamp",
        "video",
    )

    def __init__(self, ssrc: int, video: bool) -> None:
        self.ssrc = ssrc
        self.video = video
        rate = VIDEO_RATE if video else AUDIO_RATE
        self.reach = VIDEO_HISTORY if video else AUDIO_HISTORY
        self.history = History(self.reach)
        self.gaps = Gaps()
        self.keyframes = KeyframeRequests()
        self.reception = Reception(rate)
        self.clock = SenderClock(rate)
        self.fan: list[Outbound] = []
        self.plan: Plan | None = None  # None: to be made anew, because something about the fan has changed
        self.highest = STALE  # unwrapped; STALE before the first packet
        self.base = 0  # the first number of all
        self.packets = 0
        self.octets = 0
        self.rate = 0  # bits per second of late
        self._weighed = 0  # octets a second ago
        self.stamp = 0  # of the newest packet, as the three below
        self.picture = 0
        self.base_index = 0

    def listened_by(self, fan: list["Outbound"]) -> None:
        """Forward to these from now on."""
        self.fan = fan
        self.plan = None

    def planned(self) -> Plan:
        """The plan as it is now."""
        if self.plan is None:
            self.plan = make_plan(self.fan)
        return self.plan

    def place(self, sequence: int, now: float) -> int:
        """The unwrapped number of a packet that just came; STALE when it is a repetition or too old to use."""
        highest = self.highest
        if highest < 0:
            self.base = self.highest = sequence + 0x10000  # a whole turn up, so that late packets stay positive
            return self.highest
        index = unwrap(sequence, highest)
        if index == highest + 1:
            self.highest = index
        elif index > highest:
            self.highest = index
            if not self.gaps.open(highest + 1, index, now) and self.video:
                self.keyframes.want(now)
        elif index in self.history or highest - index >= self.reach:
            return STALE
        else:
            self.gaps.close(index)
        return index

    def missing(self, now: float) -> list[int]:
        """Sequence numbers to ask the sender for now."""
        return [index & 0xFFFF for index in self.gaps.due(now)]

    def weigh(self) -> None:
        """Once a second: how much this stream is at present."""
        self.rate, self._weighed = 8 * (self.octets - self._weighed), self.octets

    def report(self, now: float, least: int = 0) -> Block:
        """The report about this stream to its sender; `least` raises the reported loss (in 256ths)."""
        expected = self.highest - self.base + 1
        lost = max(self.reception.fraction_lost(expected, self.packets), least)
        total = max(0, expected - self.packets)
        echo, delay = self.clock.echo(now)
        highest = (self.highest - 0x10000) & 0xFFFFFFFF
        return Block(self.ssrc, lost, total, highest, int(self.reception.jitter), echo, delay)
