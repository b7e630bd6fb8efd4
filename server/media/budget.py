"""What one listener gets when its line is poor: sound always, pictures as far as they fit. Pure.

Down at once, to what fits: a queue on the way that is full loses sound too. Up slowly, one step at a time, and more
slowly each time an attempt has failed: a line that flickers between two sizes is worse than a small picture that stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from .rtcp import Block

TROUBLE: Final = 2  # seconds in a row before anything is taken away: one bad second is no poor line
LOSS: Final = 51  # in 256ths (20 %): so much is lost only where a queue overflows; less is for retransmission to mend
FLOOD: Final = 0.35  # share of the packets that is asked for again: nothing but an overflowing queue loses so much
FLOOD_TIME: Final = 0.25  # seconds it must last: a short interruption is asked for at one moment
FEWEST: Final = 20  # packets sent in that time, before the share says anything
MARGIN: Final = 0.9  # an estimate below this share of the pictures that are sent, and ...
BELIEF: Final = 1.5  # ... which then carries at most this many times the estimate
GROWTH: Final = 1.02  # ... not growing by this much a second, says that the line is full (see `Budget._full`)
SLOWER: Final = 0.65  # what the lower temporal layer takes of a picture's bits (L1T2 in libvpx: about 60 %)
WAIT: Final = 0.2  # seconds more under way than at best: packets wait in a queue
FIRST_HOLD: Final = 6.0  # seconds without trouble before the next step up
LONGEST_HOLD: Final = 60.0
PROBATION: Final = 8.0  # seconds within which trouble means that the step up was wrong


class Level(IntEnum):
    """How much is left out; each level leaves out what the ones before it did as well."""

    EVERYTHING = 0
    SLOWER_SMALL = 1  # the small pictures at half their rate
    NO_SMALL = 2
    SOUND_ONLY = 3


@dataclass(frozen=True, slots=True)
class Needs:
    """What everything this listener would like takes at this moment, in bits per second."""

    sound: float = 0.0
    small: float = 0.0
    large: float = 0.0

    def at(self, level: Level) -> float:
        """What is left of it at this level."""
        shares = {Level.EVERYTHING: (1, 1), Level.SLOWER_SMALL: (SLOWER, 1), Level.NO_SMALL: (0, 1)}
        small, large = shares.get(level, (0, 0))
        return self.sound + small * self.small + large * self.large


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


class Queue:
    """Whether packets wait on the way to one listener, by how far its reports run behind what it was sent.

    A low estimate alone is not to be believed: a browser that was short of processor time for a moment tells one for
    many seconds, on a line with room to spare. On a line that is full, packets wait.
    """

    __slots__ = ("_least", "_longest", "_stands")

    def __init__(self) -> None:
        self._least = float("inf")  # the way there and back, with nothing in between
        self._longest: float | None = None
        self._stands = True  # until a report says otherwise, an estimate is all there is

    def report(self, behind: float) -> None:
        """The newest packet reported is this many seconds older than the newest packet sent."""
        self._least = min(self._least, behind)
        self._longest = max(self._longest or 0.0, behind - self._least)

    def stands(self) -> bool:
        """Since the last call; without a report it is as it was."""
        if self._longest is not None:
            self._stands = self._longest >= WAIT
            self._longest = None
        return self._stands


class Budget:
    """One listener's level, from its own reports: `step` is called once a second, `asked` when packets are missed."""

    __slots__ = ("_asked", "_estimate", "_hold", "_opened", "_quiet", "_raised", "_trouble", "level")

    def __init__(self) -> None:
        self.level = Level.EVERYTHING
        self._estimate: float = float("inf")  # a second ago
        self._trouble = 0  # seconds of trouble in a row
        self._quiet = 0.0  # seconds since the last trouble or step
        self._hold = FIRST_HOLD
        self._raised = float("inf")  # seconds since the last step up
        self._opened: tuple[float, int] | None = None  # when a look at a flood began, and the packets sent until then
        self._asked = 0  # packets asked for again since then

    def step(self, estimate: int | None, sent: int, lost: int, needs: Needs) -> bool:
        """Whether the level changes. `estimate` and `sent` in bits per second, `lost` in 256ths of what was sent."""
        self._raised += 1
        # Browsers estimate pictures alone, and without any they repeat the last figure, which says nothing any more.
        full = self._full(estimate, max(0.0, sent - needs.sound)) and needs.at(self.level) > needs.sound
        if lost > LOSS or full:
            self._trouble += 1
            self._quiet = 0.0
            through = sent * (1 - lost / 256) if lost > LOSS else needs.sound + (estimate or 0) * BELIEF
            return self._trouble >= TROUBLE and self._lower(through, needs)
        self._trouble = 0
        self._quiet += 1
        return self._quiet >= self._hold and self._raise()

    def asked(self, missing: int, sent: int, now: float, needs: Callable[[], Needs]) -> bool:
        """Whether the level changes because `missing` more packets are asked for again, of `sent` so far.

        Such requests come within a few tens of milliseconds, long before a report; until then sound is lost with the
        rest.
        """
        if self._opened is None or now - self._opened[0] > 2 * FLOOD_TIME:
            self._opened, self._asked = (now, sent), 0
            return False
        self._asked += missing
        began, before = self._opened
        if now - began < FLOOD_TIME:
            return False
        share = self._asked / max(1, sent - before)
        flooded = sent - before >= FEWEST and share > FLOOD
        self._opened = None
        if not flooded:
            return False
        wanted = needs()
        return self._lower(wanted.at(self.level) * max(0.0, 1 - share), wanted)

    def _full(self, estimate: int | None, pictures: float) -> bool:
        """Browsers let their estimate grow by a few percent a second: after a picture has grown it is low for a while.

        So a low estimate means nothing as long as it grows; libwebrtc holds or cuts it when queues build up.
        """
        if estimate is None:
            return False
        before, self._estimate = self._estimate, estimate
        return estimate < pictures * MARGIN and estimate < before * GROWTH

    def _lower(self, through: float, needs: Needs) -> bool:
        """Down to what comes `through`, in bits per second; by a level at least."""
        if self.level == Level.SOUND_ONLY:
            return False
        if self._raised <= PROBATION:
            self._hold = min(self._hold * 2, LONGEST_HOLD)
        self._raised = float("inf")
        self._trouble = 0  # let the queues on the way run empty before the next step
        self._quiet = 0.0
        lower = (level for level in Level if level > self.level and needs.at(level) <= through)
        self.level = next(lower, Level.SOUND_ONLY)
        return True

    def _raise(self) -> bool:
        if self.level == Level.EVERYTHING:
            if self._raised > LONGEST_HOLD:
                self._hold = FIRST_HOLD
            return False
        self.level = Level(self.level - 1)
        self._raised = self._quiet = 0.0
        return True
