"""Turns, voices, pictures, short texts: what these commands do. Imports the meeting, state, commands and errors."""

from collections.abc import Callable
from dataclasses import replace

from server.methods import meeting as m
from server.methods.modes import Large
from server.methods.rounds import Round

from . import commands as c
from .errors import Reason, Refused
from .state import Person, State
from .texts import LONGEST_LINE, LONGEST_QUESTION, sealed


def turn_done(state: State, command: c.TurnDone, person: Person, now: float) -> State:
    return _round(_heard(state, {state.meeting.holder}), lambda round_: round_.finish(state.circle(now).here))


def skip_turn(state: State, command: c.SkipTurn, person: Person, now: float) -> State:
    return _round(state, lambda round_: round_.skip(state.circle(now).here))


def give_turn(state: State, command: c.GiveTurn, person: Person, now: float) -> State:
    if not may_get_turn(state, command.seat, now):
        raise Refused(Reason.NO_SUCH_SEAT)
    return _round(state, lambda round_: round_.give(command.seat))


def may_get_turn(state: State, seat: int, now: float) -> bool:
    """A turn goes to someone of this round who is here and does not have it."""
    round_ = state.meeting.round
    return round_ is not None and seat in round_.order and seat != round_.holder and state.is_here(seat, now)


def later(state: State, command: c.Later, person: Person, now: float) -> State:
    if not may_come_later(state, command.seat):
        raise Refused(Reason.NO_SUCH_SEAT)
    return _round(state, lambda round_: round_.later(command.seat))


def may_come_later(state: State, seat: int) -> bool:
    """A seat that is still to come, and not the last already."""
    round_ = state.meeting.round
    return round_ is not None and seat in round_.queue[:-1]


def pass_(state: State, command: c.Pass, person: Person, now: float) -> State:
    """Pass in my turn, or before it comes."""
    seat, here = person.seat, state.circle(now).here
    return _round(state, lambda round_: round_ if seat is None else round_.without_turn(seat, here))


def speak(state: State, command: c.Speak, person: Person, now: float) -> State:
    return replace(state, meeting=replace(state.meeting, reopened=_with(state.meeting.reopened, person, command.on)))


def pictures(state: State, command: c.Pictures, person: Person, now: float) -> State:
    """This person's own choice, kept with the seat: it survives a reload. What the person sends stays as it is."""
    return state.with_person(replace(person, sees=command.shown))


def written(state: State, command: c.Written, person: Person, now: float) -> State:
    return replace(state, meeting=replace(state.meeting, ready=_with(state.meeting.ready, person, command.on)))


def tick(state: State, command: c.Tick, person: Person, now: float) -> State:
    return written(state, c.Written(by=command.by, seen=command.seen), person, now)


def agree(state: State, command: c.Agree, person: Person, now: float) -> State:
    """Agree to move on, or take it back."""
    return replace(state, meeting=replace(state.meeting, agreed=_with(state.meeting.agreed, person, command.on)))


def remember(before: State, after: State) -> State:
    """Who had the floor in a phase that is over: its last turn, and the inbrenger where the phase is theirs.

    Where the method begins (again, for a second casus), nobody has had it.
    """
    if not before.meeting.under_way or before.meeting.visit == after.meeting.visit:
        return after
    if after.meeting.index == after.meeting.program.first_of_method:
        return replace(after, spoken=frozenset())
    its_inbrenger = before.meeting.phase.rules.large in (Large.INBRENGER, Large.TURN_AND_INBRENGER)
    heard = _heard(before, {before.meeting.holder, before.inbrenger if its_inbrenger else None})
    return replace(after, spoken=after.spoken | heard.spoken)


def by_consent(state: State, now: float) -> State:
    """A group on its own moves on when all who are here agree, or most of them once the time is over.

    Asked after every change: it is also true when the last one who did not agree has left.
    """
    meeting, here = state.meeting, state.circle(now).here
    agreed = meeting.agreed & here
    if not (state.independent and meeting.under_way and agreed):
        return state
    most = meeting.clock.remaining(now) <= 0 and 2 * len(agreed) > len(here)
    return replace(state, meeting=m.onward(meeting, state.circle(now), now)) if most or agreed >= here else state


def title(state: State, command: c.Title, person: Person, now: float) -> State:
    """My casus in one line; an empty text takes it back."""
    line = sealed(command.text, LONGEST_LINE)
    others = tuple(entry for entry in state.titles if entry[0] != person.seat)
    mine = () if not line or person.seat is None else ((person.seat, line),)
    return replace(state, titles=tuple(sorted(others + mine)))


def question(state: State, command: c.Question, person: Person, now: float) -> State:
    return replace(state, question=sealed(command.text, LONGEST_QUESTION))


def _round(state: State, change: Callable[[Round], Round]) -> State:
    round_ = state.meeting.round
    return state if round_ is None else replace(state, meeting=replace(state.meeting, round=change(round_)))


def _heard(state: State, seats: set[int | None]) -> State:
    """Turns outside the method (checking in, rounding off) do not count: everyone has those."""
    in_method = state.meeting.step.part == "method"
    return replace(state, spoken=state.spoken | {seat for seat in seats if seat is not None}) if in_method else state


def _with(seats: frozenset[int], person: Person, on: bool) -> frozenset[int]:
    mine = frozenset() if person.seat is None else frozenset({person.seat})
    return seats | mine if on else seats - mine
