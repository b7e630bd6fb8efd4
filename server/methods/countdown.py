"""Time that runs, stands still and stretches. Imports nothing; the moment (`now`, seconds) comes in from outside."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Countdown:
    """An amount of time running out. All values are seconds; `since` is None while it stands still."""

    total: float
    left: float
    since: float | None = None

    @classmethod
    def of(cls, seconds: float) -> Self:
        return cls(total=seconds, left=seconds)

    def remaining(self, now: float) -> float:
        """Seconds left; below zero once the time is over."""
        # By way of the end, so that it is exactly zero at `ends_at()`: whoever wakes up then finds the time over.
        return self.left if self.since is None else self.since + self.left - now

    def ends_at(self) -> float | None:
        """The moment at which it reaches zero, or None while it stands still."""
        return None if self.since is None else self.since + self.left

    def running(self, now: float) -> Self:
        return self if self.since is not None else replace(self, since=now)

    def standing(self, now: float) -> Self:
        return replace(self, left=self.remaining(now), since=None)

    def stretched(self, seconds: float) -> Self:
        return replace(self, total=max(0.0, self.total + seconds), left=self.left + seconds)
