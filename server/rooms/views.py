"""What one person's screen shows: plain values, the whole state each time. Imports only what words are.

Built by `overlay.py`, drawn by the templates.

Names, titles, questions and notes are sealed texts: ciphertext made in a browser, opaque here.
"""

from dataclasses import dataclass

from server.methods.method import Words

Sealed = str


@dataclass(frozen=True, slots=True)
class SeatView:
    """One place in the circle."""

    number: int
    state: str  # "empty", "present" or "away"
    me: bool = False
    name: Sealed = ""
    begeleider: bool = False
    inbrenger: bool = False
    turn: bool = False
    next: bool = False
    large: bool = False
    closed: bool = False  # the phase closes this microphone
    opened: bool = False  # ... and its owner opened it again
    ready: bool = False  # ticked the agreements, finished writing, or agreed to move on
    title: Sealed = ""  # the one-line casus, while choosing
    may_get_turn: bool = False  # I may give the turn to this seat now
    may_be_inbrenger: bool = False  # I may name this seat inbrenger now
    may_be_removed: bool = False  # I may ask that this person goes
    removal_votes: int = 0  # how many want that, where the group decides; never told to the person concerned
    invited_twice: bool = False  # somebody else tried to come in with this person's invitation
    may_get_task: bool = False  # I may hand the begeleider's task to this seat
    may_come_later: bool = False  # I may let this seat come last in the round
    may_get_dot: bool = False  # I may give my dot to this casus, or take it back
    my_dot: bool = False  # I gave it one
    dots: int | None = None  # how many it has, once the result is shown
    not_heard: bool = False  # has not had the floor in this method; told only to whoever leads


@dataclass(frozen=True, slots=True)
class Guest:
    """Someone at the door, shown to whoever may admit."""

    id: str
    name: Sealed


@dataclass(frozen=True, slots=True)
class ClockView:
    """The phase's time. Remaining is negative once the time is over."""

    state: str  # "waiting", "running", "paused" or "over"
    remaining_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class TurnView:
    """Whose turn it is, as seat numbers."""

    seat: int | None = None
    next: int | None = None
    to_come: tuple[int, ...] = ()
    done: bool = False  # the phase has turns and everyone has had theirs
    answers: int | None = None  # the seat that answers (the inbrenger, in question and answer)
    remaining_ms: int | None = None  # of this turn, where the phase gives seconds each; may be negative
    total_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PhaseView:
    """The phase in words; `say` and `why` only for whoever leads."""

    id: str
    title: Words
    mode: str
    index: int  # from 1
    count: int
    task: Words
    switches: tuple[str, ...]
    choosing: bool  # an inbrenger is to be chosen here
    ticks: bool  # the agreements are ticked here
    writes: bool  # everyone has a text box here
    shown_later: bool = False  # ... and what is written in it is shown in a later phase
    named_later: bool = False  # ... with names
    rates: bool = False  # the inbrenger says how close each card comes
    notes: bool = False  # what I wrote, or write now for myself, is of use here
    helps: bool = False  # I am asking, or next to ask, where advice has to wait: cards that help to ask
    say: Words | None = None
    why: Words | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One phase in the plan of the whole meeting."""

    id: str
    title: Words
    seconds: int
    state: str  # "past", "now" or "to come"
    part: str  # "before", "method" or "after"
    module: bool = False
    caught_up: int | None = None  # seconds it would get if the rest caught up; None where that changes nothing


@dataclass(frozen=True, slots=True)
class CardView:
    """A card on the table. `number` is what a rating names; `seat` only where the phase shows names."""

    number: int
    text: Sealed
    rating: str = ""
    seat: int | None = None
    column: int = 0


@dataclass(frozen=True, slots=True)
class SheetView:
    """A form with fields, sectors or words: filled in alone (`mine`), by one for all (`shared`), or shown (`cards`)."""

    kind: str
    use: str  # "mine", "shared" or "cards"
    text: Sealed = ""
    edits: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A method or module to choose from."""

    id: str
    title: Words
    summary: Words
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class TimeView:
    """The plan against the time that was agreed."""

    budget_ms: int | None = None  # chosen for the whole meeting
    late_ms: int = 0  # how much later than agreed the plan ends; negative: earlier
    late_at_best_ms: int = 0  # ... when the phases to come catch up


@dataclass(frozen=True, slots=True)
class SeatKeys:
    """What the person in this seat showed of the group's secret: for browsers to check."""

    seat: int
    present: bool
    public: str
    epoch: int
    proof: str
    boxed: bool  # a box is waiting to be opened


@dataclass(frozen=True, slots=True)
class KeysView:
    """The group's secret as it is passed on to one browser; docs/encryption.md tells what it does with it."""

    epoch: int = 0
    keeper: int | None = None
    shared: bool = True
    box: Sealed = ""
    box_from: int | None = None
    own: tuple[tuple[str, Sealed], ...] = ()  # kind and text of what I put down myself, to be sealed again
    seats: tuple[SeatKeys, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """Everything one seated person sees, and the commands open to this person now."""

    version: int  # what this person's next command must carry as `seen`
    state: str  # "waiting", "running", "paused" or "done"
    method: Words
    me: SeatView
    leads: bool  # I hold the begeleider's task
    independent: bool  # a room on its own, without a begeleider
    leader: int | None  # the seat that holds the begeleider's task
    my_task: str  # key of the kind of task: "turn", "next", "inbrenger", "begeleider", "group", "waiting", "done" ...
    my_task_words: Words | None  # the method's own text, where there is one for this kind
    my_microphone: str  # "open", "closed" (by the phase) or "reopened" (by me, against the phase)
    i_am_large: bool
    phase: PhaseView | None
    clock: ClockView
    turn: TurnView
    seats: tuple[SeatView, ...]
    guests: tuple[Guest, ...]
    locked: bool
    question: Sealed  # the inbrenger's question, kept in view
    question_seat: int | None
    agreed: int  # how many have agreed to move on (rooms on their own)
    plan: tuple[PlanRow, ...]
    rest_ms: int  # planned time from now to the end of the meeting
    may: frozenset[str]  # names of the commands open to me now
    sees_pictures: bool = True  # or I chose to hear the others only
    keys: KeysView = KeysView()
    time: TimeView = TimeView()
    cards: tuple[CardView, ...] = ()  # on the table, warm ones first once they are rated
    columns: tuple[Words, ...] = ()  # above the cards, where they lie in two columns
    written: tuple[Sealed, ...] = ()  # what I wrote in this phase to be shown later
    sheet: SheetView | None = None
    dots_left: int = 0
    choices: tuple[Offer, ...] = ()  # modules for the place of the next phase
    modules: tuple[Offer, ...] = ()  # modules I may put after this phase
    methods: tuple[Offer, ...] = ()  # methods I may take instead, before we begin
