"""What a method is: a frozen value read from one data file. Imports only the speaking modes.

The frame around every method (inchecken, afspraken ... volgende keer) has the same phases, in two halves. Faults in a
file are found by `reading.py`, which turns pydantic's findings into sentences.
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, field_validator, model_validator

from .modes import RULES, Mode, Rules, Switch, Turns

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
# Strict numbers and booleans: the words "5" and "yes" in a file are mistakes, not values.
Minutes = Annotated[float, Field(strict=True, ge=0, le=90)]


class Part(BaseModel):
    """A part of a method file: unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """One text in the languages of the product; Dutch is required, others fall back to it."""

    nl: Sentence
    en: Sentence | None = None

    def in_language(self, language: str) -> str:
        return (self.en if language == "en" else None) or self.nl


class Duration(Part):
    """Planned time: a fixed number of minutes and more for each person who gets a turn. At least a minute in all."""

    fixed: Minutes = 0
    per_member: Minutes = 0

    def seconds(self, with_a_turn: int) -> float:
        return 60 * max(1.0, self.fixed + self.per_member * with_a_turn)


class Phase(Part):
    """One step of a meeting. `task` speaks to the whole group; the other texts to whoever they are named after."""

    id: Identifier
    title: Words
    mode: Mode
    minutes: Duration
    task: Words
    switches: frozenset[Switch] = frozenset()
    seconds_each: Annotated[int, Field(strict=True, ge=10, le=1800)] | None = None
    turn: Words | None = None
    inbrenger: Words | None = None
    begeleider: Words | None = None
    say: Words
    why: Words
    skip: StrictBool = False
    with_begeleider: StrictBool = False
    ticks: StrictBool = False
    choose: Literal["inbrenger", "module"] | None = None
    modules: frozenset[Identifier] = frozenset()  # on offer; the one chosen takes the place of the next phase
    shows: Annotated[tuple[Identifier, ...], Field(max_length=2)] = ()  # two lie side by side
    named: StrictBool = False
    rate: Literal["warm-lauw-koud"] | None = None
    sheet: Literal["kernkwadrant", "roos-van-leary", "gedachtenwolk"] | None = None

    @model_validator(mode="before")
    @classmethod
    def plain_number_of_minutes(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("minutes"), int | float):
            return {**data, "minutes": {"fixed": data["minutes"]}}
        return data

    @field_validator("shows", mode="before")
    @classmethod
    def one_phase_to_show(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @property
    def rules(self) -> Rules:
        return RULES[self.mode]

    @property
    def writes(self) -> bool:
        """Whether everyone has a text box: silence may also be just that."""
        return self.rules.writes and Switch.ZONDER_SCHRIJVEN not in self.switches

    @property
    def turns(self) -> Turns:
        """Who gets a turn in this phase."""
        if self.rules.turns is Turns.EVERYONE_IF_TIMED:
            return Turns.EVERYONE if self.seconds_each else Turns.NOBODY
        return self.rules.turns


class Group(Part):
    """The group size a method is made for, the begeleider not counted."""

    least: Annotated[int, Field(strict=True, ge=2, le=10)] = 3
    most: Annotated[int, Field(strict=True, ge=2, le=10)] = 8


class Fit(Part):
    """When a method fits: the answers of the chooser's five questions for which it is suggested (time is computed)."""

    about: frozenset[
        Literal[
            "gebeurtenis", "gesprek", "plan", "irritatie", "relatie", "dilemma", "vraag-onduidelijk", "succes", "thema"
        ]
    ]
    stream: frozenset[Literal["bovenstroom", "onderstroom"]]
    trust: Literal["nieuw", "vertrouwd"]
    needs_begeleider: StrictBool = False


class Method(Part):
    """A whole method: what it is for and its phases in order."""

    format: Literal[1]
    id: Identifier
    title: Words
    summary: Words
    source: Words
    fits: Words
    pitfalls: Words
    people: Group = Group()
    fit: Fit
    phase: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=30)]

    @model_validator(mode="after")
    def ids_are_unique(self) -> Self:
        _refuse_doubles(self.phase)
        return self

    @property
    def chooses_inbrenger(self) -> bool:
        """Whether the method itself asks who brings a casus, so that the frame need not."""
        return any(phase.choose == "inbrenger" for phase in self.phase)


class Frame(Part):
    """What stands around every method: the phases before it and the phases after it."""

    format: Literal[1]
    id: Identifier
    before: tuple[Phase, ...]
    after: tuple[Phase, ...]

    @model_validator(mode="after")
    def ids_are_unique(self) -> Self:
        _refuse_doubles(self.before + self.after)
        return self


def _refuse_doubles(phases: tuple[Phase, ...]) -> None:
    seen: set[str] = set()
    for phase in phases:
        if phase.id in seen:
            raise ValueError(f"double:{phase.id}")
        seen.add(phase.id)
