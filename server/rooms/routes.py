"""Who hears and sees whom, drawn from the room: media knows seats and nothing else. Imports state and meeting."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.methods.meeting import Circle, Meeting, Progress, closed
from server.methods.modes import Large

from .state import State


@dataclass(frozen=True, slots=True)
class Routes:
    """For every seat that listens: the seats it hears and sees; and the seats whose picture is large."""

    heard: Mapping[int, frozenset[int]]
    seen: Mapping[int, frozenset[int]]
    large: frozenset[int]


def routes(state: State, now: float) -> Routes:
    """Everyone in a seat sees all others (or chose not to), and hears those whom the phase does not silence."""
    circle = state.circle(now)
    speaking = circle.seated - silenced(state, circle)
    looking = {person.seat for person in state.seated if person.sees}
    return Routes(
        heard={seat: speaking - {seat} for seat in circle.seated},
        seen={seat: circle.seated - {seat} if seat in looking else frozenset() for seat in circle.seated},
        large=large(state.meeting, circle),
    )


def silenced(state: State, circle: Circle) -> frozenset[int]:
    """Seats that are not heard now: closed by the phase, and not opened again by the person concerned."""
    return closed(state.meeting, circle) - state.meeting.reopened


def large(meeting: Meeting, circle: Circle) -> frozenset[int]:
    """Seats whose picture is large: whoever the speaking mode puts in the middle now."""
    if meeting.progress is not Progress.RUNNING:
        return frozenset()
    seats: set[int | None] = {
        Large.NOBODY: set[int | None](),
        Large.BEGELEIDER: {circle.begeleider},
        Large.INBRENGER: {circle.inbrenger},
        Large.TURN: {meeting.holder},
        Large.TURN_AND_INBRENGER: {meeting.holder, circle.inbrenger},
    }[meeting.phase.rules.large]
    return circle.seated & seats
