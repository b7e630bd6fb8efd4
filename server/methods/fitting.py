"""Whether a meeting fits the time there is, with this many people: minutes for every step. Imports how time is planned.

A plan that is too long first loses the steps that may be left out, as few as needed; then every step gives up the same
share, at most a sixth (turns of 60 instead of 72 seconds). What is longer even then does not fit, and says so.
"""

from dataclasses import dataclass, replace

from .meeting import Circle, planned
from .method import Phase
from .program import Program

# The shortest a step can be made without hurry, as a part of what it is planned for; the chooser reckons with the same.
SHORTEST = 5 / 6
TOTALS = (45, 60, 75, 90, 120)  # minutes a meeting usually has
FEWEST, MOST = 3, 10  # people in a circle


@dataclass(frozen=True, slots=True)
class Row:
    """One step in its place ("before", "method" or "after"), in whole minutes; none if it is left out."""

    phase: Phase
    part: str
    minutes: int

    @property
    def left_out(self) -> bool:
        return self.minutes == 0


@dataclass(frozen=True, slots=True)
class Fitted:
    """A plan. `asked` is the time there is (minutes; None: whatever it takes), `shortest` what is needed at least."""

    rows: tuple[Row, ...]
    asked: int | None
    shortest: int

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.rows)

    @property
    def fits(self) -> bool:
        return self.asked is None or self.minutes <= self.asked

    @property
    def spare(self) -> int:
        """Minutes that are left of the time there is."""
        return max(0, (self.asked or 0) - self.minutes)

    @property
    def left_out(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.left_out)


def fitted(program: Program, people: int, asked: int | None = None) -> Fitted:
    """The plan of a meeting with `people` in the circle, and a begeleider beside them, within `asked` minutes."""
    circle = Circle(seated=frozenset(range(people + 1)), inbrenger=0, begeleider=people, aside=people)
    rows = tuple(Row(step.phase, step.part, max(1, round(planned(step.phase, circle) / 60))) for step in program.steps)
    needed = tuple(row for row in rows if not row.phase.skip)
    shortest = sum(max(1, round(row.minutes * SHORTEST)) for row in needed)
    if asked is None or asked < shortest:
        return Fitted(rows, asked, shortest)
    while asked < _at_least(rows) and (spared := _last_to_spare(rows)) is not None:
        rows = tuple(replace(row, minutes=0) if index == spared else row for index, row in enumerate(rows))
    return Fitted(_shortened(rows, asked), asked, shortest)


def _total(rows: tuple[Row, ...]) -> int:
    return sum(row.minutes for row in rows)


def _at_least(rows: tuple[Row, ...]) -> float:
    """What these take at their shortest; nothing takes less than a minute."""
    return sum(max(1.0, row.minutes * SHORTEST) for row in rows if not row.left_out)


def _last_to_spare(rows: tuple[Row, ...]) -> int | None:
    """The longest step that may be left out goes first, so that few do."""
    may_go = [index for index, row in enumerate(rows) if row.phase.skip and not row.left_out]
    return max(may_go, key=lambda index: rows[index].minutes, default=None)


def _shortened(rows: tuple[Row, ...], asked: int) -> tuple[Row, ...]:
    """Everyone gives up the same share; of what is left over in rounding, the longest steps get a minute each."""
    if _total(rows) <= asked:
        return rows
    long = [index for index, row in enumerate(rows) if row.minutes > 1]
    total = sum(rows[index].minutes for index in long)
    there = asked - sum(row.minutes == 1 for row in rows)
    given = {index: rows[index].minutes * there // total for index in long}
    longest = sorted(long, key=lambda index: rows[index].minutes, reverse=True)[: there - sum(given.values())]
    return tuple(replace(row, minutes=given.get(i, row.minutes) + (i in longest)) for i, row in enumerate(rows))
