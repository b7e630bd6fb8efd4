"""How much one person, one room and one address may ask. Everything in memory, nothing longer than it takes to forget.

The numbers are far above what people do and far below what hurts others. Addresses count by prefix (one household or
office line); the machine itself is not held to the limits by address, for a proxy may stand there. Imports bucket.
"""

import ipaddress
from collections.abc import Callable

from .bucket import Bucket, Buckets, Rate

PER_PERSON = Rate(each_second=20, burst=40)
# Ten people who press everything at once fit; one room never takes more than this of a process.
PER_ROOM = Rate(each_second=60, burst=150)
# Strangers at one room, by address: looking at the door and knocking on it. Colleagues may share an address.
KNOCKS = Rate(each_second=4, burst=60)
# Unknown rooms and tokens that are none, by address. A whole office may come back after a restart.
GUESSES = Rate(each_second=5, burst=60)
OPENINGS = Rate(each_second=1, burst=60)
# A method of one's own is checked half a second after each pause in typing.
CHECKS = Rate(each_second=2, burst=60)
# A screen pings eight times at first and then every 20 seconds.
MESSAGES = Rate(each_second=20, burst=40)

Clock = Callable[[], float]


class Limits:
    """Asks each time: is this still within bounds? True takes a token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._people, self._rooms, self._knocks = Buckets(PER_PERSON), Buckets(PER_ROOM), Buckets(KNOCKS)
        self._guesses, self._openings = Buckets(GUESSES), Buckets(OPENINGS)
        self._checks = Buckets(CHECKS)

    def command(self, room: str, person: str) -> bool:
        """One request of someone in a room, a command or a page."""
        now = self._clock()
        return self._people.take(person, now) and self._rooms.take(room, now)

    def knock(self, room: str, address: str) -> bool:
        """A stranger looks at the door of a room, or asks to come in."""
        return self._knocks.take(f"{room}|{prefix(address)}", self._clock())

    def guess(self, address: str) -> bool:
        """A room or a token that does not exist."""
        return self._guesses.take(prefix(address), self._clock())

    def opening(self, address: str) -> bool:
        """A new room."""
        return is_own_machine(address) or self._openings.take(prefix(address), self._clock())

    def check(self, address: str) -> bool:
        """A method of one's own is checked."""
        return is_own_machine(address) or self._checks.take(prefix(address), self._clock())

    def messages(self) -> Callable[[], bool]:
        """A count for one socket; each call is one message."""
        bucket = Bucket(MESSAGES, self._clock())
        return lambda: bucket.take(self._clock())


def prefix(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /56 that one connection is usually given (RIPE-690)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 56), strict=False))
    return str(parsed)


def is_own_machine(address: str) -> bool:
    """Whether this is a loopback address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
