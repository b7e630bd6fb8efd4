"""Leading a meeting: what the commands for phase, time and tasks do. Imports the meeting, state and rules."""

from dataclasses import replace

from server.methods import meeting as m

from . import commands as c
from .errors import Reason, Refused
from .rules import may_choose_inbrenger
from .state import Person, State

LONGEST_STRETCH = 30 * 60


def start(state: State, command: c.Start, person: Person, now: float) -> State:
    return replace(state, meeting=m.start(state.meeting, state.circle(now), now))


def onward(state: State, command: c.Next, person: Person, now: float) -> State:
    return replace(state, meeting=m.onward(state.meeting, state.circle(now), now))


def back(state: State, command: c.Back, person: Person, now: float) -> State:
    return replace(state, meeting=m.back(state.meeting, state.circle(now), now))


def pause(state: State, command: c.Pause, person: Person, now: float) -> State:
    return replace(state, meeting=m.pause(state.meeting, now))


def resume(state: State, command: c.Resume, person: Person, now: float) -> State:
    return replace(state, meeting=m.resume(state.meeting, now))


def extend(state: State, command: c.Extend, person: Person, now: float) -> State:
    return replace(state, meeting=m.stretch(state.meeting, _seconds(command.seconds), now))


def shorten(state: State, command: c.Shorten, person: Person, now: float) -> State:
    return replace(state, meeting=m.stretch(state.meeting, -_seconds(command.seconds), now))


def end(state: State, command: c.End, person: Person, now: float) -> State:
    return replace(state, meeting=m.end(state.meeting, now))


def inbrenger(state: State, command: c.Inbrenger, person: Person, now: float) -> State:
    """Name one, volunteer, or (as the inbrenger) withdraw. A question belongs to its inbrenger and goes with them."""
    if command.seat == state.inbrenger == person.seat:
        return replace(state, inbrenger=None, question="")
    if not may_be_inbrenger(state, person, command.seat, now):
        raise Refused(Reason.NO_SUCH_SEAT)
    return replace(state, inbrenger=command.seat, question="")


def may_be_inbrenger(state: State, person: Person, seat: int, now: float) -> bool:
    """Whether this person may make that seat the inbrenger: oneself while there is none, or anyone by whoever leads."""
    named = state.in_seat(seat)
    if named is None or seat == state.circle(now).aside or seat == state.inbrenger:
        return False
    return may_choose_inbrenger(state, person, now) and (state.leads(person) or seat == person.seat)


def hand_over(state: State, command: c.HandOver, person: Person, now: float) -> State:
    if not may_get_task(state, command.seat, now):
        raise Refused(Reason.NO_SUCH_SEAT)
    return replace(state, begeleider=command.seat)


def may_get_task(state: State, seat: int, now: float) -> bool:
    """The begeleider's task goes only to someone who is here."""
    return seat != state.begeleider and state.is_here(seat, now)


def take_task(state: State, command: c.TakeTask, person: Person, now: float) -> State:
    return replace(state, begeleider=person.seat)


def lay_down_task(state: State, command: c.LayDownTask, person: Person, now: float) -> State:
    return replace(state, begeleider=None)


def _seconds(asked: int) -> int:
    if not 0 < asked <= LONGEST_STRETCH:
        raise Refused(Reason.BAD_NUMBER)
    return asked
