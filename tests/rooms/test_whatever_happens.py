"""Random people do random things to a room, in and out of their right, while time passes; what must hold, holds.

The machine plays the shell too: it wakes the room at every moment the room asked for. Look harder with
`HYPOTHESIS_PROFILE=thorough`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import fields, replace

from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.methods.meeting import Meeting, Progress, closed, turn_order
from server.methods.modes import Mode
from server.rooms import commands as c
from server.rooms.errors import Reason, Refused
from server.rooms.overlay import NAMES, overlay
from server.rooms.room import Room
from server.rooms.routes import routes
from server.rooms.rules import RULES
from server.rooms.state import Person, State
from server.rooms.views import Overlay
from tests.methods.samples import FRAME, LIBRARY, METHOD, MODULE, program_of

PEOPLE = ("anna", "bram", "cato", "daan", "emma", "finn", "gijs")
OPENER = PEOPLE[0]
KINDS = [c.Knock, *RULES]
OFFERS = {name: kind for kind, name in NAMES.items()}
PHASES = (*FRAME.before, *METHOD.phase, *FRAME.after)
# Rounds oftener than the rest: there is most to go wrong.
PHASE = st.sampled_from([*PHASES, *(phase for phase in PHASES if phase.mode in (Mode.RONDE, Mode.VRAAG_EN_ANTWOORD))])
ARGUMENTS: dict[str, st.SearchStrategy[object]] = {
    "guest": st.sampled_from([*PEOPLE, "niemand"]),
    "seat": st.integers(-1, 7),
    "seconds": st.sampled_from([-60, 0, 1, 60, 1800, 1801]),
    "text": st.sampled_from(["", "abc", "Zm9v_-", "<b>", "twee woorden", "a" * 5000]),
    "name": st.sampled_from(["", "abc", "<b>", "a" * 500]),
    "public": st.sampled_from(["", "p" * 43, "<b>"]),
    "proof": st.sampled_from(["f" * 43, "f" * 43 + "." + "f" * 43, "f"]),
    "ticket": st.sampled_from(["", "t" * 22, "u" * 22, "<b>"]),
    "epoch": st.integers(-1, 3),
    "phase": st.sampled_from(["", "schrijven", "tonen", "ronde", "<b>"]),
    "texts": st.lists(st.sampled_from(["abc", "Zm9v_-", "", "<b>", "a" * 1300]), max_size=12).map(tuple),
    "card": st.integers(-1, 3),
    "shown": st.booleans(),
    "rating": st.sampled_from(["", "warm", "lauw", "koud", "heet"]),
    "module": st.sampled_from(["", "moduul", "niets"]),
    "method": st.sampled_from(["", "proef", "niets"]),
    "boxes": st.lists(st.tuples(st.integers(-1, 7), st.sampled_from(["abc", "", "<b>", "a" * 81]))).map(tuple),
}
EVERY: dict[type[c.Command], Sequence[object]] = {
    **dict.fromkeys((c.Admit, c.Refuse), PEOPLE),
    **dict.fromkeys((c.ChooseModule, c.Insert), ("", "moduul", "niets")),
    c.Swap: ("", "proef", "niets"),
    c.GoTo: ("", "niets", *(phase.id for phase in (*PHASES, *MODULE.phase))),
}
Act = Callable[[], None]


def make(kind: type[c.Command], values: dict[str, object]) -> c.Command:
    return kind(**values)  # type: ignore[arg-type]


class Meetings(RuleBasedStateMachine):
    """One room from opening to end."""

    @initialize(
        independent=st.booleans(),
        seats=st.integers(3, 6),
        phases=st.lists(PHASE, min_size=2, max_size=5),
        began=st.floats(0, 1e6),
    )
    def open(self, independent: bool, seats: int, phases: list[object], began: float) -> None:
        self.now = began
        program = program_of(*phases)  # type: ignore[arg-type]
        self.room = Room(program, opener=OPENER, seats=seats, independent=independent, now=began, library=LIBRARY)
        self.been: set[int] = set()  # who had a turn, or passed, in the present lap
        self.was_over = False
        for name in PEOPLE[: seats - 1]:  # most of them are there already; the last ones come and go
            self.room.handle(c.Knock(by=name, name="abc"), self.now)
            self.room.handle(c.Connect(by=name), self.now)
            if self.room.may(OPENER, c.AdmitAll, self.now):
                self.room.handle(c.AdmitAll(by=OPENER), self.now)

    @property
    def state(self) -> State:
        return self.room.state

    @property
    def meeting(self) -> Meeting:
        return self.state.meeting

    # What people do

    @rule(data=st.data(), by=st.sampled_from(PEOPLE), kind=st.sampled_from(KINDS))
    def anyone_tries_anything(self, data: st.DataObject, by: str, kind: type[c.Command]) -> None:
        """Also people at the door and outside, on outdated screens, with impossible seats and garbage for texts."""
        if kind is c.End:
            assume(data.draw(st.integers(0, 9)) == 0)
        values = {field.name: data.draw(ARGUMENTS[field.name]) for field in fields(kind) if field.name in ARGUMENTS}
        if issubclass(kind, c.Seen):
            values["seen"] = self.state.version - data.draw(st.sampled_from([-1, 0, 0, 0, 1, 2, 5]))
        self.attempt(make(kind, {"by": by, **values}))

    @precondition(lambda self: self.state.seated)
    @rule(data=st.data(), end=st.integers(0, 9))
    def someone_does_what_the_screen_offers(self, data: st.DataObject, end: int) -> None:
        person = data.draw(st.sampled_from(self.state.seated), label="who")
        shown = self.screen(person)
        choices = [
            each for name in sorted(shown.may) if name != "end" or end == 0 for each in self.offers(shown, person, name)
        ]
        assume(choices)
        command = data.draw(st.sampled_from(choices), label="what")
        assert self.attempt(command) in (None, Reason.FULL)

    @precondition(lambda self: self.meeting.holder is not None)
    @rule(passing=st.booleans())
    def whoever_has_the_turn_ends_it(self, passing: bool) -> None:
        holder = self.state.in_seat(self.meeting.holder)
        assert holder is not None
        kind = c.Pass if passing else c.TurnDone
        assert self.attempt(kind(by=holder.id, seen=self.state.version)) is None

    @precondition(lambda self: self.meeting.under_way and self.state.in_seat(self.state.begeleider))
    @rule()
    def next_is_pressed_twice_on_one_screen(self) -> None:
        leader = self.state.in_seat(self.state.begeleider)
        assert leader is not None
        index, press = self.meeting.index, c.Next(by=leader.id, seen=self.state.version)
        if self.attempt(press) is None:
            assert self.attempt(press) is Reason.STALE
            assert self.meeting.index == index + 1

    @rule(seconds=st.one_of(st.sampled_from([0.5, 3.9, 4.0, 30.0, 60.0, 300.0, 601.0]), st.floats(0, 90)))
    def time_passes(self, seconds: float) -> None:
        """As in the shell: the room is woken at every moment it asked for, and not in between."""
        until = self.now + seconds
        while (due := self.room.wake_at(self.now)) is not None and due <= until:
            assert due > self.now
            self.at(due)
            self.act(lambda: self.room.wake(self.now))
        self.at(until)

    def at(self, moment: float) -> None:
        """The clock goes to this moment; while paused, the meeting's clocks do not."""
        left = self.meeting.clock.remaining(self.now) - self.meeting.clock.remaining(moment)
        running = self.meeting.progress is Progress.RUNNING
        assert abs(left - (moment - self.now if running else 0)) < 1e-6
        self.now = moment

    # How it is done

    def attempt(self, command: c.Command) -> Reason | None:
        """Carry it out; a refusal changes nothing, and is for what the screen did not offer."""
        before, knocks = self.state, isinstance(command, c.Knock)
        offered = not knocks and self.room.may(command.by, type(command), self.now)
        refused: list[Reason] = []

        def handle() -> None:
            try:
                self.room.handle(command, self.now)
            except Refused as refusal:
                refused.append(refusal.reason)

        self.act(handle, command)
        if not refused:
            assert offered or knocks
            return None
        assert self.state is before
        if refused[0] in (Reason.NOT_YOURS, Reason.NOT_NOW):
            assert not offered
        return refused[0]

    def act(self, what: Act, command: c.Command | None = None) -> None:
        before = self.state
        what()
        after = self.state
        assert after.version - before.version == (0 if after is before else 1)
        assert after.epoch >= before.epoch
        assert after.removed >= before.removed
        self.everyone_comes_round(before, after, command)
        if before.meeting.progress is Progress.DONE:
            assert after.meeting == before.meeting

    def everyone_comes_round(self, before: State, after: State, command: c.Command | None) -> None:
        """Nobody has a second turn in a lap before everybody who is here had one (or passed)."""
        old, new = before.meeting.round, after.meeting.round
        moved = before.meeting.turn != after.meeting.turn or before.meeting.holder != after.meeting.holder
        if new is None or before.meeting.visit != after.meeting.visit:
            self.been = set()
            return
        if old is None:
            return
        if isinstance(command, c.GiveTurn) and moved:
            self.been -= {command.seat}  # by decision of whoever leads
        elif isinstance(command, c.Pass) and after is not before:
            person = before.person(command.by)
            assert person is not None
            self.been |= set() if person.seat is None else {person.seat}
        elif old.holder is not None and moved and not isinstance(command, c.SkipTurn):
            self.been |= {old.holder}
        self.been &= set(new.order)
        if new.holder in self.been:
            assert new.laps
            present = {seat for seat in new.order if after.is_here(seat, self.now)}
            assert present <= self.been
            self.been = set()
        assert set(new.order) == {*self.been, *new.queue, *({new.holder} - {None})} or (new.laps and new.holder is None)

    def screen(self, person: Person) -> Overlay:
        return overlay(self.state, person, self.now)

    def offers(self, shown: Overlay, person: Person, name: str) -> list[c.Command]:
        """What this screen lets this person send under this name: the seats and guests it shows as possible."""
        kind = OFFERS[name]
        flags: dict[type[c.Command], str] = {
            c.GiveTurn: "may_get_turn",
            c.HandOver: "may_get_task",
            c.Inbrenger: "may_be_inbrenger",
            c.Remove: "may_be_removed",
            c.Later: "may_come_later",
            c.Dot: "may_get_dot",
        }
        seats: list[object] = [seat.number for seat in shown.seats if kind in flags and getattr(seat, flags[kind])]
        if kind is c.Inbrenger and shown.me.inbrenger:
            seats.append(shown.me.number)  # to withdraw
        lists: dict[type[c.Command], list[object]] = {
            c.Rate: [card.number for card in shown.cards],
            c.ChooseModule: ["", *(offer.id for offer in shown.choices)],
            c.Insert: [offer.id for offer in shown.modules],
            c.Swap: [offer.id for offer in shown.methods],
            c.GoTo: [row.id for row in shown.plan],
        }
        return self.about(kind, person, lists.get(kind, seats or [guest.id for guest in shown.guests]))

    def about(self, kind: type[c.Command], person: Person, which: Sequence[object]) -> list[c.Command]:
        """This command with the newest version, about each of these seats, guests or cards where it is about any."""
        values: dict[str, object] = {
            **{"by": person.id, "seen": self.state.version, "seconds": 60, "text": "abc"},
            **{"public": "p" * 43, "proof": "f" * 43, "epoch": self.state.epoch, "boxes": ()},
            "ticket": f"{self.state.version:022}",
            **{"phase": self.meeting.phase.id, "texts": ("abc", "def"), "rating": "warm", "shown": True},
        }
        names = {field.name for field in fields(kind)}
        mine = {name: value for name, value in values.items() if name in names}
        about = "phase" if kind is c.GoTo else next(iter(names & {"seat", "guest", "card", "module", "method"}), None)
        return [make(kind, mine)] if about is None else [make(kind, {**mine, about: choice}) for choice in which]

    # What must hold

    @precondition(lambda self: self.state.seated)
    @rule(data=st.data())
    def a_screen_offers_exactly_what_the_room_allows(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.state.seated))
        shown = self.screen(person)
        for name, kind in OFFERS.items():
            offered = self.offers(shown, person, name) if name in shown.may else []
            every = self.about(kind, person, EVERY.get(kind, range(-1, self.state.seats + 1)))
            assert {command for command in every if self.would_allow(command)} == set(offered), name

    def would_allow(self, command: c.Command) -> bool:
        """Whether the room would do it; that it is full is told when it is tried."""
        room = copy(self.room)
        try:
            room.handle(command, self.now)
        except Refused as refusal:
            return refusal.reason is Reason.FULL
        return True

    @invariant()
    def people_have_seats_of_their_own(self) -> None:
        seats = [person.seat for person in self.state.seated]
        assert len(seats) == len(set(seats)) <= self.state.seats
        assert set(seats) <= set(range(self.state.seats))
        assert len({person.id for person in self.state.people}) == len(self.state.people)
        assert not (self.state.locked and self.state.guests)
        assert not self.state.removed & {person.id for person in self.state.people}, "removal is for good"

    @invariant()
    def tasks_and_titles_are_held_by_people_in_seats(self) -> None:
        seats = {person.seat for person in self.state.seated}
        assert {self.state.begeleider, self.state.inbrenger} - {None} <= seats
        assert {seat for seat, _ in self.state.titles} <= seats
        assert self.meeting.ready | self.meeting.agreed | self.meeting.reopened <= seats or not self.meeting.under_way
        assert self.state.inbrenger is not None or not self.state.question

    @invariant()
    def the_turn_is_with_someone_of_the_round(self) -> None:
        round_ = self.meeting.round
        if round_ is not None:
            assert round_.order == turn_order(self.meeting.phase, self.state.circle(self.now))
            assert round_.holder is None or round_.holder in round_.order
        assert round_ is None or self.meeting.under_way

    @invariant()
    def all_screens_agree(self) -> None:
        screens = [self.screen(person) for person in self.state.seated]
        common = {
            (
                shown.version,
                shown.state,
                shown.phase
                and replace(shown.phase, say=None, why=None, choosing=False, helps=False, writes=False, notes=False),
                shown.clock,
                shown.turn,
                shown.question,
                shown.plan,
                shown.rest_ms,
                shown.agreed,
                shown.leader,
                (shown.keys.epoch, shown.keys.keeper, shown.keys.seats),
            )
            for shown in screens
        }
        assert len(common) <= 1
        for shown in screens:
            assert sum(seat.me for seat in shown.seats) == 1
            assert sum(seat.turn for seat in shown.seats) == (shown.turn.seat is not None)

    @invariant()
    def nobody_hears_a_closed_microphone_or_someone_at_the_door(self) -> None:
        circle, found = self.state.circle(self.now), routes(self.state, self.now)
        silent = closed(self.meeting, circle) - self.meeting.reopened
        assert set(found.heard) == set(found.seen) == circle.seated
        for seat in circle.seated:
            assert found.heard[seat] == circle.seated - silent - {seat}
            looks = (person := self.state.in_seat(seat)) is not None and person.sees
            assert found.seen[seat] == (circle.seated - {seat} if looks else frozenset())
        assert found.large <= circle.seated

    @invariant()
    def an_over_room_stays_over(self) -> None:
        is_over = self.room.is_over(self.now)
        assert is_over or not self.was_over
        self.was_over = is_over


TestWhateverHappens = Meetings.TestCase
TestWhateverHappens.settings = settings(max_examples=settings().max_examples // 2, stateful_step_count=30)
