"""What lies on the table and beside it: cards, sheets, dots, choices, and the plan against the time.

A part of the overlay; built for one person where it differs. Imports state and views.
"""

from collections.abc import Mapping

from server.methods import meeting as m
from server.methods.meeting import Circle, Meeting, Progress
from server.methods.method import Method, Words

from .cards import RATINGS, is_shown_later, shared_sheet, shown
from .dots import to_give
from .planning import chosen, on_offer
from .state import Person, State
from .views import CardView, Offer, PlanRow, Sealed, SheetView, TimeView

# A plan that ends this much later than agreed (seconds) is on time.
ON_TIME = 30.0


def plan(meeting: Meeting, circle: Circle, now: float) -> tuple[PlanRow, ...]:
    """The whole meeting, phase by phase; while it ends too late, also what each would get by catching up."""
    seconds = m.plan(meeting, circle)
    is_late = meeting.under_way and m.late(meeting, circle, now) > ON_TIME
    squeezed = m.plan(m.catch_up(meeting, circle, now), circle) if is_late else seconds

    def row(index: int) -> PlanRow:
        step = meeting.program.steps[index]
        current = meeting.under_way and index == meeting.index
        past = meeting.progress is Progress.DONE or (meeting.under_way and index < meeting.index)
        changes = not past and round(squeezed[index]) != round(seconds[index])
        return PlanRow(
            id=step.phase.id,
            title=step.phase.title,
            seconds=round(seconds[index]),
            state="now" if current else "past" if past else "to come",
            part=step.part,
            module=bool(step.module),
            caught_up=round(squeezed[index]) if changes else None,
        )

    return tuple(row(index) for index in range(len(seconds)))


def time(meeting: Meeting, circle: Circle, now: float) -> TimeView:
    """How the plan stands to the time agreed. Before the start it already follows the time chosen, if any."""
    late = m.late(meeting, circle, now)
    under_way = meeting.under_way
    best = m.late(meeting, circle, now, pace=m.pace_to_catch_up(meeting, circle, now)) if under_way else late
    budget = None if meeting.budget is None else _ms(meeting.budget)
    return TimeView(budget_ms=budget, late_ms=_ms(late), late_at_best_ms=_ms(best))


def cards_on_the_table(state: State) -> tuple[CardView, ...]:
    """Warm first, then lauw, then those without a word, koud last; the same for everyone."""
    if not state.meeting.under_way:
        return ()
    phase = state.meeting.phase
    cards = [
        CardView(number, card.text, card.rating, card.seat if phase.named else None, phase.shows.index(card.phase))
        for number, card in enumerate(shown(state))
    ]
    if phase.rate is not None:
        return tuple(cards)  # while the inbrenger rates, nothing jumps away
    warmth = {RATINGS[0]: 0, RATINGS[1]: 1, "": 2, RATINGS[2]: 3}
    return tuple(sorted(cards, key=lambda card: (warmth[card.rating], card.number)))


def columns(meeting: Meeting) -> tuple[Words, ...]:
    """What stands above the cards where they lie in two columns: the titles of the steps they were written in."""
    shows = meeting.phase.shows if meeting.under_way else ()
    titles = {step.phase.id: step.phase.title for step in meeting.program.steps}
    return tuple(titles[id] for id in shows) if len(shows) > 1 else ()


def written(state: State, person: Person) -> tuple[Sealed, ...]:
    """What this person wrote in the present phase, while it is being written."""
    meeting = state.meeting
    if not (meeting.under_way and is_shown_later(state)):
        return ()
    return tuple(card.text for card in state.cards if (card.phase, card.seat) == (meeting.phase.id, person.seat))


def sheet(state: State, person: Person, *, edits: bool, writes: bool) -> SheetView | None:
    """The form of this phase, if it has one. A cloud of thoughts is written as plain cards."""
    kind = state.meeting.phase.sheet if state.meeting.under_way else None
    if kind is None:
        return None
    if state.meeting.phase.writes:
        mine = written(state, person)
        cloud = kind == "gedachtenwolk"
        return None if cloud else SheetView(kind, "mine", mine[0] if mine else "", edits=writes)
    if shared_sheet(state) is None:
        return SheetView(kind, "cards")
    return SheetView(kind, "shared", dict(state.sheets).get(kind, ""), edits=edits)


def dots_left(state: State, person: Person) -> int:
    return max(0, to_give(state) - sum(giver == person.seat for giver, _ in state.dots))


def choices(state: State) -> tuple[Offer, ...]:
    """The modules to choose from in this phase: everyone sees them."""
    if not state.meeting.under_way:
        return ()
    return offers({module.id: module for module in on_offer(state)}, chosen(state))


def offers(methods: Mapping[str, Method], chosen: str = "") -> tuple[Offer, ...]:
    return tuple(Offer(each.id, each.title, each.summary, each.id == chosen) for each in methods.values())


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
