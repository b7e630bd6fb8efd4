"""The overlay of one person: what this screen shows, which commands are open. Imports rules, routes, paper, views."""

from collections.abc import Mapping
from types import MappingProxyType

from server.methods import meeting as m
from server.methods.meeting import Circle, Meeting, Progress
from server.methods.method import Words
from server.methods.modes import Closed, Switch

from . import commands as c
from . import paper
from .cards import is_shown_later, shared_sheet, writes
from .dots import may_get_dot
from .invitations import came_twice
from .keys import keeper
from .leading import may_be_inbrenger, may_get_task
from .removal import may_be_removed, votes
from .routes import large
from .rules import leader_or_group, may
from .speaking import may_come_later, may_get_turn
from .state import Person, State
from .views import ClockView, Guest, KeysView, Overlay, PhaseView, PlanRow, SeatKeys, SeatView, TurnView

Allowed = frozenset[type[c.Command]]

# The names of the commands on the outside: addresses, forms, and the screen's `cmd-...` hooks.
NAMES: Mapping[type[c.Command], str] = MappingProxyType(
    {
        c.Admit: "admit",
        c.AdmitAll: "admit-all",
        c.Refuse: "refuse",
        c.Lock: "lock",
        c.Unlock: "unlock",
        c.Invite: "invite",
        c.Remove: "remove",
        c.Announce: "announce",
        c.ShareKey: "share-key",
        c.Name: "name",
        c.Start: "start",
        c.Next: "next",
        c.Back: "back",
        c.Pause: "pause",
        c.Resume: "resume",
        c.Extend: "extend",
        c.Shorten: "shorten",
        c.CatchUp: "catch-up",
        c.Skip: "skip",
        c.GoTo: "go-to",
        c.Repeat: "repeat",
        c.ChooseModule: "choose-module",
        c.Insert: "insert",
        c.Swap: "swap",
        c.Again: "again",
        c.End: "end",
        c.Inbrenger: "inbrenger",
        c.HandOver: "hand-over",
        c.TakeTask: "take-task",
        c.LayDownTask: "lay-down-task",
        c.TurnDone: "turn-done",
        c.Pass: "pass",
        c.SkipTurn: "skip-turn",
        c.GiveTurn: "give-turn",
        c.Later: "later",
        c.Speak: "speak",
        c.Pictures: "pictures",
        c.Agree: "agree",
        c.Tick: "tick",
        c.Written: "written",
        c.Title: "title",
        c.Question: "question",
        c.Dot: "dot",
        c.ShowDots: "show-dots",
        c.Write: "write",
        c.Rate: "rate",
        c.Sheet: "sheet",
    }
)


def overlay(state: State, person: Person, now: float) -> Overlay:
    """What this seated person sees at this moment."""
    meeting, circle = state.meeting, state.circle(now)
    allowed = frozenset(kind for kind in NAMES if may(state, person, kind, now))
    turn, plan = _turn(state, circle, now), paper.plan(meeting, circle, now)
    seats = tuple(_seat(state, person, number, turn, allowed, now) for number in range(state.seats))
    me = seats[person.seat or 0]
    task, words = _task(state, person, turn, allowed)
    keeps_question = meeting.under_way and meeting.step.part == "method" and bool(state.question)
    return Overlay(
        version=state.version,
        state=meeting.progress.value,
        method=meeting.program.title,
        me=me,
        leads=state.leads(person),
        independent=state.independent,
        leader=state.begeleider,
        my_task=task,
        my_task_words=words,
        my_microphone="reopened" if me.opened else "closed" if me.closed else "open",
        i_am_large=me.large,
        sees_pictures=person.sees,
        phase=_phase(state, person, turn, allowed) if meeting.under_way else None,
        clock=_clock(meeting, now),
        turn=turn,
        seats=seats,
        guests=tuple(Guest(g.id, g.name) for g in state.guests) if c.Admit in allowed else (),
        locked=state.locked,
        question=state.question if keeps_question else "",
        question_seat=state.inbrenger if keeps_question else None,
        agreed=len(meeting.agreed & circle.here),
        plan=plan,
        rest_ms=_rest_ms(meeting, plan, now),
        keys=_keys(state, person, now),
        may=frozenset(NAMES[kind] for kind in allowed),
        time=paper.time(meeting, circle, now),
        cards=paper.cards_on_the_table(state),
        columns=paper.columns(meeting),
        written=paper.written(state, person),
        sheet=paper.sheet(state, person, edits=c.Sheet in allowed, writes=c.Write in allowed),
        dots_left=paper.dots_left(state, person) if c.Dot in allowed else 0,
        choices=paper.choices(state),
        modules=paper.offers(state.library.modules) if c.Insert in allowed else (),
        methods=paper.offers(state.library.methods, meeting.program.method) if c.Swap in allowed else (),
    )


def _seat(state: State, person: Person, number: int, turn: TurnView, allowed: Allowed, now: float) -> SeatView:
    sitter = state.in_seat(number)
    if sitter is None:
        return SeatView(number, "empty")
    meeting, circle = state.meeting, state.circle(now)
    closed = number in m.closed(meeting, circle)
    return SeatView(
        number,
        "present" if sitter.is_here(now) else "away",
        me=sitter.id == person.id,
        name=sitter.name,
        begeleider=number == state.begeleider,
        inbrenger=number == state.inbrenger,
        turn=number == turn.seat,
        next=number == turn.next,
        large=number in large(meeting, circle),
        closed=closed,
        opened=closed and number in meeting.reopened,
        ready=number in meeting.ready | meeting.agreed,
        title=dict(state.titles).get(number, ""),
        may_get_turn=c.GiveTurn in allowed and may_get_turn(state, number, now),
        may_be_inbrenger=c.Inbrenger in allowed and may_be_inbrenger(state, person, number, now),
        may_be_removed=c.Remove in allowed and may_be_removed(state, person, number),
        removal_votes=0 if sitter.id == person.id else votes(state, number, now),
        invited_twice=came_twice(state, sitter),
        may_get_task=c.HandOver in allowed and may_get_task(state, number, now),
        may_come_later=c.Later in allowed and may_come_later(state, number),
        may_get_dot=c.Dot in allowed and may_get_dot(state, person, number),
        my_dot=(person.seat, number) in state.dots,
        dots=sum(to == number for _, to in state.dots) if state.dots_shown and number in dict(state.titles) else None,
        not_heard=_not_heard(state, number, turn) and leader_or_group(state, person, now),
    )


def _not_heard(state: State, number: int, turn: TurnView) -> bool:
    """Has not had the floor yet, in the method itself."""
    meeting = state.meeting
    aside = None if state.independent else state.begeleider
    in_method = meeting.under_way and meeting.step.part == "method"
    return in_method and number not in state.spoken | {turn.seat, aside}


def _turn(state: State, circle: Circle, now: float) -> TurnView:
    meeting = state.meeting
    if meeting.round is None or not meeting.under_way:
        return TurnView()
    clock = meeting.turn_clock
    answers = state.inbrenger if meeting.phase.rules.laps and meeting.holder is not None else None
    return TurnView(
        seat=meeting.holder,
        next=meeting.round.next(circle.here),
        to_come=meeting.round.queue,
        done=meeting.round.done,
        answers=answers,
        remaining_ms=None if clock is None else _ms(clock.remaining(now)),
        total_ms=None if clock is None else _ms(clock.total),
    )


def _phase(state: State, person: Person, turn: TurnView, allowed: Allowed) -> PhaseView:
    meeting = state.meeting
    asking = meeting.phase.rules.laps and Switch.GEEN_ADVIES in meeting.phase.switches
    phase, leads = meeting.phase, state.leads(person)
    return PhaseView(
        id=phase.id,
        title=phase.title,
        mode=phase.mode.value,
        index=meeting.index + 1,
        count=len(meeting.program.steps),
        task=phase.task,
        switches=tuple(switch.value for switch in Switch if switch in phase.switches),
        choosing=c.Inbrenger in allowed or phase.choose == "inbrenger",
        ticks=phase.ticks,
        writes=writes(state, person),
        shown_later=is_shown_later(state),
        named_later=any(step.phase.named and phase.id in step.phase.shows for step in meeting.program.steps),
        rates=phase.rate is not None,
        notes=_notes(state, person),
        helps=asking and person.seat in (turn.seat, turn.next),
        say=phase.say if leads else None,
        why=phase.why if leads or state.independent else None,
    )


def _notes(state: State, person: Person) -> bool:
    """After writing what is not shown now, and for the inbrenger who listens without being heard."""
    steps, index = state.meeting.program.steps, state.meeting.index
    listens = state.meeting.phase.rules.closed is Closed.INBRENGER and person.seat == state.inbrenger
    return listens or (index > 0 and steps[index - 1].phase.writes and not steps[index].phase.shows)


def _clock(meeting: Meeting, now: float) -> ClockView:
    if not meeting.under_way:
        return ClockView("waiting", 0, 0)
    remaining = meeting.clock.remaining(now)
    standing = meeting.progress is Progress.PAUSED
    return ClockView(
        "paused" if standing else "running" if remaining > 0 else "over", _ms(remaining), _ms(meeting.clock.total)
    )


def _task(state: State, person: Person, turn: TurnView, allowed: Allowed) -> tuple[str, Words | None]:
    """What is asked of this person now: the kind of task, and the method's words for it."""
    meeting = state.meeting
    if not meeting.under_way:
        return ("start" if c.Start in allowed else meeting.progress.value), None
    phase, seat = meeting.phase, person.seat
    aside = None if state.independent else state.begeleider
    kinds: tuple[tuple[bool, str, Words | None], ...] = (
        (phase.ticks and seat not in meeting.ready, "tick", phase.task),
        (phase.ticks and seat != aside, "ticked", None),
        (phase.rules.needs_inbrenger and state.inbrenger is None, "choose", None),
        (seat == turn.seat, "turn", phase.turn or phase.task),
        (seat == state.inbrenger and phase.inbrenger is not None, "inbrenger", phase.inbrenger),
        (seat == aside and phase.begeleider is not None, "begeleider", phase.begeleider),
        (seat == turn.next, "next", phase.task),
    )
    return next(((kind, words) for holds, kind, words in kinds if holds), ("group", phase.task))


def _keys(state: State, person: Person, now: float) -> KeysView:
    sharing = keeper(state, now)
    return KeysView(
        epoch=state.epoch,
        keeper=None if sharing is None else sharing.seat,
        shared=state.shared,
        box=person.held.box,
        box_from=person.held.box_from,
        own=(
            ("name", person.name),
            ("title", dict(state.titles).get(person.seat or 0, "")),
            ("question", state.question if person.seat == state.inbrenger else ""),
            (
                "sheet",
                dict(state.sheets).get(shared_sheet(state) or "", "") if may(state, person, c.Sheet, now) else "",
            ),
        ),
        seats=tuple(
            SeatKeys(p.seat or 0, p.is_here(now), p.held.public, p.held.epoch, p.held.proof, bool(p.held.box))
            for p in state.seated
        ),
    )


def _rest_ms(meeting: Meeting, plan: tuple[PlanRow, ...], now: float) -> int:
    """Planned time from now to the end: what is left of this phase and all that is to come."""
    to_come = sum(row.seconds for row in plan if row.state == "to come")
    current = max(0.0, meeting.clock.remaining(now)) if meeting.under_way else 0.0
    return _ms(current + to_come)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
