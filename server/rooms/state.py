"""Everything a room is, as one frozen value, and the questions asked of it. Imports the meeting and the library."""

from dataclasses import dataclass, field, replace
from typing import Self

from server.methods.library import Library
from server.methods.meeting import Circle, Meeting

# Reloading a page takes about a second; only who stays away longer is shown as away and passed over.
SHOWN_AWAY_AFTER = 4.0
# The begeleider's task may be taken over from someone who has been away this long.
TASK_FREE_AFTER = 30.0


@dataclass(frozen=True, slots=True)
class Held:
    """What someone's browser showed about the group's secret, and what was sealed to it; opaque here (keys.py)."""

    public: str = ""
    epoch: int = 0
    proof: str = ""
    box: str = ""
    box_from: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in a seat, or at the door (`seat` is None). `gone_since` is None while connected.

    `sees` is False for someone who chose to hear the others only.
    """

    id: str
    name: str
    seat: int | None = None
    gone_since: float | None = None
    sees: bool = True
    held: Held = Held()

    def is_away(self, now: float, after: float) -> bool:
        """Without a connection for this many seconds; exactly from the moment `gone_since + after` on."""
        return self.gone_since is not None and now >= self.gone_since + after

    def is_here(self, now: float) -> bool:
        return not self.is_away(now, SHOWN_AWAY_AFTER)


@dataclass(frozen=True, slots=True)
class Card:
    """What someone wrote in a phase to be shown later; `seat` is None once its author has left."""

    phase: str
    seat: int | None
    text: str
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A personal one: who came in with it (empty: nobody yet), and whether somebody tried it again after that."""

    ticket: str
    person: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """A room. `begeleider` and `inbrenger` are seats; `titles` are the one-line casussen by seat.

    `entered` becomes true with the first person in a seat; from then on an empty circle is the end of the room.
    `epoch` counts the group's secrets, `epoch_by` asked for the newest, `shared` tells whether the others got it.
    `removed` are people who may never come back, `votes` who (first) wants whom (second) to go, both by id.
    `dots` are who (first) gave a dot to whose casus (second), as seats; `dots_shown` once the result is there.
    `cards` and `sheets` (by kind) live until the last phase that shows them. `spoken` has had the floor in this method.
    `library` is what the room can reach for; it never changes.
    `touched` holds, for each aspect a command may act on, the version at which it last changed.
    """

    opener: str
    seats: int
    independent: bool
    meeting: Meeting
    people: tuple[Person, ...] = ()
    begeleider: int | None = None
    inbrenger: int | None = None
    locked: bool = False
    entered: bool = False
    titles: tuple[tuple[int, str], ...] = ()
    question: str = ""
    epoch: int = 0
    epoch_by: str = ""
    shared: bool = True
    invitations: tuple[Invitation, ...] = ()
    removed: frozenset[str] = frozenset()
    votes: frozenset[tuple[str, str]] = frozenset()
    dots: frozenset[tuple[int, int]] = frozenset()
    dots_shown: bool = False
    cards: tuple[Card, ...] = ()
    sheets: tuple[tuple[str, str], ...] = ()
    spoken: frozenset[int] = frozenset()
    library: Library = field(default_factory=Library)
    version: int = 0
    touched: tuple[tuple[str, int], ...] = ()

    def person(self, id: str) -> Person | None:
        return next((person for person in self.people if person.id == id), None)

    @property
    def seated(self) -> tuple[Person, ...]:
        """People in the circle, in the order of their seats."""
        return tuple(sorted((p for p in self.people if p.seat is not None), key=lambda p: p.seat or 0))

    @property
    def guests(self) -> tuple[Person, ...]:
        """People at the door, in the order in which they knocked."""
        return tuple(person for person in self.people if person.seat is None)

    def in_seat(self, seat: int | None) -> Person | None:
        return next((person for person in self.people if seat is not None and person.seat == seat), None)

    def free_seat(self) -> int | None:
        taken = {person.seat for person in self.people}
        return next((seat for seat in range(self.seats) if seat not in taken), None)

    def is_here(self, seat: int | None, now: float) -> bool:
        person = self.in_seat(seat)
        return person is not None and person.is_here(now)

    def circle(self, now: float) -> Circle:
        """The people as the meeting sees them. Led by a begeleider, that person stays out of the rounds."""
        return Circle(
            seated=frozenset(p.seat for p in self.people if p.seat is not None),
            here=frozenset(p.seat for p in self.people if p.seat is not None and p.is_here(now)),
            inbrenger=self.inbrenger,
            begeleider=self.begeleider,
            aside=None if self.independent else self.begeleider,
        )

    def leads(self, person: Person | None) -> bool:
        """Holds the begeleider's task."""
        return person is not None and person.seat is not None and person.seat == self.begeleider

    def task_is_free(self, now: float) -> bool:
        """Nobody holds the begeleider's task, or its holder has been away too long."""
        holder = self.in_seat(self.begeleider)
        return holder is None or holder.is_away(now, TASK_FREE_AFTER)

    def with_person(self, changed: Person) -> Self:
        others = tuple(changed if person.id == changed.id else person for person in self.people)
        return replace(self, people=others if changed in others else (*others, changed))

    def without(self, gone: Person) -> Self:
        """The room after someone left: seat, tasks and title are free again."""
        return replace(
            self,
            people=tuple(person for person in self.people if person.id != gone.id),
            begeleider=None if gone.seat == self.begeleider else self.begeleider,
            inbrenger=None if gone.seat == self.inbrenger else self.inbrenger,
            question="" if gone.seat is not None and gone.seat == self.inbrenger else self.question,
            titles=tuple(entry for entry in self.titles if entry[0] != gone.seat),
            dots=frozenset(dot for dot in self.dots if gone.seat not in dot),
            # A card that vanished would tell who wrote it.
            cards=tuple(replace(card, seat=None) if card.seat == gone.seat else card for card in self.cards),
            spoken=self.spoken - {gone.seat},
            votes=frozenset(vote for vote in self.votes if gone.id not in vote),
        )

    def touched_at(self, aspect: str) -> int:
        return dict(self.touched).get(aspect, 0)
