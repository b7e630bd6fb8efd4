"""What the media plane counts about itself: whole numbers, no room and no person in them. Pure."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

# Upper bounds in seconds of the forward delay histogram; the last bucket is everything above.
DELAY_BOUNDS: Final = (0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1)


@dataclass(slots=True)
class Counters:
    """Totals since the process began. `dropped_*` say why a datagram or packet went no further."""

    datagrams_in: int = 0
    datagrams_out: int = 0
    octets_in: int = 0
    octets_out: int = 0
    packets_in: int = 0  # RTP of members, authenticated
    packets_out: int = 0  # RTP forwarded, one for each listener
    packets_retransmitted: int = 0
    packets_lost_in: int = 0  # of members' packets, on their way here, and not repaired within the second after
    packets_lost_out: int = 0  # of forwarded packets, as listeners report them: before any repair
    keyframes_asked: int = 0
    packets_asked_again: int = 0  # NACK to senders
    dropped_strangers: int = 0  # no connection has this address
    dropped_malformed: int = 0  # of members and strangers alike
    dropped_unauthenticated: int = 0  # STUN, SRTP or SRTCP that fails its check
    dropped_unknown: int = 0  # authenticated, but of a payload type or stream nobody agreed on
    dropped_repeated: int = 0  # came twice, or too late to use
    dropped_unsent: int = 0  # the socket's buffer was full, or the system refused
    connections_opened: int = 0
    connections_connected: int = 0
    connections_closed: int = 0
    connections_expired: int = 0  # never completed, or fell silent
    connections_moved: int = 0  # went on from another address
    offers_refused: int = 0
    # Seconds from the moment a batch's first packet reached the machine until all of it was handed back to the system.
    delay_buckets: list[int] = field(default_factory=lambda: [0] * (len(DELAY_BOUNDS) + 1))
    delay_sum: float = 0.0

    def delayed(self, seconds: float, packets: int) -> None:
        """`packets` packets were forwarded with this delay."""
        self.delay_buckets[bisect_left(DELAY_BOUNDS, seconds)] += packets
        self.delay_sum += seconds * packets
