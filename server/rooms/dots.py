"""Choosing a casus with dots: given unseen, shown at once. Imports state, commands and errors."""

from dataclasses import replace

from . import commands as c
from .errors import Reason, Refused
from .state import Person, State

MOST_DOTS = 3


def to_give(state: State) -> int:
    """How many dots each has: three, but fewer than there are casussen, for otherwise nothing is chosen."""
    return min(MOST_DOTS, len(state.titles) - 1)


def may_get_dot(state: State, person: Person, seat: int) -> bool:
    """A casus of mine or another's, while I have dots left, or to take my dot back."""
    given = {to for giver, to in state.dots if giver == person.seat}
    return seat in dict(state.titles) and (seat in given or len(given) < to_give(state))


def dot(state: State, command: c.Dot, person: Person, now: float) -> State:
    if person.seat is None or not may_get_dot(state, person, command.seat):
        raise Refused(Reason.NO_SUCH_SEAT)
    return replace(state, dots=state.dots ^ {(person.seat, command.seat)})


def show_dots(state: State, command: c.ShowDots, person: Person, now: float) -> State:
    return replace(state, dots_shown=True)


def settled(state: State, now: float) -> State:
    """Dots belong to the phase that chooses and to titles that stand; all given, they show. After every change."""
    meeting, titles = state.meeting, dict(state.titles)
    if not (meeting.under_way and meeting.phase.choose == "inbrenger"):
        return replace(state, dots=frozenset(), dots_shown=False)
    dots = frozenset(given for given in state.dots if given[1] in titles)
    circle = state.circle(now)
    choosing = (circle.seated & circle.here) - {circle.aside}
    all_given = bool(dots) and all(sum(giver == seat for giver, _ in dots) >= to_give(state) for seat in choosing)
    return replace(state, dots=dots, dots_shown=state.dots_shown or all_given)
