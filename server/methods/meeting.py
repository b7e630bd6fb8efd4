"""One walk through a program: phase, time and turn. Every function takes a meeting and gives the next one.

Who may do what is the room's business; here is only what follows. Imports program, countdown, rounds, elastic time.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .countdown import Countdown
from .elastic import SHORTEST, pace_for, paced, together
from .method import Phase
from .modes import Closed, Switch, Turns
from .program import Program, Step
from .rounds import Round, clockwise


class Progress(StrEnum):
    """How far a meeting is. `over` is no progress but a moment: a running phase whose time has run out."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Circle:
    """Who sits in the circle, as seat numbers. `aside` is a begeleider who stays out of the rounds."""

    seated: frozenset[int] = frozenset()
    here: frozenset[int] = frozenset()
    inbrenger: int | None = None
    begeleider: int | None = None
    aside: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where the group is. `ready`, `agreed` and `reopened` belong to the present phase and go with it.

    `visit` counts the phases entered, so that a phase done again is another one. `budget` is the time chosen for the
    whole meeting (seconds), `due` the moment at which it is meant to end, `pace` that of the phases to come.
    """

    program: Program
    progress: Progress = Progress.WAITING
    index: int = 0
    clock: Countdown = field(default_factory=lambda: Countdown.of(0))
    turn_clock: Countdown | None = None
    round: Round | None = None
    ready: frozenset[int] = frozenset()
    agreed: frozenset[int] = frozenset()
    reopened: frozenset[int] = frozenset()
    visit: int = 0
    budget: float | None = None
    due: float | None = None
    pace: float = 1.0

    @property
    def step(self) -> Step:
        return self.program.steps[self.index]

    @property
    def phase(self) -> Phase:
        return self.step.phase

    @property
    def under_way(self) -> bool:
        return self.progress in (Progress.RUNNING, Progress.PAUSED)

    @property
    def is_last(self) -> bool:
        return self.index == len(self.program.steps) - 1

    @property
    def holder(self) -> int | None:
        return self.round.holder if self.round else None

    @property
    def turn(self) -> tuple[int, int]:
        """What tells one turn from another: the visit of a phase and the number of the turn in it."""
        return self.visit, self.round.number if self.round else 0


def turn_order(phase: Phase, circle: Circle) -> tuple[int, ...]:
    """Who gets a turn in this phase: clockwise, starting beside the inbrenger; stable and the same for everyone."""
    if phase.turns is Turns.NOBODY:
        return ()
    seats = set(circle.seated)
    if phase.turns is Turns.MEMBERS and Switch.INBRENGER_ALS_LAATSTE not in phase.switches:
        seats.discard(-1 if circle.inbrenger is None else circle.inbrenger)
    if circle.aside is not None and not phase.with_begeleider:
        seats.discard(circle.aside)
    return clockwise(seats, circle.begeleider if circle.inbrenger is None else circle.inbrenger)


def planned(phase: Phase, circle: Circle) -> float:
    """Seconds this phase is meant to take with these people."""
    return phase.minutes.seconds(len(turn_order(phase, circle)))


def plan(meeting: Meeting, circle: Circle) -> tuple[float, ...]:
    """Seconds for each step: the present one what it was given, the others what the pace makes of them."""
    pace, steps = _pace(meeting, circle), meeting.program.steps
    now = meeting.index if meeting.under_way else None
    return tuple(
        meeting.clock.total if index == now else paced(planned(step.phase, circle), pace)
        for index, step in enumerate(steps)
    )


def late(meeting: Meeting, circle: Circle, now: float, *, pace: float | None = None) -> float:
    """Seconds by which the plan ends after the time that was agreed; below zero when it ends earlier.

    pace: what it would be if the phases to come were done at this pace.
    """
    if meeting.progress is Progress.DONE:
        return 0.0
    rest = together(_to_come(meeting, circle), _pace(meeting, circle) if pace is None else pace)
    if not meeting.under_way:
        return 0.0 if meeting.budget is None else rest - meeting.budget
    return 0.0 if meeting.due is None else now + max(0.0, meeting.clock.remaining(now)) + rest - meeting.due


def pace_to_catch_up(meeting: Meeting, circle: Circle, now: float) -> float:
    """The pace at which the phases to come end in time, as near as it can be done."""
    to_come = _to_come(meeting, circle)
    return pace_for(to_come, together(to_come, meeting.pace) - late(meeting, circle, now))


def catch_up(meeting: Meeting, circle: Circle, now: float) -> Meeting:
    """The phases to come get what is left of the time that was agreed."""
    return replace(meeting, pace=pace_to_catch_up(meeting, circle, now))


def closed(meeting: Meeting, circle: Circle) -> frozenset[int]:
    """Seats whose microphone the phase closes. A pause closes nothing."""
    if meeting.progress is not Progress.RUNNING:
        return frozenset()
    match meeting.phase.rules.closed:
        case Closed.EVERYONE:
            return circle.seated - {circle.begeleider}
        case Closed.INBRENGER:
            return circle.seated & {circle.inbrenger}
        case _:
            return frozenset()


def start(meeting: Meeting, circle: Circle, now: float) -> Meeting:
    pace = _pace(meeting, circle)
    length = together(_to_come(meeting, circle), pace) if meeting.budget is None else meeting.budget
    return enter(replace(meeting, pace=pace, due=now + length), 0, circle, now)


def again(meeting: Meeting, circle: Circle, now: float) -> Meeting:
    """Back to the first phase of the method, for a second casus. Without a time chosen, the end moves along."""
    second = enter(meeting, meeting.program.first_of_method, circle, now)
    return second if second.budget is not None else replace(second, due=(second.due or now) + late(second, circle, now))


def onward(meeting: Meeting, circle: Circle, now: float) -> Meeting:
    """To the next phase; after the last one the meeting is done."""
    return end(meeting, now) if meeting.is_last else enter(meeting, meeting.index + 1, circle, now)


def back(meeting: Meeting, circle: Circle, now: float) -> Meeting:
    return enter(meeting, max(0, meeting.index - 1), circle, now)


def pause(meeting: Meeting, now: float) -> Meeting:
    return replace(_clocks(meeting, lambda clock: clock.standing(now)), progress=Progress.PAUSED)


def resume(meeting: Meeting, now: float) -> Meeting:
    return replace(_clocks(meeting, lambda clock: clock.running(now)), progress=Progress.RUNNING)


def stretch(meeting: Meeting, seconds: float, now: float) -> Meeting:
    """More time for this phase, or less. One that ran out gets the whole extension; nothing is taken below zero."""
    left = meeting.clock.remaining(now)
    change = seconds - min(0.0, left) if seconds > 0 else max(seconds, -max(0.0, left))
    return replace(meeting, clock=meeting.clock.stretched(change))


def end(meeting: Meeting, now: float) -> Meeting:
    return replace(pause(meeting, now), progress=Progress.DONE, round=None, turn_clock=None)


def settle(before: Meeting, meeting: Meeting, circle: Circle, now: float) -> Meeting:
    """Bring turns in line with who is there now, and start the turn's own clock when the turn has changed."""
    if not meeting.under_way:
        return meeting
    order = turn_order(meeting.phase, circle)
    if meeting.round is not None or order:
        round_ = meeting.round or Round.begin(order, circle.here, laps=meeting.phase.rules.laps)
        meeting = replace(meeting, round=round_.among(order, circle.here))
    meeting = replace(
        meeting,
        ready=meeting.ready & circle.seated,
        agreed=meeting.agreed & circle.seated,
        reopened=meeting.reopened & circle.seated,
    )
    if before.under_way and before.turn == meeting.turn and before.holder == meeting.holder:
        return meeting
    seconds = meeting.phase.seconds_each
    if seconds is None or meeting.holder is None:
        return replace(meeting, turn_clock=None)
    clock = Countdown.of(seconds * min(1.0, max(SHORTEST, meeting.pace)))
    return replace(meeting, turn_clock=clock.running(now) if meeting.progress is Progress.RUNNING else clock)


def enter(meeting: Meeting, index: int, circle: Circle, now: float) -> Meeting:
    """Into this step: any of the program, the present one once more too."""
    phase = meeting.program.steps[index].phase
    return Meeting(
        program=meeting.program,
        progress=Progress.RUNNING,
        index=index,
        clock=Countdown.of(paced(planned(phase, circle), meeting.pace)).running(now),
        visit=meeting.visit + 1,
        budget=meeting.budget,
        due=meeting.due,
        pace=meeting.pace,
    )


def _pace(meeting: Meeting, circle: Circle) -> float:
    """Before the start the plan follows the time chosen and who is there; later, what was decided."""
    if meeting.budget is None or meeting.progress is not Progress.WAITING:
        return meeting.pace
    return pace_for(_to_come(meeting, circle), meeting.budget)


def _to_come(meeting: Meeting, circle: Circle) -> list[float]:
    """The plan as stated, of every step after the present one (before the start: of all)."""
    first = meeting.index + 1 if meeting.under_way else 0
    return [planned(step.phase, circle) for step in meeting.program.steps[first:]]


def _clocks(meeting: Meeting, change: Callable[[Countdown], Countdown]) -> Meeting:
    turn_clock = change(meeting.turn_clock) if meeting.turn_clock else None
    return replace(meeting, clock=change(meeting.clock), turn_clock=turn_clock)
