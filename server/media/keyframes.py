"""When to ask a sender for a keyframe: as soon as someone needs it, never more often than the sender can bear. Pure."""

from typing import Final

PAUSE: Final = 0.5  # seconds between two requests to one sender
PATIENCE: Final = 3.0  # seconds: after this without a keyframe nobody is waiting any more (the camera is off)


class KeyframeRequests:
    """Gathers everyone's wish for a keyframe of one stream into few requests (PLI)."""

    __slots__ = ("_asked", "_wanted")

    def __init__(self) -> None:
        self._asked = float("-inf")
        self._wanted: float | None = None  # since when

    def want(self, now: float) -> None:
        self._wanted = now

    def came(self) -> None:
        """A keyframe has arrived: every wish is met."""
        self._wanted = None

    @property
    def waiting(self) -> bool:
        return self._wanted is not None

    def due(self, now: float) -> bool:
        """Whether to send a request at this moment. Repeats itself until the keyframe comes."""
        if self._wanted is None or now - self._asked < PAUSE:
            return False
        if now - self._wanted > PATIENCE:
            self._wanted = None
            return False
        self._asked = now
        return True
