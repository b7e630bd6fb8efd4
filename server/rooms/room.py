"""A room: commands go in with the moment, the whole state comes out by asking. Imports the rules and what they lead to.

`handle` changes the room or raises Refused and changes nothing: the state is one frozen value, replaced at the end.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from server.methods import meeting as m
from server.methods.library import Library
from server.methods.meeting import Meeting, Progress
from server.methods.program import Program

from . import cards, door, dots, invitations, keys, leading, planning, removal, speaking
from . import commands as c
from .errors import Reason, Refused
from .rules import CLOCK, PHASE, ROLES, SEATS, TURN, check, may
from .state import SHOWN_AWAY_AFTER, TASK_FREE_AFTER, Person, State

# A seat is kept this long without a connection; before the meeting starts, people come and go.
SEAT_KEPT = 10 * 60.0
SEAT_KEPT_BEFORE_START = 60 * 60.0
# Whoever waits at the door without a connection has gone home.
GUEST_KEPT = 2 * 60.0
# A room nobody ever entered is gone after this time.
UNENTERED_KEPT = 60 * 60.0

# The values are typed by their commands; the table only brings them together.
_APPLY: Mapping[type[c.Command], Callable[[State, Any, Person, float], State]] = MappingProxyType(
    {
        c.Connect: door.connect,
        c.Disconnect: door.disconnect,
        c.Leave: door.leave,
        c.Admit: door.admit,
        c.AdmitAll: door.admit_all,
        c.Refuse: door.refuse,
        c.Lock: door.lock,
        c.Unlock: door.unlock,
        c.Invite: invitations.invite,
        c.Remove: removal.remove,
        c.Announce: keys.announce,
        c.ShareKey: keys.share_key,
        c.Name: keys.name,
        c.Start: leading.start,
        c.Next: leading.onward,
        c.Back: leading.back,
        c.Pause: leading.pause,
        c.Resume: leading.resume,
        c.Extend: leading.extend,
        c.Shorten: leading.shorten,
        c.CatchUp: planning.catch_up,
        c.Skip: planning.skip,
        c.GoTo: planning.go_to,
        c.Repeat: planning.repeat,
        c.ChooseModule: planning.choose_module,
        c.Insert: planning.insert,
        c.Swap: planning.swap,
        c.Again: planning.again,
        c.End: leading.end,
        c.Inbrenger: leading.inbrenger,
        c.HandOver: leading.hand_over,
        c.TakeTask: leading.take_task,
        c.LayDownTask: leading.lay_down_task,
        c.TurnDone: speaking.turn_done,
        c.Pass: speaking.pass_,
        c.SkipTurn: speaking.skip_turn,
        c.GiveTurn: speaking.give_turn,
        c.Later: speaking.later,
        c.Speak: speaking.speak,
        c.Pictures: speaking.pictures,
        c.Agree: speaking.agree,
        c.Tick: speaking.tick,
        c.Written: speaking.written,
        c.Title: speaking.title,
        c.Question: speaking.question,
        c.Dot: dots.dot,
        c.ShowDots: dots.show_dots,
        c.Write: cards.write,
        c.Rate: cards.rate,
        c.Sheet: cards.sheet,
    }
)


class Room:
    """People in seats holding a meeting."""

    def __init__(
        self,
        program: Program,
        *,
        opener: str,
        seats: int,
        independent: bool,
        now: float,
        budget: float | None = None,
        library: Library | None = None,
    ) -> None:
        """budget: the time for the whole meeting, in seconds; None: what the method takes."""
        self.opened_at = now
        self.state = State(
            opener=opener,
            seats=seats,
            independent=independent,
            meeting=Meeting(program, budget=budget),
            library=library or Library(),
        )

    def handle(self, command: c.Command, now: float) -> None:
        """Carry out a command at this moment (seconds, monotonic). Raises Refused, and then nothing has changed."""
        if isinstance(command, c.Knock):
            if self.is_over(now):
                raise Refused(Reason.CLOSED)
            after = door.knock(self.state, command, now)
        else:
            person = self.state.person(command.by)
            if person is None:
                raise Refused(Reason.CLOSED)
            check(self.state, person, command, now)
            after = _APPLY[type(command)](self.state, command, person, now)
        self._become(after, now)

    def wake(self, now: float) -> None:
        """What time alone brings: seats given up after the grace time, consent once the time is over."""
        state = self.state
        for person in state.people:
            if person.is_away(now, _kept(self.state, person)):
                state = state.without(person)
        self._become(state, now)

    def wake_at(self, now: float) -> float | None:
        """The next moment at which `wake` has something to do or screens change by themselves."""
        moments = [self.opened_at + UNENTERED_KEPT]
        meeting = self.state.meeting
        for clock in (meeting.clock, meeting.turn_clock):
            ends = clock.ends_at() if clock and meeting.progress is Progress.RUNNING else None
            moments += [] if ends is None else [ends]
        for person in self.state.people:
            if person.gone_since is not None:
                kept = _kept(self.state, person)
                moments += [person.gone_since + after for after in (SHOWN_AWAY_AFTER, TASK_FREE_AFTER, kept)]
        return min((moment for moment in moments if moment > now), default=None)

    def may(self, person: str, kind: type[c.Command], now: float) -> bool:
        """Whether this person may ask this now."""
        someone = self.state.person(person)
        return someone is not None and may(self.state, someone, kind, now)

    def is_over(self, now: float) -> bool:
        """Nothing is left to come back to: ended, left by everyone, or never entered."""
        state = self.state
        if state.meeting.progress is Progress.DONE or (state.entered and not state.seated):
            return True
        return not state.entered and now >= self.opened_at + UNENTERED_KEPT

    def _become(self, after: State, now: float) -> None:
        before = self.state
        after = speaking.by_consent(after, now)
        after = replace(after, meeting=m.settle(before.meeting, after.meeting, after.circle(now), now))
        after = cards.cleared(dots.settled(speaking.remember(before, after), now))
        if after == before:
            return
        version = before.version + 1
        touched = dict(before.touched)
        touched.update((aspect, version) for aspect, of in _ASPECTS.items() if of(before) != of(after))
        self.state = replace(after, version=version, touched=tuple(sorted(touched.items())))


def _kept(state: State, person: Person) -> float:
    """Seconds for which this person's place is kept without a connection."""
    if person.seat is None:
        return GUEST_KEPT
    return SEAT_KEPT if state.meeting.under_way else SEAT_KEPT_BEFORE_START


# What a command may be about, and the part of the state that shows whether it has changed.
_ASPECTS: Mapping[str, Callable[[State], object]] = MappingProxyType(
    {
        PHASE: lambda state: (
            state.meeting.program,
            state.meeting.visit,
            state.meeting.progress in (Progress.WAITING, Progress.DONE),
        ),
        CLOCK: lambda state: (
            state.meeting.visit,
            state.meeting.progress,
            state.meeting.clock.total,
            state.meeting.pace,
        ),
        TURN: lambda state: (state.meeting.turn, state.meeting.holder),
        ROLES: lambda state: (state.begeleider, state.inbrenger),
        SEATS: lambda state: [(person.id, person.seat) for person in state.seated],
    }
)
