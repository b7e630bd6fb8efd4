"""Paper: what people write to be shown later, how close it comes, and the shared sheet. Imports state and errors.

All of it is ciphertext, in memory alone, and gone when the last phase that shows it is over. Cards have no order that
says whose they are: they are sorted by the end of their ciphertext, the authentication tag, which is as good as chance.
"""

from dataclasses import replace

from server.methods.modes import Switch

from . import commands as c
from .errors import Reason, Refused
from .state import Card, Person, State
from .texts import LONGEST_CARD, LONGEST_SHEET, sealed

MOST_CARDS = 10  # of one person in one phase
RATINGS = ("warm", "lauw", "koud")


def is_shown_later(state: State) -> bool:
    """Whether what is written now will be shown. If not, it never leaves the browser."""
    meeting = state.meeting
    return meeting.phase.writes and meeting.phase.id in meeting.program.shown_from(meeting.index + 1)


def writes(state: State, person: Person) -> bool:
    """Whether this person has a text box in this phase."""
    phase = state.meeting.phase
    spared = person.seat == state.inbrenger and Switch.INBRENGER_SCHRIJFT_NIET in phase.switches
    return phase.writes and not spared


def shown(state: State) -> tuple[Card, ...]:
    """The cards on the table in this phase; a card's number is its place here."""
    phases = state.meeting.phase.shows if state.meeting.under_way else ()
    cards = (card for card in state.cards if card.phase in phases)
    return tuple(sorted(cards, key=lambda card: (phases.index(card.phase), card.text[::-1])))


def shared_sheet(state: State) -> str | None:
    """The kind of sheet the inbrenger fills in now: where there is one and nobody writes or shows on it."""
    phase = state.meeting.phase
    return phase.sheet if not phase.writes and not phase.shows else None


def write(state: State, command: c.Write, person: Person, now: float) -> State:
    phase = state.meeting.phase.id
    if command.phase != phase:
        raise Refused(Reason.STALE)
    if len(command.texts) > MOST_CARDS:
        raise Refused(Reason.BAD_NUMBER)
    sheet = state.meeting.phase.sheet not in (None, "gedachtenwolk")
    longest = LONGEST_SHEET if sheet else LONGEST_CARD
    mine = tuple(Card(phase, person.seat, sealed(text, longest, required=True)) for text in command.texts)
    others = tuple(card for card in state.cards if (card.phase, card.seat) != (phase, person.seat))
    return replace(state, cards=others + mine)


def rate(state: State, command: c.Rate, person: Person, now: float) -> State:
    cards = shown(state)
    if command.rating not in ("", *RATINGS) or not 0 <= command.card < len(cards):
        raise Refused(Reason.BAD_NUMBER)
    rated = cards[command.card]
    return replace(
        state, cards=tuple(replace(card, rating=command.rating) if card is rated else card for card in state.cards)
    )


def sheet(state: State, command: c.Sheet, person: Person, now: float) -> State:
    kind = shared_sheet(state) or ""
    text = sealed(command.text, LONGEST_SHEET)
    others = tuple(entry for entry in state.sheets if entry[0] != kind)
    return replace(state, sheets=(*others, *(((kind, text),) if text else ())))


def cleared(state: State) -> State:
    """Without what no phase from here on shows. Asked after every change."""
    meeting = state.meeting
    if not meeting.under_way:
        return replace(state, cards=(), sheets=())
    cards, sheets = meeting.program.shown_from(meeting.index), meeting.program.sheets_from(meeting.index)
    return replace(
        state,
        cards=tuple(card for card in state.cards if card.phase in cards),
        sheets=tuple(entry for entry in state.sheets if entry[0] in sheets),
    )
