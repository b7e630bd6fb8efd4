"""What one listener gets when its line is poor: sound always, pictures as far as they fit. Pure.

Down quickly, one step at a time; up slowly, and more slowly each time an attempt has failed: a line that flickers
between two sizes is worse than a small picture that stays.
"""

from enum import IntEnum
from typing import Final

from .rtcp import Block

TROUBLE: Final = 2  # seconds in a row before anything is taken away: one bad second is no poor line
LOSS: Final = 51  # in 256ths (20 %): so much is lost only where a queue overflows; less is for retransmission to mend
MARGIN: Final = 0.9  # an estimate below this share of what is sent, and ...
GROWTH: Final = 1.02  # ... not growing by this much a second, says that the line is full (see `Budget._full`)
FIRST_HOLD: Final = 6.0  # seconds without trouble before the next step up
LONGEST_HOLD: Final = 60.0
PROBATION: Final = 8.0  # seconds within which trouble means that the step up was wrong


class Level(IntEnum):
    """How much is left out; each level leaves out what the ones before it did as well."""

    EVERYTHING = 0
    SLOWER_SMALL = 1  # the small pictures at half their rate
    NO_SMALL = 2
    SOUND_ONLY = 3


class Losses:
    """What share of all the packets sent to one listener was lost, from the totals in its reports."""

    __slots__ = ("_expected", "_known", "_lost")

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}  # SSRC -> (lost so far, highest number)
        self._lost = self._expected = 0

    def report(self, block: Block) -> None:
        lost, highest = self._known.get(block.ssrc, (block.total_lost, block.highest))
        self._known[block.ssrc] = (block.total_lost, block.highest)
        self._lost += max(0, block.total_lost - lost)
        self._expected += max(0, block.highest - highest)

    def share(self) -> int:
        """In 256ths, since the last call."""
        lost, expected = self._lost, self._expected
        self._lost = self._expected = 0
        return min(255, lost * 256 // expected) if expected else 0


class Budget:
    """One listener's level, from its own reports. `step` is called once a second."""

    __slots__ = ("_estimate", "_hold", "_quiet", "_raised", "_trouble", "level")

    def __init__(self) -> None:
        self.level = Level.EVERYTHING
        self._estimate: float = float("inf")  # a second ago
        self._trouble = 0  # seconds of trouble in a row
        self._quiet = 0.0  # seconds since the last trouble or step
        self._hold = FIRST_HOLD
        self._raised = float("inf")  # seconds since the last step up

    def step(self, estimate: int | None, sent: int, lost: int) -> bool:
        """Whether the level changes. `estimate` and `sent` in bits per second, `lost` in 256ths of what was sent."""
        self._raised += 1
        if lost > LOSS or self._full(estimate, sent):
            self._trouble += 1
            self._quiet = 0.0
            return self._trouble >= TROUBLE and self._lower()
        self._trouble = 0
        self._quiet += 1
        return self._quiet >= self._hold and self._raise()

    def _full(self, estimate: int | None, sent: int) -> bool:
        """Browsers let their estimate grow by a few percent a second: after a picture has grown it is low for a while.

        So a low estimate means nothing as long as it grows; libwebrtc holds or cuts it when queues build up.
        """
        if estimate is None:
            return False
        before, self._estimate = self._estimate, estimate
        return estimate < sent * MARGIN and estimate < before * GROWTH

    def _lower(self) -> bool:
        if self.level == Level.SOUND_ONLY:
            return False
        if self._raised <= PROBATION:
            self._hold = min(self._hold * 2, LONGEST_HOLD)
        self._raised = float("inf")
        self._trouble = 0  # let the queues on the way run empty before the next step
        self.level = Level(self.level + 1)
        return True

    def _raise(self) -> bool:
        if self.level == Level.EVERYTHING:
            if self._raised > LONGEST_HOLD:
                self._hold = FIRST_HOLD
            return False
        self.level = Level(self.level - 1)
        self._raised = self._quiet = 0.0
        return True
