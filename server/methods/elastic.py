"""Elastic time: the same pace for all phases to come, so that a plan fits the time there is. Imports nothing.

A pace of 1 is the plan as the method states it. Nobody does a step well in less than half its time or in under a
minute, and one that lasts half as long again has become empty; between these the plan stretches (seconds everywhere).
"""

from collections.abc import Sequence

SHORTEST, LONGEST = 0.5, 1.5
LEAST = 60.0


def paced(seconds: float, pace: float) -> float:
    """What a phase with this planned time gets at this pace."""
    return max(LEAST, seconds * min(LONGEST, max(SHORTEST, pace)))


def pace_for(planned: Sequence[float], available: float) -> float:
    """The pace at which these phases together take the time available, as near as the bounds allow."""
    free, at_least = list(planned), 0
    while free:
        pace = min(LONGEST, max(SHORTEST, (available - at_least * LEAST) / sum(free)))
        kept = [seconds for seconds in free if seconds * pace >= LEAST]
        if len(kept) == len(free):
            return pace
        at_least, free = at_least + len(free) - len(kept), kept
    return SHORTEST if at_least else 1.0


def together(planned: Sequence[float], pace: float) -> float:
    """What these phases take together at this pace."""
    return sum(paced(seconds, pace) for seconds in planned)
