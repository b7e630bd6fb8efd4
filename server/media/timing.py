"""Clocks of a stream: how regularly it arrives (RFC 3550 appendix A), what wall clock its timestamps mean. Pure."""

from typing import Final

from .rtcp import SenderInfo

NTP_SECOND: Final = 1 << 32


class Reception:
    """Loss and jitter of one incoming stream, for the reports to its sender.

    Loss is counted in numbers expected against packets that came; jitter from one packet in each report interval's many
    would do, so the packet path feeds it only the packets that end a frame.
    """

    __slots__ = ("_expected", "_received", "_transit", "jitter", "rate")

    def __init__(self, rate: int) -> None:
        self.rate = rate  # timestamp units per second
        self.jitter = 0.0
        self._transit: float | None = None
        self._expected = 0
        self._received = 0

    def arrival(self, stamp: int, now: float) -> None:
        transit = now * self.rate - stamp
        if self._transit is not None:
            # The timestamp wraps at 32 bits, and so does the difference.
            step = unwrap_stamp(transit - self._transit)
            self.jitter += (abs(step) - self.jitter) / 16
        self._transit = transit

    def fraction_lost(self, expected: int, received: int) -> int:
        """The share lost since the last call, in 256ths; retransmissions can make it negative, which counts as none."""
        wanted, came = expected - self._expected, received - self._received
        self._expected, self._received = expected, received
        return min(255, (wanted - came) * 256 // wanted) if wanted > 0 and came < wanted else 0


def unwrap_stamp(difference: float) -> float:
    return (difference + 0x80000000) % 0x100000000 - 0x80000000


class SenderClock:
    """The last sender report of a stream, carried forward to any later moment."""

    __slots__ = ("_at", "_info", "_rate")

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._info: SenderInfo | None = None
        self._at = 0.0

    def report(self, info: SenderInfo, now: float) -> None:
        self._info, self._at = info, now

    def at(self, now: float) -> tuple[int, int] | None:
        """(NTP time, timestamp) of the sender at this moment, or None while it has not reported."""
        if self._info is None:
            return None
        passed = now - self._at
        ntp = (self._info.ntp + int(passed * NTP_SECOND)) & (NTP_SECOND * NTP_SECOND - 1)
        return ntp, (self._info.stamp + int(passed * self._rate)) & 0xFFFFFFFF

    def echo(self, now: float) -> tuple[int, int]:
        """(middle of the NTP time, delay in 1/65536 s) for a report block; zeros while there was no report."""
        if self._info is None:
            return 0, 0
        return self._info.ntp >> 16 & 0xFFFFFFFF, min(int((now - self._at) * 65536), 0xFFFFFFFF)
