"""Token buckets: so many at once, so many a second after that. The moment comes in as an argument. Imports nothing.

Only whoever took something lately is remembered: a bucket that is full again is forgotten, so that no address or person
stays here longer than `burst / rate` seconds after their last request.
"""

from dataclasses import dataclass

MOST_KEYS = 20_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then `each_second`."""

    each_second: float
    burst: float


class Bucket:
    """One bucket, full at first."""

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._left = rate.burst
        self._at = now

    def take(self, now: float) -> bool:
        """Take one token at this moment (seconds, monotonic); False where there is none."""
        self._left = min(self._rate.burst, self._left + (now - self._at) * self._rate.each_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def is_full(self, now: float) -> bool:
        return self._left + (now - self._at) * self._rate.each_second >= self._rate.burst


class Buckets:
    """A bucket for each key that took something lately; at most `MOST_KEYS` of them."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, Bucket] = {}
        self._swept = 0.0

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, now: float) -> bool:
        """Take one token of this key. With more keys than can be kept apart, a new one gets nothing."""
        self._sweep(now)
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= MOST_KEYS:
                return False
            bucket = self._buckets[key] = Bucket(self._rate, now)
        return bucket.take(now)

    def _sweep(self, now: float) -> None:
        """Forget whoever has been quiet: about once a second, so that a flood does not pay for it each time."""
        if now - self._swept < 1:
            return
        self._swept = now
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if not bucket.is_full(now)}
