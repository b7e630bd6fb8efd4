"""One frozen value for each thing a person can ask of a room. Imports nothing.

`by` is the person who asks. `seen` is the version of the overlay the person looked at; where it matters, a command made
on an outdated screen is refused (two people pressing "next" is one step).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Something a person asks."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Command):
    """A command that acts on what the person saw."""

    seen: int


# The door


@dataclass(frozen=True, slots=True, kw_only=True)
class Knock(Command):
    """Ask to come in, under a name only the others can read; with a personal invitation, if one has it."""

    name: str
    ticket: str = ""


class Connect(Command):
    """My screen is connected."""


class Disconnect(Command):
    """My screen lost its connection; my seat is kept."""


class Leave(Command):
    """I go, and give up my seat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Command):
    """Let someone in who waits at the door."""

    guest: str


class AdmitAll(Command):
    """Let everyone in who waits at the door, as far as there are seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Command):
    """Turn away someone who waits at the door."""

    guest: str


class Lock(Command):
    """Nobody comes in any more; who waits at the door is turned away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Seen):
    """The person in this seat has to go, and does not come back (where the group decides: a vote for it)."""

    seat: int


class Unlock(Command):
    """People may knock again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Command):
    """Whoever brings this ticket comes in without knocking, once."""

    ticket: str


# The meeting


class Start(Seen):
    """Begin with the first phase."""


class Next(Seen):
    """On to the next phase."""


class Back(Seen):
    """Back to the phase before."""


class Pause(Seen):
    """Stop the time."""


class Resume(Seen):
    """Let the time run again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Seen):
    """More time for this phase."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorten(Seen):
    """Less time for this phase."""

    seconds: int


class CatchUp(Seen):
    """Let the phases to come end in time."""


class Skip(Seen):
    """On, past the next phase, which may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo(Seen):
    """To this phase of the plan."""

    phase: str


class Repeat(Seen):
    """This phase once more, from its beginning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseModule(Seen):
    """This module in the place of the next phase; empty: the next phase as it was."""

    module: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert(Seen):
    """This module after the present phase."""

    module: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap(Seen):
    """Another method, before we begin."""

    method: str


class Again(Seen):
    """A second casus: the method from its first phase."""


class End(Seen):
    """The meeting is over, for everyone."""


# Turns and voices


class TurnDone(Seen):
    """I have said what I wanted to say (or: whoever leads ends this turn)."""


class Pass(Seen):
    """I pass, without a reason."""


class SkipTurn(Seen):
    """Whoever has the turn comes later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveTurn(Seen):
    """The turn goes to this seat."""

    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(Seen):
    """This seat comes last in the round."""

    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Seen):
    """What a button with two states says it will do. Pressed twice on one screen, it is done once."""

    on: bool = True


class Speak(Choice):
    """Open my microphone though the phase closed it, or close it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures(Command):
    """Show me the others' pictures, or (on a poor line, or for quiet eyes) let me only hear them."""

    shown: bool


class Agree(Choice):
    """I agree to move on, or not any more (rooms on their own)."""


class Tick(Seen):
    """I keep to the agreements."""


class Written(Choice):
    """I have written what I wanted to write, or write on after all."""


# The casus and the tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbrenger(Seen):
    """This seat brings the casus."""

    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Command):
    """My casus in one line, sealed; empty takes it back."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Command):
    """The inbrenger's question, sealed; it stays on every screen."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Seen):
    """The begeleider's task goes to this seat."""

    seat: int


class TakeTask(Seen):
    """I take the begeleider's task, which is free."""


class LayDownTask(Seen):
    """I lay the begeleider's task down (rooms on their own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot(Seen):
    """One of my dots for the casus of this seat, or back."""

    seat: int


class ShowDots(Seen):
    """Show what has been chosen, though not everyone gave their dots."""


# Paper: what people write to be shown later


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(Command):
    """My cards in this phase, sealed; none takes them back."""

    phase: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Seen):
    """How close this card comes: warm, lauw or koud; empty takes it back."""

    card: int
    rating: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Command):
    """The shared sheet as it is now, sealed; empty clears it."""

    text: str


# The group's secret: texts made by browsers for browsers


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(Command):
    """My public key, and proofs that I hold the secret up to this epoch."""

    public: str
    epoch: int
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareKey(Command):
    """The secret of this epoch, sealed for each of these seats."""

    epoch: int
    boxes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name(Command):
    """My own name, sealed again."""

    text: str
