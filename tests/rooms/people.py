"""Anna, Bram, Cato, Daan, Emma and Finn in a room with the sample meeting, and short ways to let them do things.

Anna opens the room; in a guided room she is the begeleider. Seats are 0 to 5 in that order. Moments are numbers.
"""

from dataclasses import replace

import pytest

from server.methods.program import Program
from server.rooms import commands as c
from server.rooms.errors import Reason, Refused
from server.rooms.overlay import overlay
from server.rooms.room import Room
from server.rooms.state import Person, State
from server.rooms.views import Overlay, SeatView
from tests.methods.samples import INDEX, LIBRARY, PROGRAM

ANNA, BRAM, CATO, DAAN, EMMA, FINN = SIX = ("anna", "bram", "cato", "daan", "emma", "finn")
SEAT = {name: seat for seat, name in enumerate(SIX)}
GUEST, STRANGER = "gast", "vreemde"
NOW = 1000.0


class Group:
    """A room and the people in it. `now` is the moment at which everything happens until a test moves it."""

    def __init__(
        self,
        *people: str,
        independent: bool = False,
        seats: int = 8,
        program: Program = PROGRAM,
        now: float = NOW,
        budget: float | None = None,
    ) -> None:
        self.now = now
        self.room = Room(
            program,
            opener=ANNA,
            seats=seats,
            independent=independent,
            now=now,
            budget=budget,
            library=LIBRARY,
        )
        for name in people:
            self.enter(name)

    @property
    def state(self) -> State:
        return self.room.state

    def does(self, command: c.Command) -> None:
        self.room.handle(command, self.now)

    def refused(self, command: c.Command) -> Reason:
        """Why the command is refused; and that nothing has changed by it."""
        before = self.state
        with pytest.raises(Refused) as caught:
            self.does(command)
        assert self.state == before
        return caught.value.reason

    def asks(self, who: str, kind: type[c.Seen], **more: int | str) -> None:
        """A command on the newest screen."""
        self.does(kind(by=who, seen=self.state.version, **more))

    def asks_in_vain(self, who: str, kind: type[c.Seen], **more: int | str) -> Reason:
        return self.refused(kind(by=who, seen=self.state.version, **more))

    def knock(self, who: str) -> None:
        self.does(c.Knock(by=who, name=who))
        self.does(c.Connect(by=who))

    def enter(self, who: str) -> None:
        """Knock, and be let in by someone who may."""
        self.knock(who)
        if self.person(who).seat is None:
            porter = next(p.id for p in self.state.seated if self.room.may(p.id, c.Admit, self.now))
            self.does(c.Admit(by=porter, guest=who))

    def person(self, who: str) -> Person:
        found = self.state.person(who)
        assert found is not None
        return found

    def goes_to(self, phase: str, inbrenger: str | None = None) -> "Group":
        """Start, and go to this phase as if the group had walked there, with this inbrenger."""
        self.goes_in(inbrenger)
        if INDEX[phase] > 0:
            self.room.state = replace(self.state, meeting=replace(self.state.meeting, index=INDEX[phase] - 1))
            self.onward()
        return self

    def goes_in(self, inbrenger: str | None) -> "Group":
        """Into the first phase, with this inbrenger."""
        starter = next(p.id for p in self.state.seated if self.room.may(p.id, c.Start, self.now))
        self.asks(starter, c.Start)
        if inbrenger is not None:
            self.room.state = replace(self.state, inbrenger=SEAT[inbrenger])
        return self

    def onward(self) -> None:
        """The next phase, by whoever leads or by consent of all."""
        if self.state.begeleider is not None:
            leader = self.state.in_seat(self.state.begeleider)
            assert leader is not None
            self.asks(leader.id, c.Next)
            return
        index = self.state.meeting.index
        for person in self.state.seated:
            if self.state.meeting.index == index:
                self.asks(person.id, c.Agree)

    def goes_away(self, who: str, seconds: float = 5) -> None:
        """Lose the connection; the others see it after some seconds."""
        self.does(c.Disconnect(by=who))
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.room.wake(self.now)

    def sees(self, who: str) -> Overlay:
        return overlay(self.state, self.person(who), self.now)

    def seat(self, who: str, of: str | None = None) -> SeatView:
        """How `who` sees the seat of `of` (or their own)."""
        return self.sees(who).seats[SEAT[of or who]]

    @property
    def holder(self) -> str | None:
        return self.name_of(self.state.meeting.holder)

    @property
    def phase(self) -> str:
        return self.state.meeting.phase.id

    def name_of(self, seat: int | None) -> str | None:
        person = self.state.in_seat(seat)
        return None if person is None else person.id


def guided(phase: str | None = None, inbrenger: str | None = CATO, *, people: tuple[str, ...] = SIX) -> Group:
    """A room led by Anna, in this phase (or waiting)."""
    group = Group(*people)
    return group if phase is None else group.goes_to(phase, inbrenger)


def on_their_own(phase: str | None = None, inbrenger: str | None = CATO, *, people: tuple[str, ...] = SIX) -> Group:
    """A room without a begeleider; nobody holds the task."""
    group = Group(*people, independent=True)
    return group if phase is None else group.goes_to(phase, inbrenger)
