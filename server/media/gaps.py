"""Which packets are missing from an incoming stream, and when to ask the sender for them (RFC 4585 NACK). Pure."""

from typing import Final

WAIT: Final = 0.02  # seconds: a packet overtaken on the way arrives within this
AGAIN: Final = 0.05  # seconds between the first and the second request; doubles after that
GIVE_UP: Final = 1.0  # seconds: later than this it is of no use to anyone
MOST: Final = 256  # more missing at once is a broken line: a keyframe helps, requests do not


class Gaps:
    """The missing packets of one stream by unwrapped number."""

    __slots__ = ("_missing",)

    def __init__(self) -> None:
        self._missing: dict[int, tuple[float, float, float]] = {}  # index -> (missed at, ask at, next pause)

    def __len__(self) -> int:
        return len(self._missing)

    def open(self, first: int, after: int, now: float) -> bool:
        """Packets first .. after-1 were jumped over. False when there are too many to ask for."""
        if after - first + len(self._missing) > MOST:
            self._missing.clear()
            return False
        for index in range(first, after):
            self._missing[index] = (now, now + WAIT, AGAIN)
        return True

    def close(self, index: int) -> None:
        """This packet has come after all."""
        self._missing.pop(index, None)

    def due(self, now: float) -> list[int]:
        """The numbers to ask for now, in order; forgets those that are too late to matter."""
        ask: list[int] = []
        for index, (since, at, pause) in list(self._missing.items()):
            if now - since > GIVE_UP:
                del self._missing[index]
            elif now >= at:
                ask.append(index)
                self._missing[index] = (since, now + pause, pause * 2)
        return sorted(ask)
