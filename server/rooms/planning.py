"""Changing the plan during a meeting: modules, other phases, another method, a second casus. Imports meeting, state."""

from dataclasses import replace

from server.methods import meeting as m
from server.methods.meeting import Meeting
from server.methods.method import Method
from server.methods.program import Program

from . import commands as c
from .errors import Reason, Refused
from .state import Person, State

MOST_STEPS = 60


def on_offer(state: State) -> tuple[Method, ...]:
    """The modules that may take the place of the next phase."""
    phase = state.meeting.phase
    wanted = phase.modules if phase.choose == "module" else frozenset()
    return tuple(module for id, module in state.library.modules.items() if id in wanted)


def chosen(state: State) -> str:
    """The module that stands in the place of the next phase."""
    steps = state.meeting.program.steps[state.meeting.index + 1 :]
    return steps[0].module if steps and steps[0].instead is not None else ""


def choose_module(state: State, command: c.ChooseModule, person: Person, now: float) -> State:
    found = next((module for module in on_offer(state) if module.id == command.module), None)
    if found is None and command.module:
        raise Refused(Reason.UNKNOWN)
    return _planned(state, state.meeting.program.with_chosen(found, state.meeting.index))


def insert(state: State, command: c.Insert, person: Person, now: float) -> State:
    found = state.library.modules.get(command.module)
    if found is None:
        raise Refused(Reason.UNKNOWN)
    return _planned(state, state.meeting.program.with_module(found, state.meeting.index))


def may_skip(meeting: Meeting) -> bool:
    """The next phase may be left out, and there is one after it."""
    following = meeting.program.steps[meeting.index + 1 :]
    return meeting.under_way and len(following) > 1 and following[0].phase.skip


def skip(state: State, command: c.Skip, person: Person, now: float) -> State:
    return _at(state, state.meeting.index + 2, now)


def go_to(state: State, command: c.GoTo, person: Person, now: float) -> State:
    index = state.meeting.program.index_of(command.phase)
    if index is None:
        raise Refused(Reason.UNKNOWN)
    return _at(state, index, now)


def repeat(state: State, command: c.Repeat, person: Person, now: float) -> State:
    return _at(state, state.meeting.index, now)


def swap(state: State, command: c.Swap, person: Person, now: float) -> State:
    program = state.library.program(command.method)
    if program is None:
        raise Refused(Reason.UNKNOWN)
    return _planned(state, program)


def again(state: State, command: c.Again, person: Person, now: float) -> State:
    """Everything of the first casus is gone; the other casussen that were put down are still there."""
    state = replace(
        state,
        inbrenger=None,
        question="",
        titles=tuple(entry for entry in state.titles if entry[0] != state.inbrenger),
        cards=(),
        sheets=(),
    )
    return replace(state, meeting=m.again(state.meeting, state.circle(now), now))


def catch_up(state: State, command: c.CatchUp, person: Person, now: float) -> State:
    return replace(state, meeting=m.catch_up(state.meeting, state.circle(now), now))


def _at(state: State, index: int, now: float) -> State:
    return replace(state, meeting=m.enter(state.meeting, index, state.circle(now), now))


def _planned(state: State, program: Program) -> State:
    return replace(state, meeting=replace(state.meeting, program=program))
