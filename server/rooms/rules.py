"""Who may do what, and when: the one table. The overlay offers what it allows, `Room.handle` refuses the rest.

A rule says who may ask (`who`), at what moment of the meeting (`when`), and what the command is about: where that has
changed since the asker's screen was drawn, the command is stale. Imports commands, state and the meeting's values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from server.methods.meeting import Progress, closed

from . import cards, keys, planning
from . import commands as c
from .errors import Reason, Refused
from .state import Person, State

Who = Callable[[State, Person, float], bool]
When = Callable[[State, Person, float], bool]

PHASE, CLOCK, TURN, ROLES, SEATS = "phase", "clock", "turn", "roles", "seats"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table. `about` is None where an outdated screen does no harm."""

    who: Who
    when: When
    about: str | None = None


# Who


def anyone(state: State, person: Person, now: float) -> bool:
    return True


def seated(state: State, person: Person, now: float) -> bool:
    return person.seat is not None


def leader(state: State, person: Person, now: float) -> bool:
    return state.leads(person)


def leader_or_group(state: State, person: Person, now: float) -> bool:
    """Whoever leads; in a room on its own where nobody does, everyone."""
    return state.leads(person) or (state.independent and state.begeleider is None and person.seat is not None)


def porter(state: State, person: Person, now: float) -> bool:
    """Whoever opens the door: the begeleider; everyone in a room on its own, or when the begeleider is gone."""
    return state.leads(person) or (person.seat is not None and (state.independent or state.task_is_free(now)))


def holder_or_leader(state: State, person: Person, now: float) -> bool:
    return person.seat is not None and (person.seat == state.meeting.holder or leader_or_group(state, person, now))


def in_the_round(state: State, person: Person, now: float) -> bool:
    round_ = state.meeting.round
    if round_ is None or person.seat is None:
        return False
    return person.seat == round_.holder or person.seat in round_.queue


def inbrenger(state: State, person: Person, now: float) -> bool:
    return person.seat is not None and person.seat == state.inbrenger


def inbrenger_or_leader(state: State, person: Person, now: float) -> bool:
    return inbrenger(state, person, now) or leader_or_group(state, person, now)


def participant(state: State, person: Person, now: float) -> bool:
    """Takes part with a casus of one's own: everyone but a begeleider who stays aside."""
    return person.seat is not None and person.seat != state.circle(now).aside


def may_choose_inbrenger(state: State, person: Person, now: float) -> bool:
    """Whoever leads names one; anyone volunteers while there is none; the inbrenger may withdraw."""
    free = state.inbrenger is None and participant(state, person, now)
    return state.leads(person) or free or inbrenger(state, person, now)


def keeper(state: State, person: Person, now: float) -> bool:
    """Shares the group's secret at this moment."""
    sharing = keys.keeper(state, now)
    return sharing is not None and sharing.id == person.id


# When


def always(state: State, person: Person, now: float) -> bool:
    return True


def waiting(state: State, person: Person, now: float) -> bool:
    return state.meeting.progress is Progress.WAITING


def running(state: State, person: Person, now: float) -> bool:
    return state.meeting.progress is Progress.RUNNING


def paused(state: State, person: Person, now: float) -> bool:
    return state.meeting.progress is Progress.PAUSED


def under_way(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way


def not_the_last(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and not state.meeting.is_last


def not_the_first(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.index > 0


def someone_has_the_turn(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.holder is not None


def in_rounds(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.round is not None


def my_microphone_is_closed(state: State, person: Person, now: float) -> bool:
    return person.seat in closed(state.meeting, state.circle(now))


def by_consent(state: State, person: Person, now: float) -> bool:
    return state.independent and state.meeting.under_way


def to_tick(state: State, person: Person, now: float) -> bool:
    meeting = state.meeting
    return meeting.under_way and meeting.phase.ticks and person.seat not in meeting.ready


def writing(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and cards.writes(state, person)


def inventory(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.phase.choose == "inbrenger"


def an_inbrenger_is_asked_for(state: State, person: Person, now: float) -> bool:
    """In the phase that chooses, and later wherever one is needed and missing: nobody gets stuck."""
    meeting = state.meeting
    missing = meeting.under_way and meeting.phase.rules.needs_inbrenger and state.inbrenger is None
    return inventory(state, person, now) or missing


def casussen_to_choose_from(state: State, person: Person, now: float) -> bool:
    return inventory(state, person, now) and len(state.titles) > 1 and not state.dots_shown


def writing_to_show(state: State, person: Person, now: float) -> bool:
    return writing(state, person, now) and cards.is_shown_later(state)


def cards_to_rate(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.phase.rate is not None and bool(cards.shown(state))


def a_sheet_to_fill_in(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and cards.shared_sheet(state) is not None


def a_module_to_choose(state: State, person: Person, now: float) -> bool:
    return not_the_last(state, person, now) and bool(planning.on_offer(state))


def room_for_a_module(state: State, person: Person, now: float) -> bool:
    meeting = state.meeting
    return meeting.under_way and bool(state.library.modules) and len(meeting.program.steps) < planning.MOST_STEPS


def the_next_may_be_left_out(state: State, person: Person, now: float) -> bool:
    return planning.may_skip(state.meeting)


def other_methods(state: State, person: Person, now: float) -> bool:
    return waiting(state, person, now) and bool(state.library.methods)


def beyond_the_first_of_the_method(state: State, person: Person, now: float) -> bool:
    return state.meeting.under_way and state.meeting.index > state.meeting.program.first_of_method


def the_task_is_free(state: State, person: Person, now: float) -> bool:
    return state.task_is_free(now) and not state.leads(person)


def led_by_a_member(state: State, person: Person, now: float) -> bool:
    return state.independent


def open_door(state: State, person: Person, now: float) -> bool:
    return not state.locked


def locked_door(state: State, person: Person, now: float) -> bool:
    return state.locked


def someone_at_the_door(state: State, person: Person, now: float) -> bool:
    return bool(state.guests)


RULES: Mapping[type[c.Command], Rule] = MappingProxyType(
    {
        c.Connect: Rule(anyone, always),
        c.Disconnect: Rule(anyone, always),
        c.Leave: Rule(anyone, always),
        c.Admit: Rule(porter, someone_at_the_door),
        c.AdmitAll: Rule(porter, someone_at_the_door),
        c.Refuse: Rule(porter, someone_at_the_door),
        c.Lock: Rule(leader_or_group, open_door),
        c.Unlock: Rule(leader_or_group, locked_door),
        c.Invite: Rule(porter, open_door),
        c.Remove: Rule(porter, always, SEATS),
        c.Announce: Rule(seated, always),
        c.ShareKey: Rule(keeper, always),
        c.Name: Rule(seated, always),
        c.Start: Rule(leader_or_group, waiting, PHASE),
        c.Next: Rule(leader, not_the_last, PHASE),
        c.Back: Rule(leader, not_the_first, PHASE),
        c.Pause: Rule(leader_or_group, running, CLOCK),
        c.Resume: Rule(leader_or_group, paused, CLOCK),
        c.Extend: Rule(leader_or_group, under_way, CLOCK),
        c.Shorten: Rule(leader_or_group, under_way, CLOCK),
        c.CatchUp: Rule(leader_or_group, not_the_last, CLOCK),
        c.Skip: Rule(leader, the_next_may_be_left_out, PHASE),
        c.GoTo: Rule(leader, under_way, PHASE),
        c.Repeat: Rule(leader, under_way, PHASE),
        c.ChooseModule: Rule(inbrenger_or_leader, a_module_to_choose, PHASE),
        c.Insert: Rule(leader_or_group, room_for_a_module, PHASE),
        c.Swap: Rule(leader_or_group, other_methods, PHASE),
        c.Again: Rule(leader, beyond_the_first_of_the_method, PHASE),
        c.End: Rule(leader, always, PHASE),
        c.TurnDone: Rule(holder_or_leader, someone_has_the_turn, TURN),
        c.Pass: Rule(in_the_round, under_way, PHASE),
        c.SkipTurn: Rule(leader_or_group, someone_has_the_turn, TURN),
        c.GiveTurn: Rule(leader_or_group, in_rounds, TURN),
        c.Later: Rule(leader_or_group, in_rounds, TURN),
        c.Speak: Rule(seated, my_microphone_is_closed, PHASE),
        c.Pictures: Rule(seated, always),
        c.Agree: Rule(seated, by_consent, PHASE),
        c.Tick: Rule(seated, to_tick, PHASE),
        c.Written: Rule(seated, writing, PHASE),
        c.Inbrenger: Rule(may_choose_inbrenger, an_inbrenger_is_asked_for, ROLES),
        c.Title: Rule(participant, inventory),
        c.Question: Rule(inbrenger, under_way),
        c.Dot: Rule(participant, casussen_to_choose_from, PHASE),
        c.ShowDots: Rule(leader_or_group, casussen_to_choose_from, PHASE),
        c.Write: Rule(participant, writing_to_show),
        c.Rate: Rule(inbrenger, cards_to_rate, PHASE),
        c.Sheet: Rule(inbrenger, a_sheet_to_fill_in),
        c.HandOver: Rule(leader, always, ROLES),
        c.TakeTask: Rule(seated, the_task_is_free, ROLES),
        c.LayDownTask: Rule(leader, led_by_a_member, ROLES),
    }
)


def may(state: State, person: Person, kind: type[c.Command], now: float) -> bool:
    """Whether this person may ask this now. Overlay and `handle` both ask here."""
    rule = RULES[kind]
    return (
        state.meeting.progress is not Progress.DONE and rule.who(state, person, now) and rule.when(state, person, now)
    )


def check(state: State, person: Person, command: c.Command, now: float) -> None:
    """Raise Refused unless the command is allowed and was made on a screen that still holds."""
    rule = RULES[type(command)]
    if isinstance(command, c.Seen) and rule.about is not None and command.seen < state.touched_at(rule.about):
        raise Refused(Reason.STALE)
    if state.meeting.progress is Progress.DONE or not rule.when(state, person, now):
        raise Refused(Reason.NOT_NOW)
    if not rule.who(state, person, now):
        raise Refused(Reason.NOT_YOURS)
