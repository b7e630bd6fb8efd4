"""Every method on the shelf, from beginning to end, with 3, 4, 6 and 8 people, with a begeleider and on their own.

In every phase everyone's screen is drawn in both languages; people name an inbrenger where one is asked for, choose a
module where one is to be chosen, and write where it will be shown. Nobody gets stuck, and the time is what was planned.
"""

from collections.abc import Mapping

import pytest

from server.methods.meeting import planned
from server.methods.method import Phase
from server.rooms import commands as c
from server.rooms.overlay import overlay
from server.rooms.planning import chosen
from server.rooms.room import Room
from server.rooms.state import Person
from server.rooms.views import Overlay
from server.settings import ROOT
from server.shelf import read_shelf
from server.web.render import LANGUAGES, Renderer

SHELF = read_shelf(ROOT / "server/methods")
NOW = 1000.0


class Drawing:
    """Draws every different screen once in each language: phase, role, turn and commands are what makes them differ.

    The phases of the frame are the same around every method, and are drawn once for all of them.
    """

    def __init__(self) -> None:
        self.renderer = Renderer(ROOT)
        self.drawn: set[tuple[object, ...]] = set()

    def draw(self, phase: Phase, shown: Overlay) -> None:
        look = (phase, shown.me.turn, shown.me.inbrenger, shown.leads, shown.independent, shown.may)
        if look not in self.drawn:
            self.drawn.add(look)
            for language in LANGUAGES:
                assert phase.id in self.renderer.push(shown, language, NOW * 1000, "kamer")


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing()


class Walk:
    """One room that walks through its program, all at the same moment: time is looked at, not waited for."""

    def __init__(self, method: str, people: int, *, guided: bool) -> None:
        program = SHELF.program(method)
        assert program is not None
        self.room = Room(program, opener="p0", seats=people, independent=not guided, now=NOW, library=SHELF.library)
        for number in range(people):
            self.room.handle(c.Knock(by=f"p{number}", name="abc"), NOW)
            self.room.handle(c.Connect(by=f"p{number}"), NOW)
            if self.room.may("p0", c.AdmitAll, NOW):
                self.room.handle(c.AdmitAll(by="p0"), NOW)

    @property
    def people(self) -> tuple[Person, ...]:
        return self.room.state.seated

    def one_of_each(self) -> list[Person]:
        """Whoever leads, brings in, has the turn or is next, and one of the others, who all see the same."""
        state, round_ = self.room.state, self.room.state.meeting.round
        special = {state.begeleider, state.inbrenger, state.meeting.holder}
        if round_ is not None:
            special.add(round_.next(state.circle(NOW).here))
        others = [person for person in self.people if person.seat not in special]
        return [person for person in self.people if person.seat in special] + others[:1]

    def sees(self, person: Person) -> Overlay:
        return overlay(self.room.state, person, NOW)

    def ask(self, kind: type[c.Seen], by: str, **more: object) -> None:
        self.room.handle(kind(by=by, seen=self.room.state.version, **more), NOW)

    def do_what_is_asked(self) -> None:
        room, phase = self.room, self.room.state.meeting.phase.id
        for person in self.people:
            if room.state.inbrenger is None and room.may(person.id, c.Inbrenger, NOW):
                self.bring_in(person)
            if room.may(person.id, c.Write, NOW):
                room.handle(c.Write(by=person.id, phase=phase, texts=(f"Zm9v{person.seat}",)), NOW)
            if room.may(person.id, c.Sheet, NOW):
                room.handle(c.Sheet(by=person.id, text="dmVs"), NOW)
            if room.may(person.id, c.Rate, NOW):
                self.ask(c.Rate, person.id, card=0, rating="warm")
            if room.may(person.id, c.ChooseModule, NOW) and not chosen(room.state):
                self.ask(c.ChooseModule, person.id, module=self.sees(person).choices[0].id)

    def bring_in(self, person: Person) -> None:
        if self.sees(person).me.may_be_inbrenger:
            self.ask(c.Inbrenger, person.id, seat=person.seat)

    def onward(self) -> None:
        """By whoever leads, or by consent of all."""
        leader = self.room.state.in_seat(self.room.state.begeleider)
        if leader is not None:
            last = not self.room.may(leader.id, c.Next, NOW)
            self.ask(c.End if last else c.Next, leader.id)
            return
        visit = self.room.state.meeting.visit
        for person in self.people:
            if self.room.state.meeting.visit == visit and self.room.may(person.id, c.Agree, NOW):
                self.ask(c.Agree, person.id)


def walked(walk: Walk, drawing: Drawing | None) -> list[str]:
    """The phases that were walked through."""
    walk.ask(c.Start, "p0")
    phases = []
    while walk.room.state.meeting.under_way:
        meeting = walk.room.state.meeting
        phases.append(meeting.phase.id)
        assert len(phases) < 80, "stuck"
        walk.do_what_is_asked()
        for person in walk.one_of_each():
            shown = walk.sees(person)
            assert shown.my_task != "choose", f"nobody can bring in a casus in {meeting.phase.id}"
            assert not meeting.phase.shows or shown.cards, f"nothing to show in {meeting.phase.id}"
            if drawing is not None:
                drawing.draw(meeting.phase, shown)
        walk.onward()
    assert walk.room.is_over(NOW)
    return phases


@pytest.mark.parametrize("guided", [True, False], ids=["guided", "independent"])
@pytest.mark.parametrize("people", [3, 4, 6, 8])
@pytest.mark.parametrize("method", SHELF.methods)
def test_every_method_is_walked_from_beginning_to_end(method: str, people: int, guided: bool, drawing: Drawing) -> None:
    walk = Walk(method, people, guided=guided)
    asked = [step.phase.id for step in walk.room.state.meeting.program.steps]
    # Drawing takes most of the time: the screens of four people have every role in them.
    phases = walked(walk, drawing if people == 4 else None)
    assert phases == [step.phase.id for step in walk.room.state.meeting.program.steps]
    chosen = [step for step in walk.room.state.meeting.program.steps if step.instead is not None]
    assert len(phases) >= len(asked) if chosen else phases == asked
    assert walk.room.state.cards == ()


@pytest.mark.parametrize("people", [3, 4, 6, 8])
@pytest.mark.parametrize("method", SHELF.methods)
def test_the_plan_of_every_method_adds_up(method: str, people: int) -> None:
    walk = Walk(method, people, guided=True)
    meeting, circle = walk.room.state.meeting, walk.room.state.circle(NOW)
    shown = walk.sees(walk.people[0])
    total = sum(planned(step.phase, circle) for step in meeting.program.steps)
    assert sum(row.seconds for row in shown.plan) == pytest.approx(total, abs=len(shown.plan))
    assert shown.rest_ms / 1000 == pytest.approx(total, abs=len(shown.plan))
    own = sum(planned(step.phase, circle) for step in meeting.program.steps if step.part == "method")
    assert 15 * 60 <= own <= 150 * 60


def offers() -> Mapping[str, tuple[str, ...]]:
    return {
        f"{method.id}/{phase.id}": tuple(sorted(phase.modules))
        for method in SHELF.methods.values()
        for phase in method.phase
        if phase.choose == "module"
    }


def test_every_module_that_a_method_offers_stands_on_the_shelf() -> None:
    assert offers()
    assert {module for modules in offers().values() for module in modules} <= set(SHELF.modules)


@pytest.mark.parametrize("module", SHELF.modules)
def test_every_module_can_be_put_into_a_meeting_and_walked(module: str, drawing: Drawing) -> None:
    walk = Walk("incident", 4, guided=True)
    walk.ask(c.Start, "p0")
    for _ in range(5):
        walk.do_what_is_asked()
        walk.onward()
    walk.ask(c.Insert, "p0", module=module)
    for phase in SHELF.modules[module].phase:
        walk.onward()
        walk.do_what_is_asked()
        assert walk.room.state.meeting.phase.title == phase.title
        for person in walk.people:
            drawing.draw(walk.room.state.meeting.phase, walk.sees(person))
